// One app in the browser: from login to logout in one document, whatever is clicked, sent or comes back. What has to
// hold of a view that takes the place of another: address, title, focus, scrolling, what was typed; and what happens
// when the network, the server or the WebAssembly fails.

import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, soak, testAlone as test } from '../fixtures.ts';
import { LoginPage } from '../pages/login.ts';
import { ADMINISTRATOR, USER } from '../portal.ts';
import { walk } from '../walk.ts';

/** Marks the document, which a page that is loaded anew does not have. */
const mark = (page: Page) => page.evaluate(() => void ((globalThis as { same?: true }).same = true));
const isSame = (page: Page) =>
  page.evaluate(() => (globalThis as { same?: true }).same === true && performance.getEntriesByType('navigation').length === 1);
/** A picture of one pixel. */
const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

async function logIn(page: Page, person = ADMINISTRATOR): Promise<void> {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.logIn(person);
  await expect(page).not.toHaveURL(/login/);
}

/** The next answer to what is sent to an address waits until it is let go. */
async function hold(page: Page, address: string): Promise<() => void> {
  let go: () => void = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route(address, async (route) => {
    await held;
    await route.continue();
  }, { times: 1 });
  return () => go();
}

test('without the WebAssembly links and forms are links and forms', async ({ page }) => {
  await page.route('**/*.wasm', (route) => route.abort());
  // Chromium notes the file that the test kept away.
  page.removeAllListeners('console');
  page.removeAllListeners('pageerror');
  await page.goto('/login');
  await walk(page, async () => {});
});

test('the focus stands on the heading, the title is another, back comes back to the link', async ({ page }) => {
  await logIn(page);
  await mark(page);
  await page.evaluate(() => scrollTo(0, 40));
  const link = page.getByRole('link', { name: 'mika', exact: true });
  await link.click();
  await expect(heading(page)).toHaveText('Edit User');
  await expect(heading(page)).toBeFocused();
  await expect(page).toHaveTitle('Edit User · Latchkey');
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect(page).toHaveTitle('Users · Latchkey');
  await expect(link).toBeFocused();
  await page.goForward();
  await expect(heading(page)).toHaveText('Edit User');
  expect(await isSame(page)).toBe(true);
});

test('of a form that comes back all is there, and the first error has the focus', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await mark(page);
  await login.logIn({ ...USER, password: 'some wrong password' });
  await expect(page.locator('.summary .notice')).toBeFocused();
  await expect(login.password.input).toHaveValue('some wrong password');
  expect(await page.evaluate(() => document.documentElement.outerHTML.includes('some wrong password'))).toBe(false);
  // Tried twice, it is one step back.
  await login.submit.click();
  await expect(page.locator('.summary .notice')).toBeFocused();
  expect(await page.evaluate(() => history.length)).toBe(2);
  expect(await isSame(page)).toBe(true);
});

test('the button that was pressed is sent, and a link opens in a tab of its own', async ({ page, context }) => {
  await logIn(page);
  await mark(page);
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.locator('.details')).toContainText('Inactive');
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await expect(page.locator('.details')).not.toContainText('Inactive');
  expect(await isSame(page)).toBe(true);
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Settings' }).click({ modifiers: ['ControlOrMeta'] }),
  ]);
  await expect(tab.getByRole('heading', { level: 1 })).toHaveText('Settings');
  await expect(heading(page)).toHaveText('Edit User');
});

test('a page that is not allowed, or is not there, is shown as what it is', async ({ page, complaints }) => {
  await logIn(page, USER);
  await mark(page);
  for (const [path, status, title] of [['/admin/users', 403, 'Only for Administrators'], ['/nowhere', 404, 'Page Not Found']] as const) {
    const answered = page.waitForResponse((answer) => answer.url().endsWith(path));
    await page.evaluate((path) => {
      const link = document.createElement('a');
      link.href = path;
      document.querySelector('main')!.append(link);
      link.click();
    }, path);
    expect((await answered).status()).toBe(status);
    await expect(page).toHaveURL(path);
    await expect(heading(page)).toHaveText(title);
  }
  expect(await isSame(page)).toBe(true);
  // Chromium notes what is not there.
  complaints.length = 0;
});

test('the list follows what is typed, and the field keeps the focus', async ({ page }) => {
  await logIn(page);
  await mark(page);
  const field = page.getByRole('searchbox');
  await field.click();
  // The first answer comes last, and is not shown.
  await page.route(/search=m&/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    await route.continue().catch(() => {});
  });
  await page.keyboard.type('m');
  await page.waitForRequest(/search=m&/);
  await page.keyboard.type('ika');
  await expect(page).toHaveURL(/search=mika/);
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.locator('#announcer')).toHaveText('1 user');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('mika');
  await page.getByLabel('Status').selectOption('inactive');
  await expect(page.locator('#results')).toContainText('No users');
  await expect(page).toHaveURL(/status=inactive/);
  await page.goBack();
  await expect(page).toHaveURL('/login');
  expect(await isSame(page)).toBe(true);
});

