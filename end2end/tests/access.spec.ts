// What WCAG 2.2 asks for and axe cannot see: a focus that is never hidden, sizes and contrasts of what is
// operated, messages that are heard, text that may be spaced out, nothing to be solved or remembered.

import type { Browser, Page } from '@playwright/test';
import { expect } from '../fixtures.ts';
import { type House, SCREENS, testScreens as test } from '../screens.ts';

test.describe.configure({ mode: 'parallel' });

/** Those with forms of every kind. */
const OPERATED = ['login-warned', 'login-refused', 'trouble-found', 'new-password', 'account', 'users', 'user', 'import', 'settings'];

async function open(house: House, browser: Browser, name: string, options: object): Promise<Page> {
  const screen = SCREENS.find((screen) => screen.name === name)!;
  const page = await house.enter(browser, screen.who, { locale: 'en-US', reducedMotion: 'reduce', ...options });
  await screen.open(page, house);
  return page;
}

/** What has the focus, and whether all of it can be seen (2.4.11, and 2.4.7: there is a ring round it). */
function focused(page: Page): Promise<{ what: string; seen: boolean } | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const [x, y] = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
    const there = document.elementFromPoint(x, y);
    const style = getComputedStyle(element);
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const what = `${element.localName}#${element.id} ${(element.textContent ?? '').trim().slice(0, 40)}`;
    return { what, seen: ring && there !== null && (element.contains(there) || there.contains(element)) };
  });
}

for (const name of OPERATED) {
  test(`the focus is always seen, ${name}`, async ({ browser, house }) => {
    const page = await open(house, browser, name, {});
    // 1280 by 1024 at 400 %: 320 by 256 (1.4.10).
    for (const viewport of [{ width: 1440, height: 900 }, { width: 320, height: 256 }]) {
      await page.setViewportSize(viewport);
      for (const key of ['Tab', 'Shift+Tab']) {
        await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
        let stops = 0;
        for (let presses = 0; presses < 40; presses += 1) {
          await page.keyboard.press(key);
          const now = await focused(page);
          if (now === null) continue;
          stops += 1;
          expect(now.seen, `${key}, ${viewport.width} px: ${now.what}`).toBe(true);
        }
        expect(stops).toBeGreaterThan(5);
      }
    }
    await page.context().close();
  });
}

/** Edges and backgrounds of what is operated, and what is round them, as red, green and blue from 0 to 1. */
function edges(page: Page): Promise<{ what: string; ratio: number }[]> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
    const rgb = (colour: string, under: number[]): number[] => {
      canvas.fillStyle = `rgb(${under.join(' ')})`;
      canvas.fillRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const ground = (element: Element | null): number[] => {
      const above: Element[] = [];
      for (let at = element; at !== null; at = at.parentElement) above.unshift(at);
      return above.reduce((under, at) => rgb(getComputedStyle(at).backgroundColor, under), [255, 255, 255]);
    };
    const light = (colour: number[]): number => {
      const [r, g, b] = colour.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number];
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (one: number[], other: number[]): number => {
      const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
      return (bright + 0.05) / (dark + 0.05);
    };
    const operated = 'main :is(input:not([type=hidden], [readonly], [disabled]), select, button:not(.link), a.button)';
    return [...document.querySelectorAll(operated)]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => {
        const style = getComputedStyle(element);
        const around = ground(element.parentElement);
        const edge = style.borderTopWidth === '0px' ? around : rgb(style.borderTopColor, around);
        // A box of the browser's own has an edge that no style tells.
        const own = ['checkbox', 'radio', 'file'].includes((element as HTMLInputElement).type) && style.appearance !== 'none';
        const told = Math.max(ratio(edge, around), ratio(ground(element), around));
        return { what: `${element.localName}#${element.id} ${(element.textContent ?? '').trim().slice(0, 40)}`, ratio: own ? 21 : told };
      });
  });
}

