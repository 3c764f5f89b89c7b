// The guided check, its report, and what is shown where nobody resets passwords by themselves. Everything
// here is done with the WebAssembly and without any script.

import { expect, script, testAlone as test } from '../fixtures.ts';
import { LoginPage, hydrated, lock } from '../pages/login.ts';
import { ResetPage } from '../pages/reset.ts';
import { TroublePage } from '../pages/trouble.ts';
import { USER, set } from '../portal.ts';

test('the five points are judged as far as a page can', async ({ page }) => {
  const trouble = new TroublePage(page);
  await trouble.open();
  await expect(trouble.line('Cookies')).toHaveClass('fine');
  await expect(trouble.point('A locked account')).toHaveClass('point look');
  await expect(trouble.point('Another browser')).toHaveClass('point fine');
  await expect(trouble.point('Another browser')).toContainText(/This is (Chrome|Chromium) on Linux, which is supported/);
  if (!script()) {
    await expect(trouble.point("The browser's settings")).toHaveClass('point look');
    await expect(trouble.line('JavaScript')).toContainText('They do not run here');
    return;
  }
  await hydrated(page);
  await expect(trouble.point("The browser's settings")).toHaveClass('point fine');
  await expect(trouble.point('Spaces')).toHaveClass('point look');
  await trouble.scratch.input.fill(' hush');
  await expect(trouble.point('Spaces')).toHaveClass('point found');
  await expect(trouble.point('Spaces')).toContainText('There is a space before the text.');
  await trouble.scratch.removeSpace.click();
  await expect(trouble.point('Spaces')).toHaveClass('point fine');
  await trouble.scratch.input.fill('ｈｕｓｈ');
  await expect(trouble.point('Caps Lock and Num Lock')).toHaveClass('point found');
});

test('the lock of the name that was tried here is found, and the report leads there', async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  if (script()) await hydrated(page);
  await lock(login, USER);
  const trouble = new TroublePage(page);
  await page.getByRole('link', { name: 'Having Trouble Logging In?' }).click();
  await expect(page).toHaveURL('/trouble');
  await expect(trouble.point('A locked account')).toHaveClass('point found');
  await expect(trouble.point('A locked account')).toContainText(/is locked after too many wrong tries/);
  await trouble.triedName.fill('MIKA');
  if (script()) await expect(page.locator('[name=findings]')).toHaveValue(/scripts\+/);
  await trouble.makeReport.click();
  await expect(page).toHaveURL('/trouble/report');
  await expect(trouble.code).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  const code = await trouble.code.innerText();
  await expect(trouble.report).toContainText(`Report ${code}`);
  await expect(trouble.report).toContainText('Login name tried: MIKA');
  await expect(trouble.report).toContainText('on Linux');
  if (script()) await expect(trouble.report).toContainText('Cookies: fine');
  // The code stays as long as the trouble does.
  await trouble.open();
  await trouble.makeReport.click();
  await expect(trouble.code).toHaveText(code);
});

test('what is typed to be looked at is in no request', async ({ page }) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`);
  });
  const trouble = new TroublePage(page);
  await trouble.open();
  if (script()) await hydrated(page);
  await trouble.scratch.input.pressSequentially('zebra42 ');
  await trouble.scratch.input.press('Enter');
  await expect(page).toHaveURL(/\/trouble/);
  await trouble.triedName.fill('mika');
  await trouble.makeReport.click();
  await expect(page).toHaveURL('/trouble/report');
  expect(await page.content()).not.toContain('zebra42');
  if (script()) await expect(trouble.report).toContainText('Space before or after the password: found');
  await page.getByRole('link', { name: 'Back to the login screen' }).click();
  await expect(page).toHaveURL('/login');
  expect(sent.some((line) => line.includes('tried_name=mika'))).toBe(true);
  expect(sent.filter((line) => line.includes('zebra42'))).toEqual([]);
});

test('where nobody resets passwords by themselves, the pages say whom to ask', async ({ page, own }) => {
  set(own, 'contact-name', 'Sora at the help desk');
  set(own, 'contact-phone', '+81 3 0000 0000');
  set(own, 'contact-email', 'help@example.test');
  set(own, 'contact-text', '8:00 to 18:00 <b>second floor</b>');
  // A form that was opened before the setting was changed.
  const reset = new ResetPage(page);
  await page.goto('/reset-password');
  await reset.email.input.fill(USER.email);
  set(own, 'allow-reset', 'off', 12);
  await reset.submit.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ask Your Administrator');
  const main = page.getByRole('main');
  for (const line of ['Sora at the help desk', '+81 3 0000 0000', 'help@example.test']) {
    await expect(main).toContainText(line);
  }
  await expect(main).toContainText('8:00 to 18:00 <b>second floor</b>');
  await expect(page.getByRole('link', { name: '+81 3 0000 0000' })).toHaveAttribute('href', 'tel:+81300000000');
  await new TroublePage(page).open();
  await expect(main).toContainText('Ask your administrator');
  await expect(main).toContainText('Sora at the help desk');
  await expect(page.getByRole('link', { name: 'Reset your password by mail' })).toHaveCount(0);
  // And on again, for everybody, at once.
  set(own, 'allow-reset', 'on', 18);
  await page.goto('/reset-password');
  await expect(reset.email.input).toBeVisible();
});
