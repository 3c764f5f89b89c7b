// What every test has: a portal, and a page that must not complain.

import { test as base, expect } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';
import { Mailbox } from './mailbox.ts';
import { Portal } from './portal.ts';

type OfTest = { complaints: string[]; quiet: void };
type OfWorker = { portal: Portal };

/** A refused form or a bad link answers with one of these, which Chromium notes in its console. */
const EXPECTED = /the server responded with a status of (401|403|409|410|422|429)/;

/** Without scripts nobody uses the WebAssembly, which Chromium notes after a few seconds on a page. */
const UNUSED = /\.wasm was preloaded using link preload but not used/;

export const test = base.extend<OfTest, OfWorker>({
  portal: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
    async ({}, use) => {
      const portal = await Portal.start('people');
      await use(portal);
      await portal.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ portal }, use) => use(portal.url),
  // eslint-disable-next-line no-empty-pattern
  complaints: async ({}, use) => use([]),
  quiet: [
    async ({ page, complaints, javaScriptEnabled }, use) => {
      const expected = (text: string) => EXPECTED.test(text) || (!javaScriptEnabled && UNUSED.test(text));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !expected(message.text())) {
          complaints.push(`${message.type()}: ${message.text()}`);
        }
      });
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error}`));
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol !== 'data:' && url.hostname !== '127.0.0.1') {
          complaints.push(`another host: ${request.url()}`);
        }
      });
      await use();
      expect(complaints, 'the console, errors and other hosts').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** The same, where settings or passwords change: each test has a portal of its own. */
export const testAlone = test.extend<{ own: Portal }>({
  // eslint-disable-next-line no-empty-pattern
  own: async ({}, use) => {
    const portal = await Portal.start('people');
    await use(portal);
    await portal.stop();
  },
  baseURL: async ({ own }, use) => use(own.url),
});

/** The same, with a mail server of its own too. */
export const testWithMail = test.extend<{ mailbox: Mailbox; own: Portal }>({
  // eslint-disable-next-line no-empty-pattern
  mailbox: async ({}, use) => {
    const mailbox = await Mailbox.start();
    await use(mailbox);
    await mailbox.stop();
  },
  own: async ({ mailbox }, use) => {
    const portal = await Portal.start('people', mailbox.url);
    await use(portal);
    await portal.stop();
  },
  baseURL: async ({ own }, use) => use(own.url),
});

/** Whether this is one of the runs with JavaScript on. */
export const script = (): boolean => test.info().project.use.javaScriptEnabled !== false;

/** Whether this is the long run before a release. */
export const soak = (): boolean => test.info().project.name === 'soak';

/** What axe looks at: every criterion of WCAG 2.2 that it knows, levels A and AA, and best practices. */
const AXE: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // Off by itself, though it belongs to AA (2.5.8).
  rules: { 'target-size': { enabled: true } },
  // Of what is as it should be it need not write where it is.
  resultTypes: ['violations'],
};

/** What axe finds on the page. */
export async function violations(page: import('@playwright/test').Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async (options) => {
    const result = await (globalThis as unknown as { axe: typeof axe }).axe.run(options);
    return result.violations.map((found) => {
      const where = found.nodes.map((node) => node.html).join(' | ');
      return `${found.id}: ${found.help}: ${where}`;
    });
  }, AXE);
}