test('what takes long shows that it is on its way, and goes on once the network is back', async ({ page, context, complaints }) => {
  await logIn(page);
  await mark(page);
  const go = await hold(page, '**/admin/mail');
  await page.getByRole('link', { name: 'Mail' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-loading', '');
  go();
  await expect(heading(page)).toHaveText('Mail');
  await expect(page.locator('html')).not.toHaveAttribute('data-loading');
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Settings' }).click();
  const message = page.getByRole('alert').filter({ hasText: 'The server cannot be reached.' });
  await expect(message).toBeVisible();
  await expect(heading(page)).toHaveText('Mail');
  await context.setOffline(false);
  await message.getByRole('button', { name: 'Try Again' }).click();
  await expect(heading(page)).toHaveText('Settings');
  await expect(message).toHaveCount(0);
  expect(await isSame(page)).toBe(true);
  // Chromium notes that it was cut off.
  complaints.length = 0;
});

test('an answer without a page loses nothing that was typed', async ({ page, complaints }) => {
  await logIn(page);
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Typed with care');
  for (const status of [413, 500, 503]) {
    await page.route('**/admin/users/*', (route) => route.fulfill({ status, body: '' }), { times: 1 });
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('#message')).toContainText('cannot be reached');
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Typed with care');
  }
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  complaints.length = 0;
});

test('an answer 401 says why, leaves all as it is, and is asked for again', async ({ page, complaints }) => {
  await logIn(page);
  await mark(page);
  // No page of the server's own is ever one: whoever is not logged in is led to the login. Its refusals look like this.
  const refusal = await page.request.post('/account', { headers: { origin: 'http://other.example.test' } });
  const answer = { status: 401, contentType: 'text/html; charset=utf-8', body: await refusal.text() };
  const message = page.locator('#message');
  const told = async () => {
    await expect(message).toContainText('was sent from another site');
    await expect(page.locator('html')).not.toHaveAttribute('data-loading');
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  };
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Typed with care');
  await page.route('**/admin/users/*', (route) => route.fulfill(answer), { times: 1 });
  await page.getByRole('button', { name: 'Save' }).click();
  await told();
  await expect(name).toHaveValue('Typed with care');
  await message.getByRole('button', { name: 'Try Again' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await expect(name).toHaveValue('Typed with care');
  await page.route('**/admin/mail', (route) => route.fulfill(answer), { times: 1 });
  await page.getByRole('link', { name: 'Mail' }).click();
  await told();
  await expect(heading(page)).toHaveText('Edit User');
  await message.getByRole('button', { name: 'Try Again' }).click();
  await expect(heading(page)).toHaveText('Mail');
  expect(await isSame(page)).toBe(true);
  // Chromium notes each of them.
  complaints.length = 0;
});

test('a server of a newer version has its pages loaded', async ({ page }) => {
  await logIn(page);
  await mark(page);
  await page.route('**/admin/mail', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replaceAll(/(rel="modulepreload" href="\/pkg\/latchkey)/g, '$1.newer');
    await route.fulfill({ response: answer, body });
  }, { times: 1 });
  await page.getByRole('link', { name: 'Mail' }).click();
  await expect(heading(page)).toHaveText('Mail');
  expect(await isSame(page)).toBe(false);
});

test('another language is another document', async ({ page }) => {
  await page.goto('/login');
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: '日本語' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await expect(heading(page)).toHaveText('ログイン');
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
});

test('after logging out nothing of it comes back, in no tab', async ({ page, context }) => {
  await logIn(page);
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  await expect(heading(page)).toHaveText('Edit User');
  const other = await context.newPage();
  await other.goto('/account');
  await other.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await page.getByRole('banner').getByRole('button', { name: 'Log Out' }).click();
  await expect(page).toHaveURL('/login');
  await expect(heading(other)).toHaveText('Log In', { timeout: 2_000 });
  await page.goBack();
  await expect(heading(page)).toHaveText('Log In');
  for (const one of [page, other]) expect(await one.content()).not.toContain(USER.email);
});

/** Something is on its way, and then no longer. */
async function isOnItsWay(page: Page, go: () => void): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-loading', '');
  go();
  await expect(page.locator('html')).not.toHaveAttribute('data-loading');
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

test('a file of users is imported, and one that is too big is told', async ({ page, complaints }, info) => {
  await logIn(page);
  await page.getByRole('link', { name: 'Import from File' }).click();
  const [good, big] = [info.outputPath('good.csv'), info.outputPath('big.csv')];
  writeFileSync(good, 'login_name,email\nren,ren@example.test\n');
  writeFileSync(big, Buffer.alloc(33 * 1024 * 1024, 'a'));
  await page.getByLabel('File').setInputFiles(big);
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.locator('.summary .notice')).toHaveText('The file is too big: 32 MB at most. Split it.');
  await expect(page.locator('.summary .notice')).toBeFocused();
  await page.getByLabel('File').setInputFiles(good);
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('1 line: 1 to add')).toBeVisible();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('1 user added')).toBeVisible();
  // Chromium notes the 413.
  complaints.length = 0;
});

test('a logo is sent in the same document, and one that is too big is told', async ({ page, complaints }) => {
  await logIn(page);
  await mark(page);
  await page.getByRole('link', { name: 'Settings' }).click();
  const send = async (picture: Buffer) => {
    await page.getByLabel('Picture').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: picture });
    await page.getByRole('button', { name: 'Upload' }).click();
  };
  await send(Buffer.alloc(257 * 1024));
  await expect(page.locator('.summary .notice')).toContainText('The picture is too big');
  const go = await hold(page, '**/admin/settings/logo');
  await send(Buffer.from(DOT, 'base64'));
  await isOnItsWay(page, go);
  await expect(page.getByRole('button', { name: 'Remove the logo' })).toBeVisible();
  await expect(page.locator('.brand img')).toHaveJSProperty('complete', true);
  await expect(page).toHaveURL('/admin/settings');
  expect(await isSame(page)).toBe(true);
  complaints.length = 0;
});

