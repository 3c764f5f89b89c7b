// The administrator's list and editor, with the scripts on and off.

import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, script, testWithMail as base, violations } from '../fixtures.ts';
import { UserForm, UserPage, UsersPage, openDesk } from '../pages/admin.ts';
import { LoginPage, hydrated } from '../pages/login.ts';
import { NewPasswordPage } from '../pages/reset.ts';
import { ADMINISTRATOR, USER } from '../portal.ts';

const test = base.extend<{ desk: Page }>({
  /** The page, logged in as the administrator. */
  desk: async ({ page }, use) => {
    await openDesk(page, ADMINISTRATOR);
    await use(page);
  },
});

/** Makes a file of users and chooses it for the import. */
async function choose(page: Page, path: string, lines: string[]): Promise<void> {
  writeFileSync(path, `${lines.join('\n')}\n`);
  await page.goto('/admin/users/import');
  await page.getByLabel('File').setInputFiles(path);
  await page.getByRole('button', { name: 'Preview' }).click();
}

/** Adds people by a file; none of them has a password. */
async function addPeople(page: Page, path: string, names: string[]): Promise<void> {
  await choose(page, path, ['login_name,email', ...names.map((name) => `${name},${name}@example.test`)]);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText(`${names.length} users added`)).toBeVisible();
}

test('somebody is added, informed, and chooses a password', async ({ desk, page, mailbox }) => {
  await desk.getByRole('link', { name: 'Add User' }).click();
  const form = new UserForm(desk);
  await form.field('Login Name').fill('ren:');
  await form.field('Name').fill('Ren 例');
  await desk.getByRole('button', { name: 'Add User' }).click();
  await expect(form.error).toContainText('cannot contain');
  // Nothing of what was entered is lost by a mistake.
  await expect(form.field('Name')).toHaveValue('Ren 例');
  await form.field('Login Name').fill('ren');
  await desk.getByRole('button', { name: 'Add User' }).click();
  await expect(form.error).toContainText('Enter an e-mail address, or set the password on the next page.');
  await form.field('E-mail Address').fill('ren@example.test');
  await form.field('Language').selectOption('日本語');
  await desk.getByRole('button', { name: 'Add User' }).click();
  const user = new UserPage(desk);
  await expect(user.done).toContainText('Added. A mail');
  await expect(user.fact('Status')).toHaveText('Active, without a password yet');
  await expect(user.field('Language')).toHaveValue('ja');
  const mail = await mailbox.to('ren@example.test');
  expect(mail.text).toContain('ren');
  await desk.getByRole('button', { name: 'Log Out' }).click();
  await page.goto(mail.text!.match(/http:\S+token=\S+/)![0]);
  await new NewPasswordPage(page).choose('nine patient lighthouses');
  await new LoginPage(page).logIn({ ...USER, loginName: 'ren', password: 'nine patient lighthouses' });
  await expect(page).toHaveURL('/account');
});

test('a generated password is read out, and another one asked for at the next login', async ({ desk, page }) => {
  await desk.getByRole('link', { name: USER.loginName }).click();
  await desk.getByRole('link', { name: 'Change Password' }).click();
  if (script()) await hydrated(desk);
  const generated = await desk.locator('#generated').innerText();
  expect(generated).toMatch(/^[a-z]+(-[a-z]+){4}$/);
  const copy = desk.getByRole('button', { name: 'Copy' });
  if (script()) {
    await desk.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await copy.click();
    await expect(desk.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await desk.evaluate(() => navigator.clipboard.readText())).toBe(generated);
  } else {
    await expect(copy).toBeHidden();
  }
  await desk.getByRole('button', { name: 'Save this password' }).click();
  await expect(new UserPage(desk).done).toContainText('The new password is in force.');
  expect(await desk.content()).not.toContain(generated);
  await desk.getByRole('button', { name: 'Log Out' }).click();
  await page.goto('/login');
  await new LoginPage(page).logIn({ ...USER, password: generated });
  await expect(page).toHaveURL('/reset-password/new');
});

test('a password that is entered is looked at while it is typed', async ({ desk, page }) => {
  await desk.getByRole('link', { name: USER.loginName }).click();
  await desk.getByRole('link', { name: 'Change Password' }).click();
  const field = desk.getByLabel('New Password');
  if (script()) {
    await hydrated(desk);
    await field.fill('three words ');
    await field.press('a');
    await field.press('Backspace');
    await expect(desk.getByText(/space/i).first()).toBeVisible();
  }
  await field.fill('short');
  await desk.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(desk.locator('.summary')).toContainText('Use at least 15 characters.');
  if (script()) await hydrated(desk);
  await desk.getByLabel('New Password').fill('nine patient lighthouses');
  await expect(desk.getByText('At the next login they must choose another one.').last()).toBeVisible();
  await desk.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(new UserPage(desk).done).toBeVisible();
  await desk.getByRole('button', { name: 'Log Out' }).click();
  await page.goto('/login');
  await new LoginPage(page).logIn({ ...USER, password: 'nine patient lighthouses' });
  await expect(page).toHaveURL('/reset-password/new');
});

