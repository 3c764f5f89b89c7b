// Not a part of `./x test`, since it measures time: what the login page weighs, when it is usable, and how soon
// a warning is there. `./x bench` puts it into docs/bench.md.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type CDPSession, type Page, expect, test } from '@playwright/test';
import { Portal } from '../portal.ts';

const FILE = join(import.meta.dirname, '../../target/bench-browser.json');

/** "Fast 3G" as Chromium's tools have it: 1.6 Mbit/s less a tenth, 150 ms less than four times. */
const FAST_3G = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };

/** How often each is measured; the median counts. */
const TIMES = 5;
const KEYS = 300;

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** A page in a browser that has seen nothing yet. */
async function fresh(browser: Browser, portal: Portal): Promise<{ page: Page; tools: CDPSession }> {
  const context = await browser.newContext({ baseURL: portal.url });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send('Network.enable');
  return { page, tools };
}

/** Types a space into the login name as soon as it can, until somebody warns of it; in milliseconds from the
 * first request: when the field was there, and when typing warned. */
async function load(page: Page): Promise<{ form: number; usable: number }> {
  await page.addInitScript(() => {
    const times = globalThis as unknown as { form?: number; usable?: number };
    const look = () => {
      const field = document.querySelector<HTMLInputElement>('#login_name');
      if (field !== null) {
        times.form ??= performance.now();
        field.value = ' mika';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        if (document.querySelector('.warning') !== null) {
          times.usable = performance.now();
          return;
        }
      }
      setTimeout(look, 20);
    };
    look();
  });
  await page.goto('/login', { waitUntil: 'commit' });
  await page.waitForFunction(() => 'usable' in globalThis, undefined, { timeout: 60_000 });
  return page.evaluate(() => {
    const { form, usable } = globalThis as unknown as { form: number; usable: number };
    return { form, usable };
  });
}

/** Milliseconds from a key to the warning that it brings, and to its end, in turn. */
function keys(page: Page, times: number): Promise<number[]> {
  return page.evaluate(async (times) => {
    const field = document.querySelector<HTMLInputElement>('#password')!;
    field.focus();
    const warned = () => document.querySelector('#password-warnings')!.textContent!.includes('Caps Lock is on');
    // Sooner than a timer, which waits for 4 ms.
    const { port1, port2 } = new MessageChannel();
    const turn = () =>
      new Promise((done) => {
        port1.onmessage = done;
        port2.postMessage(null);
      });
    const taken: number[] = [];
    for (let number = 0; number < times; number += 1) {
      const on = number % 2 === 0;
      const key = new KeyboardEvent('keydown', { key: on ? 'S' : 's', code: 'KeyS', modifierCapsLock: on, bubbles: true });
      const begin = performance.now();
      field.dispatchEvent(key);
      while (warned() !== on) await turn();
      taken.push(performance.now() - begin);
      await new Promise((done) => requestAnimationFrame(done));
    }
    return taken;
  }, times);
}

test('the login page in a browser', async ({ browser }) => {
  test.setTimeout(300_000);
  const portal = await Portal.start('people');
  const bytes: Record<string, number> = { page: 0, style: 0, script: 0, wasm: 0, other: 0 };
  const { page: first, tools } = await fresh(browser, portal);
  const kinds = new Map<string, string>();
  tools.on('Network.responseReceived', ({ requestId, response }) => {
    const kind = { 'text/html': 'page', 'text/css': 'style', 'text/javascript': 'script', 'application/wasm': 'wasm' };
    kinds.set(requestId, kind[response.mimeType as keyof typeof kind] ?? 'other');
  });
  tools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes[kinds.get(requestId) ?? 'other']! += encodedDataLength;
  });
  await load(first);
  await first.waitForLoadState('networkidle');
  const taken = await keys(first, KEYS);
  await first.context().close();
  const [slow, fast]: [{ form: number; usable: number }[], number[]] = [[], []];
  for (let number = 0; number < TIMES; number += 1) {
    const unthrottled = await fresh(browser, portal);
    fast.push((await load(unthrottled.page)).usable);
    await unthrottled.page.context().close();
    const throttled = await fresh(browser, portal);
    await throttled.tools.send('Network.emulateNetworkConditions', FAST_3G);
    await throttled.tools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    slow.push(await load(throttled.page));
    await throttled.page.context().close();
  }
  await portal.stop();
  expect(bytes.wasm).toBeGreaterThan(0);
  const sorted = taken.toSorted((a, b) => a - b);
  writeFileSync(
    FILE,
    JSON.stringify({
      ...bytes,
      bytes: Object.values(bytes).reduce((all, some) => all + some, 0),
      form: median(slow.map(({ form }) => form)),
      usable: median(slow.map(({ usable }) => usable)),
      unthrottled: median(fast),
      keys: KEYS,
      key_median: median(taken),
      key_p99: sorted[Math.floor(sorted.length * 0.99)],
    }),
  );
});
