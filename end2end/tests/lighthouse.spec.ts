// Not a part of `./x test`, since it measures time: what Lighthouse says of a phone on a slow network
// (`./x lighthouse`).

import { expect, test } from '@playwright/test';
import lighthouse from 'lighthouse';
import { House, SCREENS } from '../screens.ts';

/** Least scores, of 100. */
const LEAST = { performance: 95, accessibility: 100, 'best-practices': 100 };

for (const name of ['login', 'trouble', 'users']) {
  test(`Lighthouse, ${name}`, async ({ browser }) => {
    test.setTimeout(180_000);
    const house = await House.build(browser);
    const screen = SCREENS.find((screen) => screen.name === name)!;
    const page = await house.enter(browser, screen.who, {});
    const cookies = await page.context().cookies();
    await screen.open(page, house);
    const result = await lighthouse(page.url(), {
      port: 9222,
      onlyCategories: Object.keys(LEAST),
      extraHeaders: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
    });
    expect(result!.lhr.finalDisplayedUrl, 'it was let in').toBe(page.url());
    const scores = Object.fromEntries(
      Object.entries(result!.lhr.categories).map(([id, category]) => [id, Math.round((category.score ?? 0) * 100)]),
    );
    const shift = result!.lhr.audits['cumulative-layout-shift']?.numericValue;
    console.log(name, scores, 'layout shift', shift);
    for (const [id, least] of Object.entries(LEAST)) expect(scores[id], id).toBeGreaterThanOrEqual(least);
    expect(shift).toBe(0);
    await page.context().close();
    await house.stop();
  });
}