test('an own password is set at a screen that was left open only with the current one', async ({ desk, own }) => {
  own.setClockAhead(16 * 60);
  await desk.goto('/admin/users/1/password');
  await expect(desk.getByRole('heading', { name: 'Enter Your Password' })).toBeVisible();
  if (script()) await hydrated(desk);
  await desk.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await desk.getByRole('button', { name: 'Continue' }).click();
  await expect(desk.getByRole('heading', { name: 'Change Password' })).toBeVisible();
  if (script()) {
    await hydrated(desk);
    expect(await violations(desk)).toEqual([]);
  }
});

test('the second of two administrators who save sees what differs', async ({ desk, context }) => {
  await desk.getByRole('link', { name: USER.loginName }).click();
  await expect(desk).toHaveURL(/users\/\d+$/);
  const other = await context.newPage();
  await other.goto(desk.url());
  const [first, second] = [new UserPage(other), new UserPage(desk)];
  await first.field('Name').fill('Mika One');
  await first.field('Language').selectOption('日本語');
  await first.save.click();
  await expect(first.done).toHaveText('Saved.');
  await second.field('Name').fill('Mika Two');
  await second.field('E-mail Address').fill('two@example.test');
  await second.save.click();
  await expect(second.error).toContainText('Somebody changed this user meanwhile.');
  const differs = desk.getByRole('region', { name: 'What differs' });
  await expect(differs.locator('tbody tr')).toHaveText([
    /Name.*Mika One.*Mika Two/,
    /E-mail Address.*mika@example.test.*two@example.test/,
    /Language.*日本語.*nothing else/,
  ]);
  await expect(second.field('Name')).toHaveValue('Mika Two');
  await expect(second.field('E-mail Address')).toHaveValue('two@example.test');
  // What was left alone is not set back.
  await expect(second.field('Language')).toHaveValue('ja');
  await second.save.click();
  await expect(second.done).toHaveText('Saved.');
  await expect(second.field('Name')).toHaveValue('Mika Two');
});

test('several are chosen in the list, and it is told what came of each', async ({ desk, own }, info) => {
  await addPeople(desk, info.outputPath('people.csv'), ['ren', 'kai', 'noa']);
  const users = new UsersPage(desk);
  await desk.goto('/admin/users');
  await users.with([], 'Deactivate');
  await expect(desk.locator('.summary')).toHaveText('Choose at least one user in the list.');
  await users.with([ADMINISTRATOR.loginName, 'ren', 'kai'], 'Deactivate');
  // In the list itself, where one goes on.
  await expect(desk.getByRole('alert')).toContainText('Deactivate: done for 2 of 3.');
  await expect(desk.getByRole('alert')).toContainText(`${ADMINISTRATOR.loginName} There must always be an active administrator`);
  await expect(users.rows.filter({ hasText: 'ren' })).toContainText('Inactive');
  await desk.getByRole('button', { name: 'Undo' }).click();
  await expect(desk.getByText('Activate: done for all 2.')).toBeVisible();
  await expect(users.rows.filter({ hasText: 'ren' })).not.toContainText('Inactive');
  await desk.getByRole('button', { name: 'Undo' }).click();
  await expect(desk.getByText('Deactivate: done for all 2.')).toBeVisible();
  await users.status.selectOption('Inactive');
  await users.submit.click();
  expect(await users.names()).toEqual(['kai', 'ren']);
  // Deleting asks whether it is meant, and for the password if it was entered long ago.
  own.setClockAhead(16 * 60);
  await users.with(['kai', 'ren'], 'Delete');
  await expect(desk.getByText('Delete these 2 users?')).toBeVisible();
  await desk.getByRole('button', { name: 'Delete these 2 users' }).click();
  await expect(desk.getByRole('heading', { name: 'Enter Your Password' })).toBeVisible();
  if (script()) {
    await hydrated(desk);
    expect(await violations(desk)).toEqual([]);
  }
  const password = desk.getByLabel('Password', { exact: true });
  await password.fill('not the password');
  await desk.getByRole('button', { name: 'Continue' }).click();
  await expect(desk.locator('.summary')).toContainText('This is not your password.');
  if (script()) await hydrated(desk);
  await desk.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await desk.getByRole('button', { name: 'Continue' }).click();
  await expect(desk.getByText('Delete: done for all 2.')).toBeVisible();
  await desk.goto('/admin/users?status=inactive');
  await expect(desk.getByText('No users are found.')).toBeVisible();
});

