// Not a test: makes the pictures of README.md from the running product (`./x screenshots`).

import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
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

/** Whether Japanese has letters here: what has none is the same box for each. */
function hasLetters(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(40, 40).getContext('2d', { willReadFrequently: true })!;
    canvas.font = '32px sans-serif';
    const drawn = [...'日本語'].map((letter) => {
      canvas.clearRect(0, 0, 40, 40);
      canvas.fillText(letter, 2, 34);
      return canvas.getImageData(0, 0, 40, 40).data.join();
    });
    return new Set(drawn).size === drawn.length;
  });
}

test('pictures for the README', async ({ browser }) => {
  test.setTimeout(300_000);
  const house = await House.build(browser);
  for (const { screen: name, width, height, colorScheme, locale } of PICTURES) {
    const screen = SCREENS.find((screen) => screen.name === name)!;
    const viewport = { width, height };
    // Without motion no colour is on its way to another.
    const page = await house.enter(browser, screen.who, { viewport, colorScheme, locale, reducedMotion: 'reduce' });
    await screen.open(page, house);
    expect(await hasLetters(page), 'Japanese letters: ./x setup installs them').toBe(true);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    await page.context().close();
  }
  await house.stop();
});
