// Too many failed tries: the lock, its countdown, and its end.

import { expect, test } from '../fixtures.ts';
import { LoginPage, lock } from '../pages/login.ts';
import { Portal, USER } from '../portal.ts';

// Names stay locked: each test has a portal of its own.
const locked = test.extend<{ own: Portal }>({
  // eslint-disable-next-line no-empty-pattern
  own: async ({}, use) => {
    const portal = await Portal.start('people');
    await use(portal);
    await portal.stop();
  },
  baseURL: async ({ own }, use) => use(own.url),
});

locked('ten wrong tries lock, the countdown runs, and after it the right password is right', async ({ page, own }) => {
  await page.clock.install();
  const login = new LoginPage(page);
  await login.openHydrated();
  await lock(login, USER);
  await expect(login.countdown).toHaveText(/^(3:00|2:5\d)$/);
  const before = await login.countdown.boundingBox();
  await page.clock.fastForward('01:00');
  await expect(login.countdown).toHaveText(/^1:[5][0-9]|2:00$/);
  const after = await login.countdown.boundingBox();
  expect([after?.y, after?.height]).toEqual([before?.y, before?.height]);
  // The right password does not help yet, and everything that was typed stays.
  await login.password.input.fill(USER.password);
  // The page says the same as before: only the answer tells that this try was looked at.
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await login.submit.click();
  await answered;
  await expect(login.error).toContainText('too many failed tries');
  await expect(login.password.input).toHaveValue(USER.password);
  own.setClockAhead(180);
  await page.clock.fastForward('03:01');
  await expect(login.again).toBeVisible();
  await expect(login.error).toHaveCount(0);
  await login.submit.click();
  await expect(page).toHaveURL('/account');
});

locked('a name that nobody has is locked with the same words', async ({ page }) => {
  const login = new LoginPage(page);
  const said = [];
  for (const loginName of [USER.loginName, 'nobody']) {
    await login.openHydrated();
    await lock(login, { ...USER, loginName });
    said.push(await page.locator('main').innerText());
  }
  const still = (text: string) => text.replace(/\d:\d\d/, '').replace(/\d\d:\d\d/, '');
  expect(still(said[1]!)).toBe(still(said[0]!));
});
