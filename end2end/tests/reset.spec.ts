// The article's way out: from the login screen over the mail to a new password. Everything here is
// done with the WebAssembly and without any script.

import { expect, script, testWithMail as test } from '../fixtures.ts';
import type { Mailbox } from '../mailbox.ts';
import { LoginPage, hydrated, lockByForms } from '../pages/login.ts';
import { NewPasswordPage, ResetPage } from '../pages/reset.ts';
import { ADMINISTRATOR, USER } from '../portal.ts';

const NEW = 'nine patient lighthouses';

async function linkTo(mailbox: Mailbox, address: string): Promise<string> {
  const mail = await mailbox.to(address, 'Choose a new password');
  const link = mail.text?.match(/http:\S+\/reset-password\/link\?token=\S+/)?.[0];
  expect(link, mail.text).toBeDefined();
  return link!;
}

test('trouble, address, mail, link, new password, login', async ({ page, browser, own, mailbox }) => {
  const login = new LoginPage(page);
  const reset = new ResetPage(page);
  const chosen = new NewPasswordPage(page);
  // Somebody is logged in elsewhere, and the name gets locked.
  const elsewhere = await browser.newContext({ baseURL: own.url });
  const other = await elsewhere.newPage();
  await other.goto('/login');
  await new LoginPage(other).logIn(USER);
  await expect(other).toHaveURL('/account');
  await login.open();
  if (script()) await hydrated(page);
  await lockByForms(page, USER.loginName);
  await page.getByRole('link', { name: 'Having Trouble Logging In?' }).click();
  await page.getByRole('link', { name: 'Reset your password by mail' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reset Your Password');
  await reset.email.input.fill(' MIKA@example.test ');
  await reset.submit.click();
  await expect(page).toHaveURL('/reset-password/sent');
  await expect(page.getByRole('main')).toContainText('MIKA@example.test');
  const seen: string[] = [];
  page.on('request', (request) => seen.push(`${request.url()} ${request.headers().referer ?? ''}`));
  const link = await linkTo(mailbox, USER.email);
  const token = link.split('token=')[1]!;
  await page.goto(link);
  await expect(page).toHaveURL('/reset-password/new');
  await expect(chosen.loginName).toHaveValue(USER.loginName);
  if (script()) {
    await hydrated(page);
    await chosen.password.input.fill('ten letter');
    await expect(chosen.hint).toHaveText('5 more');
  }
  await chosen.choose('passwordpassword');
  await expect(chosen.password.error).toContainText('easy to guess');
  await expect(page).toHaveURL('/reset-password/new');
  await chosen.choose(NEW);
  await expect(page).toHaveURL('/login?after=new-password');
  await expect(page.getByText('Your new password is saved. Log in with it.')).toBeVisible();
  // The token was in one address, and from there nowhere: in no other request, no page, no history.
  expect(seen.filter((line) => line.includes(token))).toEqual([`${link} `]);
  expect(await page.content()).not.toContain(token);
  expect(own.log.join('\n')).not.toContain(token);
  const browsers = await page.context().newCDPSession(page);
  const { entries } = await browsers.send('Page.getNavigationHistory');
  expect(entries.length).toBeGreaterThan(4);
  expect(entries.filter(({ url }) => url.includes(token))).toEqual([]);
  await login.logIn({ ...USER, password: NEW });
  await expect(page).toHaveURL('/account');
  // Elsewhere nobody is logged in any more, and the old password is worth nothing.
  await other.goto('/account');
  await expect(other).toHaveURL('/login?next=%2Faccount');
  await new LoginPage(other).logIn(USER);
  await expect(new LoginPage(other).error).toContainText('is wrong');
  await elsewhere.close();
  await expect.poll(() => mailbox.mails.map((mail) => mail.subject).sort()).toEqual([
    'Choose a new password',
    'Somebody logged in from a new browser',
    'Your login name was locked',
    'Your password was changed',
  ]);
  // The link has done its work.
  await page.goto(link);
  await expect(page.getByRole('main')).toContainText('This link has been used.');
});

test('an unknown address gets the same page and no mail', async ({ page, mailbox }) => {
  const reset = new ResetPage(page);
  const said = [];
  for (const address of [USER.email, 'nobody@example.test']) {
    await reset.ask(address);
    await expect(page).toHaveURL('/reset-password/sent');
    said.push((await page.locator('main').innerHTML()).replaceAll(address, 'ADDRESS'));
  }
  expect(said[1]).toBe(said[0]);
  await mailbox.to(USER.email);
  expect(mailbox.mails).toHaveLength(1);
});

test('a slip in the address is said, and nothing is lost', async ({ page }) => {
  const reset = new ResetPage(page);
  await reset.ask('mika at example');
  await expect(reset.email.error).toContainText('such as');
  await expect(reset.email.input).toHaveValue('mika at example');
});

test('links that are mangled, replaced or too old say so', async ({ page, own, mailbox }) => {
  const reset = new ResetPage(page);
  await reset.ask(USER.email);
  const first = await linkTo(mailbox, USER.email);
  await page.goto(first.slice(0, -1));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This Link Does Not Work');
  await expect(page.getByRole('main')).toContainText('not complete');
  mailbox.mails.length = 0;
  await reset.ask(USER.email);
  const second = await linkTo(mailbox, USER.email);
  await page.goto(first);
  await expect(page.getByRole('main')).toContainText('A newer mail has taken the place');
  // Open while it expires: what is sent then is told so.
  await page.goto(second);
  if (script()) await hydrated(page);
  own.setClockAhead(31 * 60);
  const chosen = new NewPasswordPage(page);
  await chosen.choose(NEW);
  await expect(page.getByRole('main')).toContainText('This link has expired.');
  await page.goto(second);
  await expect(page.getByRole('main')).toContainText('This link has expired.');
  await page.getByRole('link', { name: 'Ask for a new link' }).click();
  await expect(page).toHaveURL('/reset-password');
});

test('a password is changed by whoever is logged in and knows it', async ({ page, mailbox }) => {
  const login = new LoginPage(page);
  await login.open('/.well-known/change-password');
  await login.logIn(USER);
  await expect(page).toHaveURL('/account/password');
  if (script()) await hydrated(page);
  const current = page.getByLabel('Current Password');
  const chosen = new NewPasswordPage(page);
  await current.fill('some wrong password');
  await chosen.choose(NEW);
  await expect(page.locator('.field-error').first()).toContainText('not your current password');
  await current.fill(USER.password);
  await chosen.choose(NEW);
  await expect(page).toHaveURL('/account?after=new-password');
  await expect(page.getByText('Your new password is saved.')).toBeVisible();
  expect((await mailbox.to(USER.email)).subject).toBe('Your password was changed');
});

test('who must choose a new password gets no further before', async ({ page, own }) => {
  own.command(['user', 'set-password', '--login-name', ADMINISTRATOR.loginName, '--must-change', '--password-stdin'], NEW);
  const login = new LoginPage(page);
  await login.open();
  await login.logIn({ ...ADMINISTRATOR, password: NEW });
  await expect(page).toHaveURL('/reset-password/new');
  await page.goto('/admin/users');
  await expect(page).toHaveURL('/login?next=%2Fadmin%2Fusers');
  await login.logIn({ ...ADMINISTRATOR, password: NEW });
  const chosen = new NewPasswordPage(page);
  await chosen.choose('four brave little kettles');
  await expect(page).toHaveURL('/login?after=new-password');
  await login.logIn({ ...ADMINISTRATOR, password: 'four brave little kettles' });
  await expect(page).toHaveURL('/admin/users');
});
