// Every setting: changed in the panel of one server, and seen by a user of another one. Two processes on
// one database, as an operator runs them; the clock of the other is moved past the five seconds.

import type { Browser, Page } from '@playwright/test';
import { expect, script, testWithMail as base, violations } from '../fixtures.ts';
import { UserPage, openDesk } from '../pages/admin.ts';
import { LoginPage } from '../pages/login.ts';
import { NewPasswordPage } from '../pages/reset.ts';
import { SettingsPage } from '../pages/settings.ts';
import { ADMINISTRATOR, USER, type Person, type Portal } from '../portal.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Fixtures = { other: Portal; settings: SettingsPage; visit: (options?: { locale: string }) => Promise<Page> };

const test = base.extend<Fixtures>({
  /** Another server on the same database. */
  other: async ({ own }, use) => {
    const other = await own.beside();
    await use(other);
    await other.stop();
  },
  /** The panel of the first one. */
  settings: async ({ page }, use) => {
    await openDesk(page, ADMINISTRATOR);
    const settings = new SettingsPage(page);
    await settings.open();
    await use(settings);
  },
  /** A person's own browser, at the other server. */
  visit: async ({ browser, other }, use) => {
    const opened: Array<Awaited<ReturnType<Browser['newContext']>>> = [];
    await use(async (options) => {
      const context = await browser.newContext({ baseURL: other.url, ...options });
      opened.push(context);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },
});

/** Sets some in one section, and moves the other server's clock to when they are in force there. */
async function change(settings: SettingsPage, other: Portal, values: Record<string, string | boolean>, ahead = 6): Promise<void> {
  await settings.change(values);
  other.setClockAhead(ahead);
}

async function logIn(page: Page, person: Person, at = '/account'): Promise<void> {
  const login = new LoginPage(page);
  await login.open();
  await login.logIn(person);
  await expect(page).toHaveURL(at);
}

/** Tries a wrong password until the name is locked; how many it took. */
async function failuresToLock(page: Page): Promise<number> {
  const login = new LoginPage(page);
  for (let tries = 1; tries <= 20; tries += 1) {
    await login.open();
    await login.logIn({ ...USER, password: 'some wrong password' });
    await expect(login.error).toBeVisible();
    if ((await login.error.innerText()).includes('too many failed tries')) return tries;
  }
  throw new Error('it never locks');
}

/** Tries to give oneself another password; what is said. */
async function choose(page: Page, password: string, current = USER.password): Promise<string> {
  await page.goto('/account/password');
  await page.getByLabel('Current Password', { exact: true }).fill(current);
  await page.getByLabel('New Password', { exact: true }).fill(password);
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.getByRole('button', { name: 'Save' }).click();
  await answered;
  const said = page.locator('.summary .notice, .notice.good');
  await expect(said).toBeVisible();
  return said.innerText();
}

test('the panel explains itself, keeps what was typed, and refuses what is out of bounds', async ({ page, settings }) => {
  if (script()) expect(await violations(page)).toEqual([]);
  await settings.fill({ 'lockout-attempts': '2', 'lockout-minutes': '7' });
  await settings.save();
  await expect(settings.error).toContainText('This must be a whole number from 3 to 100.');
  await expect(settings.field('lockout-attempts')).toHaveValue('2');
  await expect(settings.field('lockout-minutes')).toHaveValue('7');
  await settings.fill({ 'lockout-attempts': '4' });
  await settings.save();
  // Of all that were sent those that are others now.
  await expect(settings.done).toHaveText('Saved: Number of Failed Attempts Before Account Lockout · Account Lockout Duration. All servers go by it within five seconds.');
  await expect(settings.field('lockout-attempts')).toHaveValue('4');
  await page.goto('/admin/log?action=change-setting');
  await expect(page.locator('tbody')).toContainText('lockout-attempts: 10 → 4');
  if (script()) expect(await violations(page)).toEqual([]);
});

test('of two administrators who change the same, the second is told what the first one set', async ({ page, browser, own, settings }) => {
  const context = await browser.newContext({ baseURL: own.url });
  const second = await context.newPage();
  await openDesk(second, ADMINISTRATOR);
  const others = new SettingsPage(second);
  await others.open();
  await others.change({ 'session-idle-minutes': '20' });
  await settings.fill({ 'session-idle-minutes': '30', 'session-longest-hours': '6' });
  await settings.save();
  await expect(settings.error).toContainText('Somebody changed some of these meanwhile');
  await expect(page.getByText('Changed meanwhile to: 20')).toBeVisible();
  await expect(settings.field('session-idle-minutes')).toHaveValue('30');
  await expect(settings.field('session-longest-hours')).toHaveValue('6');
  await settings.save();
  await expect(settings.done).toContainText('Saved: ');
  await context.close();
});

test('allow users to reset password, and for how long the link works', async ({ settings, other, visit, mailbox }) => {
  const user = await visit();
  await change(settings, other, { 'reset-link-minutes': '5' });
  await user.goto('/reset-password');
  await user.getByLabel('E-mail Address').fill(USER.email);
  await user.getByRole('button', { name: 'Reset Password' }).click();
  await expect(user.getByText('within 5 minutes')).toBeVisible();
  const mail = await mailbox.to(USER.email);
  expect(mail.text).toContain('within 5 minutes');
  const link = mail.text!.match(/http:\S+token=\S+/)![0].replace(/http:..[^/]+/, other.url);
  other.setClockAhead(6 * MINUTE);
  await user.goto(link);
  await expect(user.getByText('This link has expired.')).toBeVisible();
  await change(settings, other, { 'allow-reset': false }, 7 * MINUTE);
  await user.goto('/reset-password');
  await expect(user.getByRole('heading', { name: 'Ask Your Administrator' })).toBeVisible();
});

test('additional message on login failure, in the language of the browser', async ({ settings, other, visit }) => {
  const english = 'Call <b>the help desk</b> & ask: 1234.';
  const japanese = 'ヘルプデスク（内線 1234）にお電話ください。';
  const user = await visit();
  await change(settings, other, { 'failure-message': english });
  const login = new LoginPage(user);
  await login.open();
  await expect(user.getByText(english)).toBeHidden();
  await login.logIn({ ...USER, password: 'some wrong password' });
  await expect(login.error).toBeVisible();
  await expect(user.getByText(english)).toBeVisible();
  await change(settings, other, { 'failure-message-ja': japanese }, 12);
  const reader = await visit({ locale: 'ja-JP' });
  await reader.goto('/login');
  await reader.getByLabel('ログイン名', { exact: true }).fill(USER.loginName);
  await reader.getByLabel('パスワード', { exact: true }).fill('some wrong password');
  await reader.getByRole('button', { name: 'ログイン' }).click();
  await expect(reader.getByText(japanese)).toBeVisible();
  await expect(reader.getByText(english)).toHaveCount(0);
});

test('whom to ask, in the language of the browser', async ({ settings, other, visit }) => {
  await change(settings, other, {
    'contact-name': 'Ren at the help desk',
    'contact-phone': '+81 3 0000 0000',
    'contact-email': 'help@example.test',
    'contact-text': '8:00 to 18:00',
    'contact-name-ja': 'ヘルプデスク',
    'contact-phone-ja': '03-0000-0000',
    'contact-email-ja': 'help-ja@example.test',
    'contact-text-ja': '8時から18時まで',
  });
  const user = await visit();
  await user.goto('/trouble');
  for (const text of ['Ren at the help desk', '+81 3 0000 0000', 'help@example.test', '8:00 to 18:00']) {
    await expect(user.getByText(text, { exact: true })).toBeVisible();
  }
  const reader = await visit({ locale: 'ja' });
  await reader.goto('/reset-password');
  for (const text of ['ヘルプデスク', '03-0000-0000', 'help-ja@example.test', '8時から18時まで']) {
    await expect(reader.getByText(text, { exact: true })).toBeVisible();
  }
});

test('number of failed attempts, duration and growth of a lock', async ({ settings, other, visit }) => {
  await change(settings, other, { 'lockout-attempts': '3', 'lockout-minutes': '2', 'lockout-grows': false });
  const user = await visit();
  let now = 6;
  for (let round = 0; round < 2; round += 1) {
    expect(await failuresToLock(user)).toBe(3);
    await expect(new LoginPage(user).error).toContainText('Wait 2 minutes');
    other.setClockAhead((now += 2 * MINUTE + 1));
  }
  await change(settings, other, { 'lockout-minutes': '' }, (now += 6));
  expect(await failuresToLock(user)).toBe(3);
  await expect(new LoginPage(user).error).toContainText('until the password is reset or an administrator unlocks it');
});

test('allow users to change password', async ({ settings, other, visit }) => {
  await change(settings, other, { 'allow-change': false });
  const user = await visit();
  await logIn(user, USER);
  await expect(user.getByRole('link', { name: 'Change Password' })).toHaveCount(0);
  await user.goto('/account/password');
  await expect(user.getByText('Passwords are not changed by users here.')).toBeVisible();
  await user.goto('/reset-password');
  await expect(user.getByRole('heading', { name: 'Ask Your Administrator' })).toBeVisible();
});

test('force users to change their passwords on their next login', async ({ page, own, settings, other, visit }) => {
  const given = { ...USER, password: 'nine patient lighthouses' };
  const give = async (): Promise<void> => {
    await page.goto('/admin/users?search=mika');
    await page.getByRole('link', { name: USER.loginName }).click();
    await page.getByRole('link', { name: 'Change Password' }).click();
    await page.getByLabel('New Password', { exact: true }).fill(given.password);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(new UserPage(page).done).toBeVisible();
  };
  await give();
  const user = await visit();
  await logIn(user, given, '/reset-password/new');
  await settings.open();
  await change(settings, other, { 'force-change': false });
  // Where several servers stand behind one address, any of them may take the next form.
  own.setClockAhead(6);
  given.password = 'seven green umbrellas';
  await give();
  await logIn(user, given);
});

test('which passwords may be chosen', async ({ settings, other, visit }) => {
  const user = await visit();
  await logIn(user, USER);
  await change(settings, other, { 'password-length-users': '20', 'password-composition': 'letters-digits' });
  await user.goto('/account/password');
  await expect(user.getByText('At least 20 characters.')).toBeVisible();
  await expect(user.getByText('It needs a letter and a digit.')).toBeVisible();
  expect(await choose(user, 'eight blue teapots!')).toContain('Use at least 20 characters.');
  expect(await choose(user, 'eight blue teapots and more')).toContain('Kinds of characters are missing');
  expect(await choose(user, '8 blue teapots and 3 more')).toContain('Your new password is saved.');
  await change(settings, other, { 'password-reuse-limit': '2', 'password-composition': 'any', 'password-length-users': '15' }, 12);
  expect(await choose(user, 'nine patient lighthouses', '8 blue teapots and 3 more')).toContain('is saved');
  expect(await choose(user, '8 blue teapots and 3 more', 'nine patient lighthouses')).toContain('or had it not long ago');
});

test('passwords of administrators are as long as is set for them', async ({ settings, other, visit }) => {
  await change(settings, other, { 'password-length-administrators': '30' });
  const admin = await visit();
  await logIn(admin, ADMINISTRATOR, '/admin/users');
  await admin.goto('/account/password');
  await expect(admin.getByText('At least 30 characters.')).toBeVisible();
  expect(await choose(admin, 'eight blue teapots here', ADMINISTRATOR.password)).toContain('Use at least 30 characters.');
});

test('password expiration', async ({ settings, other, visit }) => {
  await change(settings, other, { 'password-expiration-days': '10' });
  const user = await visit();
  other.setClockAhead(6 * DAY);
  await logIn(user, USER);
  await expect(user.getByText('Your password expires in')).toBeVisible();
  other.setClockAhead(10 * DAY + MINUTE);
  await logIn(user, USER, '/reset-password/new');
  await new NewPasswordPage(user).choose('nine patient lighthouses');
  await expect(user).toHaveURL('/login?after=new-password');
});

test('idle time and longest time of sessions, and how long they are kept', async ({ settings, other, visit }) => {
  await change(settings, other, { 'session-idle-minutes': '10', 'session-longest-hours': '1', 'session-kept-days': '2' });
  const user = await visit();
  await logIn(user, USER);
  let now = 6;
  for (let visits = 0; visits < 6; visits += 1) {
    other.setClockAhead((now += 9 * MINUTE));
    await user.goto('/account');
    await expect(user).toHaveURL('/account');
  }
  other.setClockAhead((now += 8 * MINUTE));
  await user.goto('/account');
  await expect(user, 'an hour has passed').toHaveURL('/login?next=%2Faccount');
  await logIn(user, USER);
  other.setClockAhead((now += 11 * MINUTE));
  await user.goto('/account');
  await expect(user, 'idle for too long').toHaveURL('/login?next=%2Faccount');
  const login = new LoginPage(user);
  await login.keep.check();
  await login.logIn(USER);
  await expect(user).toHaveURL('/account');
  other.setClockAhead((now += 2 * DAY - MINUTE));
  await user.goto('/account');
  await expect(user).toHaveURL('/account');
  other.setClockAhead((now += 2 * MINUTE));
  await user.goto('/account');
  await expect(user, 'kept for two days').toHaveURL('/login?next=%2Faccount');
  await change(settings, other, { 'session-kept-days': '0' }, (now += 6));
  await login.open();
  await expect(login.keep).toHaveCount(0);
});

test('people are told of a new browser, if that is set', async ({ settings, other, visit, mailbox }) => {
  await logIn(await visit(), USER);
  await logIn(await visit(), USER);
  const mail = await mailbox.to(USER.email, 'Somebody logged in from a new browser');
  expect(mail.text).toContain('on Linux');
  await change(settings, other, { 'new-browser-notice': false });
  await logIn(await visit(), USER);
  // A mail that is asked for later comes alone.
  const user = await visit();
  await user.goto('/reset-password');
  await user.getByLabel('E-mail Address').fill(USER.email);
  await user.getByRole('button', { name: 'Reset Password' }).click();
  await mailbox.to(USER.email, 'Choose a new password');
  expect(mailbox.mails.filter((sent) => sent.subject?.includes('new browser'))).toHaveLength(1);
});

test('portal name, accent colour and logo', async ({ page, settings, other, visit }) => {
  await settings.fill({ 'accent-colour': '#ffee00' });
  await settings.save();
  await expect(settings.error).toContainText('could hardly be read');
  await change(settings, other, { 'portal-name': '<The Example> & "Company"', 'accent-colour': '#7a1f5c' });
  await page.getByLabel('Picture').setInputFiles({
    name: 'logo.png',
    mimeType: 'image/png',
    buffer: Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
      'base64',
    ),
  });
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(page.getByRole('button', { name: 'Remove the logo' })).toBeVisible();
  other.setClockAhead(12);
  const user = await visit();
  await user.goto('/login');
  await expect(user).toHaveTitle('Log In · <The Example> & "Company"');
  await expect(user.locator('.brand')).toContainText('<The Example> & "Company"');
  await expect(user.locator('.brand img')).toHaveJSProperty('complete', true);
  await expect(user.locator('.brand img')).toHaveJSProperty('naturalWidth', 1);
  await expect(user.locator('button.primary')).toHaveCSS('background-color', 'rgb(122, 31, 92)');
});

test('how long the audit log is kept', async ({ settings, other, visit }) => {
  await change(settings, other, { 'log-days': '30' });
  other.setClockAhead(31 * DAY);
  const admin = await visit();
  await logIn(admin, ADMINISTRATOR, '/admin/users');
  await admin.goto('/admin/log?action=change-setting');
  await expect(admin.getByText('Nothing is found.')).toBeVisible();
  await settings.page.goto('/admin/log?action=change-setting');
  await expect(settings.page.locator('tbody'), 'a month ago it was there').toContainText('log-days: 365 → 30');
});
