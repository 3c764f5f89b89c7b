// Not a test: makes the pictures of README.md from the running product (`./x screenshots`).

import { join } from 'node:path';
import { test } from '@playwright/test';
import { House, SCREENS } from '../screens.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images');

/** Which screens are shown, and how. */
const PICTURES = [
  { screen: 'login-warned', width: 1280, height: 640, colorScheme: 'light', locale: 'en-US' },
  { screen: 'trouble-found', width: 1200, height: 900, colorScheme: 'light', locale: 'en-US' },
  { screen: 'login-locked', width: 390, height: 844, colorScheme: 'dark', locale: 'en-US' },
  { screen: 'user-locked', width: 1200, height: 900, colorScheme: 'light', locale: 'en-US' },
  { screen: 'users', width: 1200, height: 760, colorScheme: 'dark', locale: 'en-US' },
] as const;

test('pictures for the README', async ({ browser }) => {
  test.setTimeout(300_000);
  const house = await House.build(browser);
  for (const { screen: name, width, height, colorScheme, locale } of PICTURES) {
    const screen = SCREENS.find((screen) => screen.name === name)!;
    const viewport = { width, height };
    // Without motion no colour is on its way to another.
    const page = await house.enter(browser, screen.who, { viewport, colorScheme, locale, reducedMotion: 'reduce' });
    await screen.open(page, house);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    await page.context().close();
  }
  await house.stop();
});