for (const [what, section, address, file, content] of [
  ['the users', 'Users', '/admin/users/export', 'users.csv', 'mika@example.test'],
  ['the audit log', 'Audit Log', '/admin/log/export', 'audit-log.csv', 'Sora.Example'],
] as const) {
  test(`a file of ${what} is saved and the view stays, and first one's own password is asked for if need be`, async ({ page, own }) => {
    await logIn(page);
    await mark(page);
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: section }).click();
    await expect(heading(page)).toHaveText(section);
    const view = page.url();
    const saved = async (press: () => Promise<void>) => {
      const [download] = await Promise.all([page.waitForEvent('download'), press()]);
      expect(download.suggestedFilename()).toBe(file);
      expect(readFileSync(await download.path(), 'utf8')).toContain(content);
      await expect(page.locator('html')).not.toHaveAttribute('data-loading');
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      expect(await isSame(page)).toBe(true);
    };
    const go = await hold(page, `**${address}`);
    await saved(async () => {
      await page.getByRole('button', { name: 'Export to File' }).click();
      await isOnItsWay(page, go);
    });
    expect(page.url()).toBe(view);
    await expect(heading(page)).toHaveText(section);
    own.setClockAhead(16 * 60);
    await page.getByRole('button', { name: 'Export to File' }).click();
    await expect(heading(page)).toHaveText('Enter Your Password');
    await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
    await saved(() => page.getByRole('button', { name: 'Continue' }).click());
    await expect(heading(page)).toHaveText(section);
    await page.goBack();
    await expect(page).toHaveURL(view);
    expect(await isSame(page)).toBe(true);
  });
}

test('views leave nothing behind', async ({ page }) => {
  if (soak()) test.setTimeout(180_000);
  await logIn(page);
  const client = await page.context().newCDPSession(page);
  const left = async () => {
    await client.send('HeapProfiler.collectGarbage');
    const { metrics } = (await client.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] };
    const of = (name: string) => metrics.find((metric) => metric.name === name)!.value;
    return { nodes: of('Nodes'), listeners: of('JSEventListeners') };
  };
  await client.send('Performance.enable');
  const sections = page.getByRole('navigation', { name: 'Sections' });
  const view = async (name: string, title: string) => {
    await sections.getByRole('link', { name }).click();
    await expect(heading(page)).toHaveText(title);
  };
  const views = async (number: number) => {
    for (let at = 0; at < number; at += 2) {
      await view('Mail', 'Mail');
      await view('Users', 'Users');
    }
  };
  await views(30);
  const early = await left();
  await views(soak() ? 270 : 20);
  // Once is not always enough to collect all of it.
  await expect.poll(async () => (await left()).nodes).toBeLessThanOrEqual(early.nodes * 1.05);
  await expect.poll(async () => (await left()).listeners).toBeLessThanOrEqual(early.listeners * 1.05);
});

test('a session that ended throws no work away, and shows none of it', async ({ page, context }) => {
  await logIn(page);
  await mark(page);
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Typed with care');
  const cookies = await context.cookies();
  const session = cookies.find((cookie) => cookie.name.endsWith('-session'))!;
  await context.clearCookies({ name: session.name });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page)).toHaveText('Log In');
  await expect(page.getByText('what you typed is kept')).toBeVisible();
  expect(await page.content()).not.toContain(USER.email);
  const login = new LoginPage(page);
  await login.logIn({ ...ADMINISTRATOR, password: 'some wrong password' });
  await expect(login.error).toBeVisible();
  await login.logIn(ADMINISTRATOR);
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Typed with care');
  expect(await isSame(page)).toBe(true);
});

