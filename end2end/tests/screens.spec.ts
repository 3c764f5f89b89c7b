// What holds on every screen in every state: nothing that axe or the HTML standard has to say, nothing wider than
// the window, no English in Japanese. axe sees a screen in three ways that differ in language, colours and width;
// in each combination of them in `./x soak`.

import type { Page } from '@playwright/test';
import { HtmlValidate } from 'html-validate';
import { expect, soak, violations } from '../fixtures.ts';
import { SCREENS, testScreens as test } from '../screens.ts';

test.describe.configure({ mode: 'parallel' });

const WIDTHS = [1440, 768, 320];

/** How axe looks at each screen, in each language: on a narrow one it cannot tell contrasts before the gradient. */
const LOOKS = {
  'en-US': ['dark 1440', 'light 320'],
  'ja-JP': ['light 1440'],
} as const;
const ALL_LOOKS = ['light 1440', 'dark 1440', 'light 320', 'dark 320'] as const;

const html = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // Leptos writes attributes without value and with, as it likes; both are HTML.
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    // Leptos' own scripts carry a nonce instead.
    'require-sri': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'doctype-style': 'off',
    'no-inline-style': 'error',
  },
});

/** Words that are the same in Japanese, and what people, browsers and files bring along. */
const SAME = [
  // Data first: a word taken out of the middle of an identifier would leave a rest that looks like another word.
  /\S+@\S+|\S*example\S*|Example|[A-Z0-9]{4}-[A-Z0-9]{4}|[a-z0-9]+\.test|250 \S.*|2\.0\.0.*|[0-9a-f]{16}/gi,
  /Shift_JIS|inactive|administrator|login_name|display_name|Latchkey|JavaScript|WebAssembly|Cookie|Caps Lock|caps lock|Num Lock|NumLock|Control|Command|Super|Windows|Shift|Alt|Fn|Ctrl\+C|abc/g,
  /Chrome(OS|book)?|Chromium|Edge|Firefox|Safari|iOS|iPadOS|iPhone|iPad|Windows|macOS|Mac|Linux|Android/g,
  /English|UTF-8|CSV|PNG|SVG|JPEG|UTC|NIST|kB|MB|https?:\/\/\S*|Web|OK|ID|IPv?6?|URL|SMTP/g,
  /login_name|display_name|new_login_name|password|email|language|role|status|delete|user|administrator|auto|active|inactive|yes|Shift_JIS|Password1!/g,
  /Sora|mika|ren|yui|aoi|haru|kai|nagi|riku|tsumugi|emi|help desk|Aoi|Haru|Kai|Nagi|Riku|Tsumugi/g,
];

/** English that somebody sees or hears on the page, with what is data taken out. */
async function english(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const data = node.parentElement?.closest('script, code, bdi, [lang="en"], .report, .code, .echo');
      if (!data && node.textContent?.trim()) found.push(node.textContent.trim());
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [alt], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'alt', 'placeholder']) {
        const value = element.getAttribute(name);
        if (value) found.push(value);
      }
    }
    return found;
  });
  return texts.filter((text) => {
    const rest = SAME.reduce((rest, same) => rest.replace(same, ''), text);
    return /[A-Za-z]{3,}/.test(rest);
  });
}

for (const locale of ['en-US', 'ja-JP'] as const) {
  for (const screen of SCREENS) {
    test(`${screen.name}, ${locale}`, async ({ browser, house }) => {
      const page = await house.enter(browser, screen.who, { locale });
      await screen.open(page, house);
      await expect(page.locator('html')).toHaveAttribute('lang', locale.slice(0, 2));
      expect(await valid(page), 'html-validate').toEqual([]);
      if (locale === 'ja-JP') expect(await english(page), 'English').toEqual([]);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(beyond, `wider than ${width} px`).toBeLessThanOrEqual(0);
      }
      for (const look of soak() ? ALL_LOOKS : LOOKS[locale]) {
        const [colorScheme, width] = look.split(' ') as ['light' | 'dark', string];
        await page.setViewportSize({ width: Number(width), height: 900 });
        // Colours change at once, not bit by bit.
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await violations(page), `axe, ${look} px`).toEqual([]);
      }
      await page.context().close();
    });
  }
}

/** What the HTML standard has to say about the page as it stands. */
async function valid(page: Page): Promise<string[]> {
  const report = await html.validateString(await page.content());
  return report.results.flatMap((result) =>
    result.messages.filter((found) => !ofLeptos(found)).map((found) => `${found.ruleId}: ${found.message} (${found.selector})`),
  );
}

/** Leptos gives its links to the WebAssembly the nonce as `crossorigin`, which browsers read as `anonymous`. */
function ofLeptos(found: { ruleId: string; message: string; selector: string | null }): boolean {
  return found.ruleId === 'attribute-allowed-values' && /^Attribute "crossorigin"/.test(found.message);
}
