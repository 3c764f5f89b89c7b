import { defineConfig } from '@playwright/test';

/** Chromium without what draws windows: the same engine, in half the time. */
const chromium = {
  executablePath: '/usr/bin/chromium-headless-shell',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** Chromium with a window. */
const window = { ...chromium, executablePath: '/usr/bin/chromium' };

export default defineConfig({
  testDir: 'tests',
  globalSetup: './seeds.ts',
  outputDir: 'test-results',
  timeout: 30_000,
  // What fails once is broken: nothing is tried again.
  retries: 0,
  workers: 2,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '../target/end2end.json' }]],
  use: { browserName: 'chromium', locale: 'en-US' },
  projects: [
    {
      name: 'browser',
      testIgnore: /(no-script|keyboard|screenshots|lighthouse|bench|several|tls|dist|engines)\.spec\.ts/,
      use: { headless: true, launchOptions: chromium },
    },
    {
      name: 'no-script',
      testMatch: /(no-script|reset|trouble|edit-users|help-desk|mail-page|account|language|walk)\.spec\.ts/,
      use: { headless: true, launchOptions: chromium, javaScriptEnabled: false },
    },
    {
      // nginx and what stands behind it, and the load on that: one test at a time, beside those of other projects.
      name: 'nginx',
      testMatch: /(several|tls)\.spec\.ts/,
      workers: 1,
    },
    {
      // The same as the others, and long (`./x soak`).
      name: 'soak',
      testMatch: /(naughty|screens|several|navigation)\.spec\.ts/,
      use: { headless: true, launchOptions: chromium },
    },
    {
      // What `./x dist` has made.
      name: 'dist',
      testMatch: /dist\.spec\.ts/,
      workers: 1,
      use: { headless: true, launchOptions: chromium },
    },
    {
      name: 'screenshots',
      testMatch: /screenshots\.spec\.ts/,
      use: { headless: true, launchOptions: chromium },
    },
    {
      name: 'bench',
      testMatch: /bench\.spec\.ts/,
      workers: 1,
      use: { headless: true, launchOptions: chromium },
    },
    {
      // One page at a time, and a debugging port for Lighthouse.
      name: 'lighthouse',
      testMatch: /lighthouse\.spec\.ts/,
      workers: 1,
      use: {
        headless: true,
        launchOptions: { ...chromium, args: [...chromium.args, '--remote-debugging-port=9222'] },
      },
    },
    {
      // A window under Xvfb, typed in by xdotool: the keyboard's own state is real.
      name: 'keyboard',
      testMatch: /keyboard\.spec\.ts/,
      workers: 1,
      use: { headless: false, launchOptions: window },
    },
    {
      // Firefox and WebKit, which Playwright does not drive: `engines.ts` does. On a busy machine it takes long to
      // start a browser and go all the way.
      name: 'engines',
      testMatch: /engines\.spec\.ts/,
      workers: 1,
      timeout: 60_000,
    },
  ],
});
