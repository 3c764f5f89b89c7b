// In which language and in which colours the pages are, with the WebAssembly and without any script.

import { expect, script, testAlone as test } from '../fixtures.ts';
import { LoginPage, hydrated } from '../pages/login.ts';
import { USER } from '../portal.ts';

test('the language is the browser\'s, until another is chosen', async ({ browser, own }) => {
  const context = await browser.newContext({ baseURL: own.url, locale: 'ja-JP' });
  const page = await context.newPage();
  await page.goto('/login?next=%2Faccount%2Fpassword');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ログイン');
  await page.getByRole('button', { name: 'English' }).click();
  // Back on the same page, with all that its address says.
  await expect(page).toHaveURL('/login?next=%2Faccount%2Fpassword');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.goto('/trouble');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Having Trouble Logging In?');
  await expect(page.getByRole('button', { name: 'English' })).toHaveAttribute('aria-current', 'true');
  await context.close();
});

test('the language of the account outweighs that of the browser', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  await page.getByLabel('Language', { exact: true }).selectOption('ja');
  await page.getByRole('button', { name: 'Save Language' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('アカウント');
  // Chosen below a page, it is that of the account too.
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your Account');
  await expect(page.getByLabel('Language', { exact: true })).toHaveValue('en');
});

test('an error, and what warns before it, speak the person\'s language', async ({ browser, own }) => {
  const context = await browser.newContext({ baseURL: own.url, locale: 'ja-JP' });
  const page = await context.newPage();
  await page.goto('/login');
  if (script()) await hydrated(page);
  await page.locator('#login_name').fill('mika  ');
  // Without the WebAssembly nothing warns.
  if (script()) {
    await expect(page.locator('.warning strong').first()).toHaveText('末尾にスペースが2個入っています。');
  }
  await page.locator('#password').fill('some wrong password');
  await page.locator('button.primary').click();
  await expect(page.locator('.summary')).toContainText('ログイン名またはパスワードが正しくありません。');
  await context.close();
});

test('pages are as light as somebody wants them', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.goto('/login');
  const light = await ground();
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.goto('/help/locked');
  expect(await ground()).toBe(dark);
  await page.getByRole('button', { name: 'As the system' }).click();
  await expect.poll(ground).toBe(light);
});