/** What is cut off or too wide once text is spaced out as far as 1.4.12 names. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }');
    document.adoptedStyleSheets = [sheet];
    const found = [...document.querySelectorAll('main *')].filter((element) => {
      const style = getComputedStyle(element);
      const hides = ['hidden', 'clip'].includes(style.overflowX) && !element.matches('.visually-hidden, input, select');
      return hides && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    });
    const wide = document.documentElement.scrollWidth - innerWidth;
    return [...found.map((element) => element.outerHTML.slice(0, 120)), ...(wide > 0 ? [`${wide} px too wide`] : [])];
  });
}

for (const name of OPERATED) {
  test(`what is operated stands out by 3 to 1, and nothing is lost when text is spaced out, ${name}`, async ({ browser, house }) => {
    const page = await open(house, browser, name, {});
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await edges(page);
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ ratio }) => ratio < 3), colorScheme).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 900 });
    expect(await cutOff(page)).toEqual([]);
    await page.context().close();
  });
}

test('whoever logs in need not remember, copy or solve anything', async ({ browser, house }) => {
  // 3.3.8: password managers fill every field, and it can be pasted into.
  for (const [name, wanted] of [
    ['login', ['username', 'current-password']],
    ['new-password', ['username', 'new-password']],
    ['account-password', ['username', 'current-password', 'new-password']],
    ['setup', ['off', 'username', 'email', 'new-password']],
    ['reset', ['email']],
  ] as const) {
    const page = await open(house, browser, name, {});
    const fields = page.locator('main input[autocomplete]');
    expect(await fields.evaluateAll((all) => all.map((one) => one.getAttribute('autocomplete'))), name).toEqual(wanted);
    const typed = page.locator('main input:not([type=hidden], [type=checkbox], [readonly]):visible');
    for (const field of await typed.all()) {
      const taken = await field.evaluate((input) => {
        input.focus();
        const paste = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: new DataTransfer() });
        return input.dispatchEvent(paste);
      });
      expect(taken, `${name}: paste`).toBe(true);
    }
    // Nothing but words, numbers and choices is asked for.
    await expect(page.locator('main :is(img, canvas, audio, video, iframe)')).toHaveCount(0);
    await page.context().close();
  }
});

test('what is told later is told in a place that was there before, or has the focus', async ({ browser, house }) => {
  // 4.1.3: screen readers watch the places that they know.
  const page = await open(house, browser, 'login', {});
  await page.evaluate(() => {
    for (const place of document.querySelectorAll('[role=status], [role=alert]')) place.setAttribute('data-before', '');
  });
  await page.locator('#login_name').fill(' mika');
  await expect(page.locator('[role=status][data-before]', { hasText: 'There is a space before the text.' })).toHaveCount(1);
  await page.locator('#password').fill('some wrong password');
  await page.getByRole('button', { name: 'Log In' }).click();
  await expect(page.locator('.summary .notice', { hasText: 'The login name or the password is wrong.' })).toBeFocused();
  await page.context().close();
});

for (const width of [1440, 768, 320]) {
  test(`nothing moves when a warning comes, ${width} px`, async ({ browser, house }) => {
    const page = await open(house, browser, 'login', { viewport: { width, height: 900 } });
    const places = () =>
      page.locator('main :is(label, input, button[type=submit])').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    const before = await places();
    await page.locator('#login_name').fill('mika ');
    await expect(page.locator('.warning')).toHaveCount(1);
    expect(await places()).toEqual(before);
    await page.locator('#password').fill(' seven');
    await expect(page.locator('.warning')).toHaveCount(2);
    expect(await places()).toEqual(before);
    await page.context().close();
  });
}

test('with colours of the system each sign is still another', async ({ browser, house }) => {
  const page = await open(house, browser, 'trouble-found', { forcedColors: 'active' });
  const signs = await page.locator('.sign').evaluateAll((all) =>
    all.map((sign) => {
      const { maskImage, backgroundColor } = getComputedStyle(sign, '::before');
      const around = getComputedStyle(sign).backgroundColor;
      return { kind: sign.closest('.found, .fine, .look')!.classList.item(0), maskImage, seen: backgroundColor !== around };
    }),
  );
  expect(signs.every(({ seen }) => seen)).toBe(true);
  expect(new Set(signs.map(({ maskImage }) => maskImage)).size).toBeGreaterThanOrEqual(2);
  await page.context().close();
});
