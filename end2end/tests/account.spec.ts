// One's own account: where one is logged in, who tried to be, the address and the language. With the
// scripts on and off; the page needs none.

import { expect, script, testWithMail as test, violations } from '../fixtures.ts';
import { LoginPage, hydrated } from '../pages/login.ts';
import { USER } from '../portal.ts';

test('a new address is confirmed by a link, and the old one is told', async ({ page, own, mailbox }) => {
  const login = new LoginPage(page);
  await login.open();
  await login.logIn(USER);
  await page.getByLabel('New e-mail address').fill('nowhere');
  await page.getByRole('button', { name: 'Change E-mail Address' }).click();
  await expect(page.locator('.summary')).toContainText('address');
  await expect(page.getByLabel('New e-mail address')).toHaveValue('nowhere');
  // The password was entered a while ago: it is asked for, and what was typed goes on with it.
  own.setClockAhead(16 * 60);
  await page.getByLabel('New e-mail address').fill('mika@other.test');
  await page.getByRole('button', { name: 'Change E-mail Address' }).click();
  await expect(page.getByRole('heading', { name: 'Enter Your Password' })).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(USER.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('on its way to the new address')).toBeVisible();
  await expect(page.locator('dd').filter({ hasText: USER.email })).toBeVisible();
  const mail = await mailbox.to('mika@other.test', 'Confirm your new e-mail address');
  const link = mail.text!.match(/http:\S+token=\S+/)![0];
  await page.goto(link);
  await expect(page).toHaveURL('/confirm-email');
  await expect(page.getByText('mika@other.test')).toBeVisible();
  if (script()) expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Your new e-mail address is saved.')).toBeVisible();
  await expect(page.locator('dd').filter({ hasText: 'mika@other.test' })).toBeVisible();
  await mailbox.to(USER.email, 'Your e-mail address was changed');
  await page.goto(link);
  await expect(page.getByText('This link has been used.')).toBeVisible();
});

test('a session elsewhere is seen and ended, and a stranger\'s try is seen', async ({ page, browser, own }) => {
  const elsewhere = await browser.newContext({ baseURL: own.url });
  const other = await elsewhere.newPage();
  for (const there of [other, page]) {
    const login = new LoginPage(there);
    await login.open();
    await login.logIn(USER);
    await expect(there).toHaveURL('/account');
  }
  const stranger = new LoginPage(await (await browser.newContext({ baseURL: own.url })).newPage());
  await stranger.open();
  if (script()) await hydrated(stranger.page);
  await stranger.logIn({ ...USER, password: 'some wrong password' });
  await expect(stranger.error).toBeVisible();
  await page.reload();
  const sessions = page.getByRole('region', { name: 'Where You Are Logged In' }).locator('tbody tr');
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: 'This browser' })).toHaveCount(1);
  const tries = page.getByRole('region', { name: 'The last tries to log in' }).locator('tbody tr');
  await expect(tries.first()).toContainText('Wrong password');
  if (script()) expect(await violations(page)).toEqual([]);
  await sessions.getByRole('button', { name: /^Log out / }).click();
  await expect(page.getByText('Logged out there.')).toBeVisible();
  await expect(sessions).toHaveCount(1);
  await other.goto('/account');
  await expect(other).toHaveURL('/login?next=%2Faccount');
  await new LoginPage(other).logIn(USER);
  // The session is there before the page that lists it is asked for.
  await expect(other).toHaveURL('/account');
  await page.reload();
  await page.getByRole('button', { name: 'Log Out Everywhere Else' }).click();
  await expect(sessions).toHaveCount(1);
  await elsewhere.close();
});

test('the own language is kept', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  await login.logIn(USER);
  await page.getByLabel('Language', { exact: true }).selectOption('日本語');
  await page.getByRole('button', { name: 'Save Language' }).click();
  await expect(page.getByText('言語を保存しました。')).toBeVisible();
  await expect(page.getByLabel('言語', { exact: true })).toHaveValue('ja');
});

test('who opens a page of administrators is told that it is none of theirs, and gets on', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  for (const path of ['/admin/users', '/admin/users/1', '/admin/users/1/password', '/admin/settings']) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(403);
    await expect(page.getByRole('heading', { name: 'Only for Administrators' })).toBeVisible();
    // Nothing of the page itself, and the portal round it.
    await expect(page.locator('main form, main table')).toHaveCount(0);
    await expect(page).toHaveTitle('Only for Administrators · Latchkey');
  }
  await page.getByRole('link', { name: 'Go to your account' }).click();
  await expect(page).toHaveURL('/account');
});
