// The administrator whom somebody calls: find the person, see why, mend it. Everything here is done with
// the scripts on and off; the administrator's pages need none.

import type { Locator, Page } from '@playwright/test';
import { expect, script, testWithMail as base } from '../fixtures.ts';
import { UserPage, UsersPage, openDesk } from '../pages/admin.ts';
import { LoginPage, hydrated, lock } from '../pages/login.ts';
import { NewPasswordPage } from '../pages/reset.ts';
import { TroublePage } from '../pages/trouble.ts';
import { ADMINISTRATOR, USER, set } from '../portal.ts';

/** Counts what the administrator clicks, from now on. */
function countClicks(desk: Page): () => number {
  let clicks = 0;
  const prototype = Object.getPrototypeOf(desk.locator('html')) as Locator;
  const click = prototype.click;
  prototype.click = function (this: Locator, ...options) {
    if (this.page() === desk) clicks += 1;
    return click.apply(this, options);
  };
  return () => clicks;
}

const test = base.extend<{ desk: Page; clicks: () => number }>({
  /** The administrator's browser, logged in, at the list. */
  desk: async ({ browser, own }, use) => {
    const context = await browser.newContext({ baseURL: own.url });
    const desk = await context.newPage();
    await openDesk(desk, ADMINISTRATOR);
    await use(desk);
    await context.close();
  },
  /** How many clicks it took; never five. */
  clicks: async ({ desk }, use) => {
    const clicks = countClicks(desk);
    await use(clicks);
    expect(clicks()).toBeGreaterThan(0);
    expect(clicks()).toBeLessThan(5);
  },
});

test('somebody who was locked out: the code of their report leads to them, and two clicks let them in', async ({ page, desk, clicks }) => {
  const login = new LoginPage(page);
  await login.open();
  if (script()) await hydrated(page);
  await lock(login, USER);
  const trouble = new TroublePage(page);
  await trouble.open();
  await trouble.makeReport.click();
  const code = await trouble.code.innerText();
  const user = new UserPage(desk);
  await new UsersPage(desk).find(code.toLowerCase().replace('-', ' '));
  await expect(user.field('Login Name')).toHaveValue(USER.loginName);
  await expect(user.fact('Lock')).toContainText('Locked until');
  await expect(desk.locator('.report')).toContainText(`Report ${code}`);
  await expect(user.tries).toHaveCount(10);
  await expect(user.tries.first()).toContainText('Wrong password');
  await user.do('Unlock');
  await expect(user.fact('Lock')).toHaveText('Not locked');
  expect(clicks()).toBe(2);
  await login.open();
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
});

test('somebody who mistypes their login name: their report names the closest ones', async ({ page, desk, clicks }) => {
  const login = new LoginPage(page);
  await login.open();
  await login.logIn({ ...USER, loginName: 'mikka' });
  await expect(login.error).toContainText('is wrong');
  const trouble = new TroublePage(page);
  await trouble.open();
  await trouble.triedName.fill('mikka');
  await trouble.makeReport.click();
  await new UsersPage(desk).find(await trouble.code.innerText());
  await expect(desk.getByText('There is no such login name: mikka')).toBeVisible();
  await expect(new UserPage(desk).tries.first()).toContainText('No such login name');
  await desk.getByRole('link', { name: USER.loginName }).click();
  await expect(new UserPage(desk).field('Login Name')).toHaveValue(USER.loginName);
  expect(clicks()).toBe(2);
  // Without a report, a part of the name will do.
  await desk.goto('/admin/users');
  const users = new UsersPage(desk);
  await users.find('mik');
  await expect(users.rows).toHaveCount(1);
  await users.rows.first().getByRole('link').click();
  await expect(new UserPage(desk).field('Login Name')).toHaveValue(USER.loginName);
  await expect(new UserPage(desk).fact('Last login')).toHaveText('Never');
});

test('somebody who forgot the password gets a link, also where nobody resets it alone', async ({ page, desk, own, mailbox }) => {
  set(own, 'allow-reset', 'off');
  await new UsersPage(desk).find(USER.email);
  await desk.getByRole('link', { name: USER.loginName }).click();
  await new UserPage(desk).do('Inform the User');
  const mail = await mailbox.to(USER.email);
  expect(mail.text).toContain(USER.loginName);
  await page.goto(mail.text!.match(/http:\S+token=\S+/)![0]);
  await new NewPasswordPage(page).choose('nine patient lighthouses');
  await expect(page).toHaveURL('/login?after=new-password');
  await new LoginPage(page).logIn({ ...USER, password: 'nine patient lighthouses' });
  await expect(page).toHaveURL('/account');
});

test('somebody who lost their mailbox gets the link at another address', async ({ page, desk, mailbox, clicks }) => {
  await new UsersPage(desk).find('mika');
  await desk.getByRole('link', { name: USER.loginName }).click();
  const user = new UserPage(desk);
  await user.field('E-mail Address').fill('other@example.test');
  await user.save.click();
  await expect(user.done).toHaveText('Saved.');
  await user.do('Inform the User');
  expect(clicks()).toBe(4);
  const mail = await mailbox.to('other@example.test');
  await page.goto(mail.text!.match(/http:\S+token=\S+/)![0]);
  await new NewPasswordPage(page).choose('nine patient lighthouses');
  await new LoginPage(page).logIn({ ...USER, password: 'nine patient lighthouses' });
  await expect(page).toHaveURL('/account');
});

test('somebody who was deactivated is let in again, and the last administrator cannot be', async ({ page, desk }) => {
  const clicks = countClicks(desk);
  const login = new LoginPage(page);
  await login.open();
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  await desk.getByRole('link', { name: USER.loginName }).click();
  const user = new UserPage(desk);
  await user.do('Deactivate');
  await expect(user.fact('Status')).toHaveText('Inactive: cannot log in');
  await page.goto('/account');
  await expect(page).toHaveURL('/login?next=%2Faccount');
  await desk.goto('/admin/users');
  const before = clicks();
  await desk.getByRole('link', { name: USER.loginName }).click();
  await user.do('Activate');
  expect(clicks() - before).toBe(2);
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  await desk.goto('/admin/users');
  await desk.getByRole('link', { name: ADMINISTRATOR.loginName }).click();
  await user.button('Deactivate').click();
  await expect(desk.locator('.summary')).toContainText('There must always be an active administrator');
  await expect(user.fact('Status')).toHaveText('Active');
});
