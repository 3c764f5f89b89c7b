// Logging in and out, with the WebAssembly.

import { expect, test } from '../fixtures.ts';
import { LoginPage } from '../pages/login.ts';
import { ADMINISTRATOR, USER } from '../portal.ts';

test('a user lands on their account and logs out', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  await expect(page.getByRole('main')).toContainText(USER.email);
  await page.getByRole('banner').getByRole('button', { name: 'Log Out' }).click();
  await expect(page).toHaveURL('/login');
  await page.goto('/account');
  await expect(page).toHaveURL('/login?next=%2Faccount');
});

test('an administrator lands on the list of users', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.logIn(ADMINISTRATOR);
  await expect(page).toHaveURL('/admin/users');
  await expect(page.getByRole('row', { name: /mika/ })).toContainText('Active');
});

test('a stray space and another case in the login name do no harm', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.logIn({ ...ADMINISTRATOR, loginName: ' sora.EXAMPLE ' });
  await expect(page).toHaveURL('/admin/users');
});

test('the e-mail address is as good as the login name', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.logIn({ ...USER, loginName: USER.email });
  await expect(page).toHaveURL('/account');
});

test('after a wrong password everything that was typed is still there', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.keep.check();
  await login.logIn({ ...USER, password: 'eleven quiet lantern' });
  await expect(login.error).toHaveText('The login name or the password is wrong.');
  await expect(login.loginName.input).toHaveValue(USER.loginName);
  await expect(login.password.input).toHaveValue('eleven quiet lantern');
  await expect(login.keep).toBeChecked();
  await expect(page).toHaveURL('/login');
});

test('after a failure the page says what it found, and follows what is mended', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await expect(login.checklist).toBeHidden();
  await login.logIn({ ...USER, password: 'eleven quiet lanterns ' });
  await expect(login.point('Spaces')).toContainText('Password: There is a space after the text.');
  await expect(login.point('Spaces')).toHaveClass('found');
  await expect(login.point('Keyboard')).toHaveClass('look');
  await login.password.removeSpace.click();
  await expect(login.point('Spaces')).toContainText('There is none before or after what you typed.');
  await expect(login.point('Spaces')).toHaveClass('fine');
  await login.submit.click();
  await expect(page).toHaveURL('/account');
});

test('empty fields are named, each with a link to it', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.submit.click();
  await expect(login.loginName.error).toHaveText('Enter your login name.');
  await expect(login.password.error).toHaveText('Enter your password.');
  await page.getByRole('link', { name: 'Enter your password.' }).click();
  await expect(login.password.input).toBeFocused();
});

test('from a guarded page and back to it', async ({ page }) => {
  await page.goto('/admin/users?page=2');
  await expect(page).toHaveURL('/login?next=%2Fadmin%2Fusers%3Fpage%3D2');
  await new LoginPage(page).logIn(ADMINISTRATOR);
  await expect(page).toHaveURL('/admin/users?page=2');
});

test('a link cannot lead to another site after logging in', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated('/login?next=//example.test/');
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
});

test('keep me logged in outlives the browser, and nothing else does', async ({ page, context }) => {
  const login = new LoginPage(page);
  const session = async () =>
    (await context.cookies()).find((cookie) => cookie.name.endsWith('-session'));
  await login.openHydrated();
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  expect((await session())?.expires).toBe(-1);
  const first = (await session())?.value;
  await login.openHydrated();
  await login.keep.check();
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  const days = ((await session())!.expires - Date.now() / 1000) / 86_400;
  expect(days).toBeGreaterThan(29.9);
  expect((await session())?.value).not.toBe(first);
  expect((await session())?.httpOnly).toBe(true);
  expect((await session())?.sameSite).toBe('Lax');
});

test('show password shows, hides, and is hidden again when the form is sent', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.password.input.fill('wrong');
  await login.show.click();
  await expect(login.password.input).toHaveAttribute('type', 'text');
  await expect(login.show).toHaveAttribute('aria-pressed', 'true');
  await login.show.click();
  await expect(login.password.input).toHaveAttribute('type', 'password');
  await login.show.click();
  await login.loginName.input.fill('mika');
  await login.submit.click();
  await expect(login.error).toBeVisible();
  await expect(login.password.input).toHaveAttribute('type', 'password');
});

test('what is typed before the WebAssembly arrives stays, and is judged when it has', async ({ page }) => {
  let arrive: () => void = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/*.wasm', async (route) => {
    await arrived;
    await route.continue();
  });
  const login = new LoginPage(page);
  await page.goto('/login', { waitUntil: 'commit' });
  await login.loginName.input.fill('mika ');
  await login.password.input.fill(` ${USER.password}`);
  await login.keep.check();
  await expect(login.password.warnings).toHaveCount(0);
  arrive();
  await expect(login.password.warnings).toHaveText('There is a space before the text.');
  await expect(login.loginName.warnings).toHaveText('There is a space after the text.');
  await expect(login.loginName.input).toHaveValue('mika ');
  await expect(login.keep).toBeChecked();
  await login.password.removeSpace.click();
  await login.submit.click();
  await expect(page).toHaveURL('/account');
});

test('a form can be sent before the WebAssembly arrives', async ({ page }) => {
  await page.route('**/*.wasm', () => new Promise(() => {}));
  const login = new LoginPage(page);
  await page.goto('/login', { waitUntil: 'commit' });
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
});

test('a form that came back is taken over by the WebAssembly as it stands', async ({ page }) => {
  const login = new LoginPage(page);
  await page.route('**/*.wasm', (route) => route.abort(), { times: 1 });
  // Chromium notes the file that the test kept away.
  page.removeAllListeners('console');
  page.removeAllListeners('pageerror');
  await login.open();
  await login.logIn({ ...USER, password: 'wrong' });
  await expect(login.error).toHaveText('The login name or the password is wrong.');
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await expect(login.loginName.input).toHaveValue(USER.loginName);
  await expect(login.password.input).toHaveValue('');
  await login.password.input.fill(USER.password);
  await login.submit.click();
  await expect(page).toHaveURL('/account');
});
