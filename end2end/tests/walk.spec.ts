// From login to logout: in one document with a script, and without one too.

import { expect, script, testAlone as test } from '../fixtures.ts';
import { LoginPage } from '../pages/login.ts';
import { walk } from '../walk.ts';

test('from login to logout', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  if (script()) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await page.evaluate(() => void ((globalThis as { same?: true }).same = true));
  await walk(page, async () => {
    const same = await page.evaluate(() => (globalThis as { same?: true }).same === true);
    expect(same).toBe(script());
  });
});