test('a view of the list has an address, and the back button works', async ({ desk }, info) => {
  const names = Array.from({ length: 120 }, (_, number) => `user${String(number).padStart(3, '0')}`);
  await addPeople(desk, info.outputPath('people.csv'), names);
  const users = new UsersPage(desk);
  await desk.goto('/admin/users');
  await users.status.selectOption('Never logged in');
  await users.find('ser');
  await expect(users.rows).toHaveCount(50);
  await desk.getByRole('link', { name: 'Next page' }).click();
  await expect(users.rows.first()).toContainText('user050');
  const address = desk.url();
  await desk.getByRole('link', { name: 'Last page' }).click();
  await expect(users.rows.last()).toContainText('user119');
  await desk.getByRole('link', { name: 'Previous page' }).click();
  await expect(users.rows.last()).toContainText('user069');
  await desk.goBack();
  await expect(users.rows.last()).toContainText('user119');
  await desk.goBack();
  await expect(users.rows.first()).toContainText('user050');
  await expect(users.status).toHaveValue('never-logged-in');
  await desk.goto(address);
  await expect(users.rows.first()).toContainText('user050');
  await desk.getByRole('link', { name: 'Last login' }).click();
  await expect(desk.locator('[aria-sort]')).toHaveText('Last login');
  await expect(users.search).toHaveValue('ser');
  if (script()) {
    // A box chooses all that are shown.
    await desk.getByLabel('Choose all on this page').check();
    await expect(desk.locator('tbody input:checked')).toHaveCount(50);
    expect(await violations(desk)).toEqual([]);
  }
});

test('what is exported comes back unchanged, and a mistake in a file is named', async ({ desk }, info) => {
  const [good, bad] = [info.outputPath('good.csv'), info.outputPath('bad.csv')];
  await choose(desk, bad, ['login_name,display_name', 'ren,=1+1', 'so:ra,Sora']);
  await expect(desk.getByText('2 lines: 1 to add')).toBeVisible();
  await expect(desk.getByRole('region', { name: 'Lines with mistakes' })).toContainText('3');
  await expect(desk.getByRole('button', { name: 'Import', exact: true })).toHaveCount(0);
  await choose(desk, good, ['login_name,display_name,email', 'ren,=1+1,ren@example.test']);
  await expect(desk.getByRole('region', { name: 'What it changes' })).toContainText('display_name: =1+1');
  if (script()) expect(await violations(desk)).toEqual([]);
  await desk.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(desk.getByText('1 user added')).toBeVisible();
  await desk.getByRole('button', { name: 'Inform the Users' }).click();
  await expect(desk.getByText('1 mail is on its way.')).toBeVisible();
  await desk.goto('/admin/users');
  const exported = async () => {
    const download = desk.waitForEvent('download');
    await desk.getByRole('button', { name: 'Export to File' }).click();
    return readFileSync(await (await download).path(), 'utf8');
  };
  const file = await exported();
  expect(file).toContain("ren,'=1+1,*,*,ren@example.test");
  await choose(desk, good, [file.trimEnd()]);
  await expect(desk.getByText('No changes: everything in the file is there already.')).toBeVisible();
  await desk.goto('/admin/users');
  expect(await exported()).toBe(file);
});

test('whatever is stored is shown as text', async ({ desk }, info) => {
  const odd = '</textarea><script>alert(1)</script>';
  const names = [odd, '\u202Ebackwards', `a${'\u0301'.repeat(127)}`, '"><img src=x onerror=alert(1)>'];
  // A quotation mark in a file is written twice.
  const lines = names.map((name, number) => `odd${number},"${name.replaceAll('"', '""')}"`);
  await choose(desk, info.outputPath('odd.csv'), ['login_name,display_name', ...lines]);
  await expect(desk.getByRole('region', { name: 'What it changes' })).toBeVisible();
  const preview = await desk.getByRole('region', { name: 'What it changes' }).locator('bdi').allTextContents();
  for (const name of names) expect(preview).toContain(`display_name: ${name.normalize('NFC')}`);
  await desk.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(desk.getByText('4 users added')).toBeVisible();
  await desk.goto('/admin/users?search=odd');
  const shown = await desk.locator('tbody tr td:nth-child(3)').allTextContents();
  expect(shown).toEqual(names.map((name) => name.normalize('NFC')));
  await expect(desk.locator('tbody script, tbody img')).toHaveCount(0);
  for (const number of names.keys()) {
    await desk.goto('/admin/users?search=odd');
    await desk.getByRole('link', { name: `odd${number}` }).click();
    await expect(new UserPage(desk).field('Name')).toHaveValue(names[number]!.normalize('NFC'));
    await expect(desk.locator('main script, main img')).toHaveCount(0);
  }
  const user = new UserPage(desk);
  await user.field('Login Name').fill('so:ra');
  await user.field('Name').fill(odd);
  await user.save.click();
  await expect(user.error).toContainText('cannot contain');
  await expect(user.field('Name')).toHaveValue(odd);
  if (script()) expect(await violations(desk)).toEqual([]);
});
