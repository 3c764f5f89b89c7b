// The first hour: an empty database, a code on the terminal, an administrator.

import { expect, test, violations } from '../fixtures.ts';
import { hydrated, LoginPage } from '../pages/login.ts';
import { SetupPage } from '../pages/setup.ts';
import { ADMINISTRATOR, Portal } from '../portal.ts';

test.describe('on an empty database', () => {
  let empty: Portal;
  test.beforeEach(async () => {
    empty = await Portal.start('nobody');
  });
  test.afterEach(async () => {
    await empty.stop();
  });

  test('the code makes an administrator, who logs in; then set-up is gone', async ({ page }) => {
    const setup = new SetupPage(page);
    await page.goto(`${empty.url}/setup`);
    await hydrated(page);
    expect(await violations(page)).toEqual([]);
    await setup.fill(empty.setupCode!.toLowerCase().replaceAll('-', ' '), ADMINISTRATOR);
    await setup.submit.click();
    await expect(page).toHaveURL(`${empty.url}/login?after=set-up`);
    await expect(page.getByText('The administrator is made.')).toBeVisible();
    await new LoginPage(page).logIn(ADMINISTRATOR);
    await expect(page).toHaveURL(`${empty.url}/admin/users`);
    page.removeAllListeners('console');
    const gone = await page.goto(`${empty.url}/setup`);
    expect(gone!.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page Not Found');
  });

  test('every mistake is named at once, and nothing that was typed is lost', async ({ page }) => {
    const setup = new SetupPage(page);
    await page.goto(`${empty.url}/setup`);
    await hydrated(page);
    await setup.fill('wrong', { loginName: 'a:b', email: 'sora', password: '' });
    await setup.submit.click();
    await expect(setup.loginName.error).toContainText('cannot contain');
    await expect(setup.email.error).toContainText('Enter an e-mail address');
    await expect(setup.password.error).toHaveText('Enter your password.');
    await setup.fill('wrong', { ...ADMINISTRATOR, password: 'too short' });
    await setup.submit.click();
    await expect(setup.code.error).toContainText('not the set-up code');
    await setup.fill(empty.setupCode!, { ...ADMINISTRATOR, password: 'too short' });
    await setup.submit.click();
    await expect(setup.password.error).toContainText('Use at least 15 characters.');
    await expect(setup.password.input).toHaveValue('too short');
    await expect(setup.loginName.input).toHaveValue(ADMINISTRATOR.loginName);
  });
});

test('with an administrator there is no set-up page', async ({ request }) => {
  expect((await request.get('/setup')).status()).toBe(404);
});
