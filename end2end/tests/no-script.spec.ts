// Everything again with JavaScript off: what is sent is a plain form.

import { expect, test } from '../fixtures.ts';
import { LoginPage, lock } from '../pages/login.ts';
import { SetupPage } from '../pages/setup.ts';
import { ADMINISTRATOR, Portal, USER } from '../portal.ts';

test('a user logs in and out', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  await login.keep.check();
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  await expect(page.getByRole('main')).toContainText(USER.email);
  await page.getByRole('button', { name: 'Log Out' }).click();
  await expect(page).toHaveURL('/login');
  await page.goto('/account');
  await expect(page).toHaveURL('/login?next=%2Faccount');
});

test('after a wrong password the name and the choice are still there', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open('/login?next=/trouble');
  await login.keep.check();
  await login.logIn({ ...USER, password: 'wrong' });
  await expect(login.error).toHaveText('The login name or the password is wrong.');
  await expect(login.loginName.input).toHaveValue(USER.loginName);
  await expect(login.keep).toBeChecked();
  await expect(login.point('Spaces')).toHaveClass('look');
  // Never the password, in no form.
  await expect(login.password.input).toHaveValue('');
  expect(await page.content()).not.toContain('wrong"');
  expect(page.url()).not.toContain('wrong');
  await login.password.input.fill(USER.password);
  await login.submit.click();
  await expect(page).toHaveURL('/trouble');
});

test('what was typed comes back as text, whatever it is', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  const text = `"><script>document.title='x'</script>`;
  await login.logIn({ ...USER, loginName: text });
  await expect(login.loginName.input).toHaveValue(text);
  await expect(page.locator('main script')).toHaveCount(0);
});

test('empty fields are named', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  await login.submit.click();
  await expect(login.loginName.error).toHaveText('Enter your login name.');
  await expect(login.password.error).toHaveText('Enter your password.');
});

test('a button that does nothing without a script is not shown', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  await expect(login.show).toBeHidden();
});

test('the first administrator is made', async ({ page }) => {
  const empty = await Portal.start('nobody');
  const setup = new SetupPage(page);
  await page.goto(`${empty.url}/setup`);
  await setup.fill('wrong', ADMINISTRATOR);
  await setup.submit.click();
  await expect(setup.code.error).toContainText('not the set-up code');
  await expect(setup.email.input).toHaveValue(ADMINISTRATOR.email);
  await setup.fill(empty.setupCode!, ADMINISTRATOR);
  await setup.submit.click();
  await expect(page).toHaveURL(`${empty.url}/login?after=set-up`);
  await expect(page.getByText('The administrator is made.')).toBeVisible();
  await new LoginPage(page).logIn(ADMINISTRATOR);
  await expect(page).toHaveURL(`${empty.url}/admin/users`);
  await empty.stop();
});

test('a lock stands still and is right, and ends with time', async ({ page, portal }) => {
  const login = new LoginPage(page);
  const nobody = { ...USER, loginName: 'somebody.else' };
  await login.open();
  await lock(login, nobody);
  await expect(login.countdown).toHaveText(/^(3:00|2:5\d)$/);
  await expect(page.getByRole('main')).toContainText(/You can try again at \d\d:\d\d UTC/);
  await expect(login.loginName.input).toHaveValue(nobody.loginName);
  portal.setClockAhead(181);
  await login.logIn({ ...nobody, password: 'some wrong password' });
  await expect(login.error).toHaveText('The login name or the password is wrong.');
  portal.setClockAhead(0);
});
