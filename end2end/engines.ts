// Firefox and WebKit for a test, as Debian has them: Playwright drives only those that it builds itself. Each has a
// screen of its own, where `keyboard.ts` presses real keys: neither's driver knows of locks.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { clickAt } from './keyboard.ts';
import { freePort } from './portal.ts';

/** A link or a button, by what it says. */
export const named = (text: string): string => `//*[self::a or self::button][normalize-space()="${text}"]`;

/** A field, by its label. */
export const field = (label: string): string => `//input[@id=//label[normalize-space()="${label}"]/@for]`;

export abstract class Engine {
  /** What went wrong in the page, as its console says. */
  readonly complaints: string[] = [];

  protected constructor(private readonly place: Place) {}

  /** Opens an address. */
  abstract open(url: string): Promise<void>;

  /** What an expression comes to in the page. */
  abstract evaluate<T>(expression: string): Promise<T>;

  /** Presses the keys for a text. */
  protected abstract press(text: string): Promise<void>;

  protected abstract close(): Promise<void>;

  async stop(): Promise<void> {
    await this.close().finally(() => this.place.leave());
  }

  /**
   * Clicks what an XPath finds, with the mouse of the screen: only then a window has the screen's keys. As long as
   * one view passes into the next, there is nothing to hit, and what moves is missed.
   */
  async click(path: string): Promise<void> {
    let place: number[] | null = null;
    const rests = async () => {
      const before = place;
      place = await this.evaluate<number[] | null>(`(() => {
        const target = ${found(path)};
        target?.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { left, top, width, height } = target?.getBoundingClientRect() ?? {};
        const [x, y] = [left + width / 2, top + height / 2];
        const hit = target && target.contains(document.elementFromPoint(x, y));
        return hit ? [screenX + x, screenY + outerHeight - innerHeight + y] : null;
      })()`);
      return place !== null && `${place}` === `${before}`;
    };
    await expect.poll(rests, { message: `${path} can be clicked`, intervals: [30] }).toBe(true);
    clickAt(place![0]!, place![1]!);
  }

  /** Types into a field, in the place of what stands there. */
  async type(label: string, text: string): Promise<void> {
    const input = found(field(label));
    await this.click(field(label));
    await expect.poll(() => this.evaluate(`${input} === document.activeElement`), { intervals: [20] }).toBe(true);
    await this.evaluate(`${input}.select()`);
    await this.press(text);
  }

  /** What is read there, of each element that a selector finds. */
  texts(selector: string): Promise<string[]> {
    return this.evaluate(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((it) => it.checkVisibility()).map((it) => it.innerText.trim())`,
    );
  }

  /** What stands in a field. */
  value(label: string): Promise<string> {
    return this.evaluate(`${found(field(label))}.value`);
  }
}

const found = (path: string): string => `document.evaluate(${JSON.stringify(path)}, document, null, 9).singleNodeValue`;

/** A screen that nobody sees, and a folder for what a browser leaves behind. */
class Place {
  private readonly processes: ChildProcess[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'latchkey-engine-'));
  readonly environment: NodeJS.ProcessEnv = { ...process.env, HOME: this.folder };

  /** Makes one and starts a browser there. */
  static async with<T>(browser: (place: Place) => Promise<T>): Promise<T> {
    const place = new Place();
    try {
      await place.light();
      return await browser(place);
    } catch (error) {
      await place.leave();
      throw error;
    }
  }

  /** From now on `keyboard.ts` presses its keys there. */
  private async light(): Promise<void> {
    const screen = this.run('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24']);
    const number = await new Promise<string>((said, failed) => {
      screen.stdout!.once('data', (data) => said(`${data}`.trim()));
      screen.once('exit', () => failed(new Error('Xvfb stopped')));
    });
    process.env.DISPLAY = this.environment.DISPLAY = `:${number}`;
  }

  /** Starts a program that ends with it. */
  run(program: string, words: string[]): ChildProcess {
    const child = spawn(program, words, { env: this.environment, stdio: ['ignore', 'pipe', 'ignore'] });
    // What nobody reads must not stop it.
    child.stdout.resume();
    this.processes.push(child);
    return child;
  }

  async leave(): Promise<void> {
    for (const child of this.processes.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise<void>((done) => child.once('exit', () => done()));
      child.kill();
      await ended;
    }
    // What belonged to the browser may take a moment longer to end.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Over WebDriver BiDi, by Puppeteer. */
export class Firefox extends Engine {
  private constructor(
    place: Place,
    private readonly browser: Browser,
    private readonly page: Page,
  ) {
    super(place);
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error}`));
  }

  static start(): Promise<Firefox> {
    return Place.with(async (place) => {
      const browser = await puppeteer.launch({
        browser: 'firefox',
        executablePath: '/usr/bin/firefox-esr',
        headless: false,
        // As large as the window: else places in the page are not those on the screen.
        defaultViewport: null,
        env: place.environment,
      });
      const [page] = await browser.pages();
      return new Firefox(place, browser, page!);
    });
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async evaluate<T>(expression: string): Promise<T> {
    return (await this.page.evaluate(expression)) as T;
  }

  protected async press(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  protected async close(): Promise<void> {
    await this.browser.close();
  }
}

/** Under which name WebDriver hands an element out. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** WebKitGTK, over WebDriver as the W3C has it, which tells nothing of the console. */
export class WebKit extends Engine {
  private constructor(
    place: Place,
    private readonly session: string,
  ) {
    super(place);
  }

  static start(): Promise<WebKit> {
    return Place.with(async (place) => {
      const port = await freePort();
      const driver = place.run('WebKitWebDriver', [`--port=${port}`]);
      const url = `http://127.0.0.1:${port}`;
      while (!(await ask('GET', `${url}/status`).catch(() => undefined))) {
        if (driver.exitCode !== null) throw new Error('WebKitWebDriver stopped');
      }
      const { sessionId } = await ask<{ sessionId: string }>('POST', `${url}/session`, { capabilities: {} });
      return new WebKit(place, `${url}/session/${sessionId}`);
    });
  }

  async open(url: string): Promise<void> {
    await ask('POST', `${this.session}/url`, { url });
  }

  evaluate<T>(expression: string): Promise<T> {
    return ask('POST', `${this.session}/execute/sync`, { script: `return ${expression}`, args: [] });
  }

  protected async press(text: string): Promise<void> {
    const focused = await ask<{ [ELEMENT]: string }>('GET', `${this.session}/element/active`);
    await ask('POST', `${this.session}/element/${focused[ELEMENT]}/value`, { text });
  }

  protected async close(): Promise<void> {
    await ask('DELETE', this.session);
  }
}

/** A command of WebDriver. */
async function ask<T>(method: string, url: string, body?: object): Promise<T> {
  const answer = await fetch(url, { method, body: JSON.stringify(body) });
  const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
  if (!answer.ok) throw new Error(`${method} ${url}: ${value.error}: ${value.message}`);
  return value;
}