test('another person who logs in there gets nothing of it', async ({ page, context }) => {
  await logIn(page);
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Typed with care');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page)).toHaveText('Log In');
  await new LoginPage(page).logIn(USER);
  await expect(page).not.toHaveURL(/login/);
  expect(await page.content()).not.toContain('Typed with care');
  await page.goto('/account');
  await expect(page.getByRole('main')).not.toContainText('Typed with care');
});

test('whoever was logged out in another tab finds their work again', async ({ page, context }) => {
  await logIn(page);
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Typed with care');
  const other = await context.newPage();
  await other.goto('/account');
  await other.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await other.getByRole('banner').getByRole('button', { name: 'Log Out' }).click();
  await expect(heading(page)).toHaveText('Log In', { timeout: 2_000 });
  await new LoginPage(page).logIn(ADMINISTRATOR);
  await expect(heading(page)).toHaveText('Edit User');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Typed with care');
});

test('what is not saved is asked about before it is left', async ({ page }) => {
  await logIn(page);
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Typed with care');
  const asked: string[] = [];
  let answer = false;
  page.on('dialog', async (dialog) => {
    asked.push(dialog.message());
    await (answer ? dialog.accept() : dialog.dismiss());
  });
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect.poll(() => asked.length).toBe(1);
  expect(asked[0]).toContain('not saved');
  await expect(name).toHaveValue('Typed with care');
  await page.evaluate(() => history.back());
  await expect.poll(() => asked.length).toBe(2);
  await expect(name).toHaveValue('Typed with care');
  await expect(page).toHaveURL(/admin\/users\/\d+$/);
  answer = true;
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(heading(page)).toHaveText('Settings');
  // Nothing was changed here: nobody is asked.
  await page.getByRole('link', { name: 'Mail' }).click();
  await expect(heading(page)).toHaveText('Mail');
  expect(asked.length).toBe(3);
});

test('a refusal by something in front of the server is told in words', async ({ page, complaints }) => {
  await logIn(page);
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Typed with care');
  // As nginx words it.
  const body = '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';
  await page.route('**/admin/users/*', (route) => route.fulfill({ status: 502, contentType: 'text/html', body }), { times: 1 });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#message p')).not.toBeEmpty();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Typed with care');
  complaints.length = 0;
});

test('a second try sends what stands in the form by then', async ({ page, complaints }) => {
  await logIn(page);
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Typed first');
  await page.route('**/admin/users/*', (route) => route.fulfill({ status: 503, body: '' }), { times: 1 });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('#message button').waitFor();
  await name.fill('Typed then');
  await page.locator('#message button').click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await expect(name).toHaveValue('Typed then');
  complaints.length = 0;
});

test('once the file is here, the password that it needed is not on the page', async ({ page, own }) => {
  await logIn(page);
  own.setClockAhead(16 * 60);
  await page.getByRole('button', { name: 'Export to File' }).click();
  const password = page.getByLabel('Password', { exact: true });
  await password.fill(ADMINISTRATOR.password);
  await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Continue' }).click()]);
  await expect(password).toHaveCount(0);
  await expect(heading(page)).toHaveText('Users');
});

test('what a pointer rests on is fetched once', async ({ page }) => {
  await logIn(page);
  await expect(heading(page)).toBeFocused();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const link = page.getByRole('link', { name: 'Mail' });
  const [ahead] = await Promise.all([page.waitForResponse('**/admin/mail'), link.hover()]);
  expect(ahead.ok()).toBe(true);
  await link.click();
  await expect(heading(page)).toHaveText('Mail');
  expect(asked).toEqual(['/admin/mail']);
});

test('a big file shows how far it has come', async ({ page }, info) => {
  await logIn(page);
  await page.getByRole('link', { name: 'Import from File' }).click();
  const path = info.outputPath('big.csv');
  const lines = Array.from({ length: 10_000 }, (_, number) => `user${number},user${number}@example.test`);
  writeFileSync(path, ['login_name,email', ...lines, ''].join('\n'));
  await page.getByLabel('File').setInputFiles(path);
  await page.getByRole('button', { name: 'Preview' }).click();
  const part = () =>
    page.locator('progress').evaluateAll((all) =>
      all.some((one) => one.checkVisibility() && (one as HTMLProgressElement).position < 0.9));
  await expect.poll(part, { intervals: [50], timeout: 10_000 }).toBe(true);
  await expect(page.getByText('10000 to add')).toBeVisible({ timeout: 10_000 });
});
