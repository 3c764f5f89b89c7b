import { defineConfig } from '@playwright/test';

const chromium = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  timeout: 30_000,
  // What fails once is broken: nothing is tried again.
  retries: 0,
  workers: 2,
  forbidOnly: true,
  reporter: [['list']],
  use: { browserName: 'chromium', locale: 'en-US', trace: 'retain-on-failure' },
  projects: [
    {
      name: 'browser',
      testIgnore: /(no-script|keyboard|screenshots|lighthouse|bench|several|tls)\.spec\.ts/,
      use: { headless: true, launchOptions: chromium },
    },
    {
      name: 'no-script',
      testMatch: /(no-script|reset|trouble|edit-users|help-desk|mail-page|account|language)\.spec\.ts/,
      use: { headless: true, launchOptions: chromium, javaScriptEnabled: false },
    },
    {
      // nginx and what stands behind it, and the load on that: one test at a time.
      name: 'nginx',
      testMatch: /(several|tls)\.spec\.ts/,
      workers: 1,
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
      use: { headless: false, launchOptions: chromium },
    },
  ],
});
