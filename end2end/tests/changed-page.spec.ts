// Pages that something changed between the server and the WebAssembly: translators put text into elements, minifiers
// strip comments, extensions put elements before, around and into fields. Whatever cannot be taken over stays the
// plain form that it was, and logs in.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { LoginPage, hydrated } from '../pages/login.ts';
import { ADMINISTRATOR, USER } from '../portal.ts';

const CHANGES: Record<string, (page: string) => string> = {
  'translated': (page) => page.replaceAll(/>([^<>{}]*[A-Za-z][^<>{}]*)<\/(label|h1|button|p|a)>/g, '><font><font>$1</font></font></$2>'),
  'without comments': (page) => page.replaceAll(/<!--.*?-->/gs, ''),
  'with an element before each field': (page) => page.replaceAll('<input', '<span data-extension></span><input'),
  'with an element round each field': (page) => page.replaceAll(/(<input[^>]*>)/g, '<span data-extension>$1</span>'),
  'with an element at the beginning': (page) => page.replace(/(<body[^>]*>)/, '$1<div id="extension"></div>'),
};

for (const [how, change] of Object.entries(CHANGES)) {
  test(`a login page ${how} logs in, and nothing on it is dead`, async ({ page, complaints }) => {
    await page.route('**/login', async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      const answer = await route.fetch();
      const body = await answer.text();
      expect(change(body)).not.toBe(body);
      return route.fulfill({ response: answer, body: change(body) });
    });
    const login = new LoginPage(page);
    await login.open();
    const takenOver = async () => (await page.locator('html[data-hydrated]').count()) > 0;
    await expect.poll(async () => (await takenOver()) || complaints.length > 0).toBe(true);
    if (await takenOver()) {
      await login.show.click();
      await expect(login.password.input).toHaveAttribute('type', 'text');
    } else {
      await expect(login.show).toBeHidden();
    }
    await login.logIn(USER);
    await expect(page).toHaveURL('/account');
    // That it cannot be taken over may be said.
    complaints.length = 0;
  });
}

/** The WebAssembly waits until it is let go. */
async function holdBack(page: Page): Promise<() => void> {
  let go: () => void = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  return () => go();
}

/** What a password manager puts at a field, and what it does to fill it in. */
type Manager = (input: HTMLInputElement, text: string) => void;

const MANAGERS: Record<string, Manager> = {
  // Its extension (bitwarden/clients, `insert-autofill-content.service.ts`) clicks, and sends keys without a name
  // before and after it sets the value, then two plain events; the field has a class of its own for a moment. Its menu
  // is an element without a meaning at the end of the page, in front of everything.
  'Bitwarden': (input, text) => {
    const keys = () => ['keydown', 'keyup'].forEach((name) => input.dispatchEvent(new KeyboardEvent(name, { bubbles: true })));
    const menu = document.createElement('x-menu-of-a-manager');
    menu.attachShadow({ mode: 'closed' }).innerHTML = '<button>Fill in</button>';
    const { top, right } = input.getBoundingClientRect();
    menu.style.cssText = `position: fixed; top: ${top}px; left: ${right - 30}px; z-index: 2147483647 !important;`;
    document.body.append(menu);
    input.click();
    input.focus();
    keys();
    input.value = text;
    keys();
    for (const name of ['input', 'change']) input.dispatchEvent(new Event(name, { bubbles: true }));
    input.classList.add('com-bitwarden-browser-animated-fill');
    setTimeout(() => input.classList.remove('com-bitwarden-browser-animated-fill'), 200);
  },
  // What it runs in a page sends keys that do not bubble, says at the field that it has filled it in, and leaves it;
  // its button is an element beside the field.
  '1Password': (input, text) => {
    const keys = () => ['keydown', 'keypress', 'keyup'].forEach((name) => input.dispatchEvent(new KeyboardEvent(name)));
    const button = document.createElement('com-1password-button');
    button.attachShadow({ mode: 'closed' }).innerHTML = '<button>Fill in</button>';
    button.style.cssText = 'position: absolute; width: 24px; height: 24px;';
    input.after(button);
    input.click();
    input.focus();
    keys();
    input.value = text;
    keys();
    for (const name of ['input', 'change']) input.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
    input.setAttribute('data-com-onepassword-filled', 'light');
    input.blur();
  },
  // Others move the field into an element of theirs and make it smaller, and send plain events under the names of keys,
  // as browsers do that fill in by themselves; frameworks have them take the value's own setter.
  'one that moves fields': (input, text) => {
    const round = document.createElement('span');
    round.style.cssText = 'position: relative; display: inline-block;';
    input.replaceWith(round);
    round.append(input);
    const icon = document.createElement('i');
    icon.style.cssText = 'position: absolute; right: 0; width: 20px; height: 20px;';
    round.append(icon);
    input.style.cssText = 'padding-right: 30px !important; width: 240px;';
    input.dataset.managerId = text.length.toString();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, text);
    for (const name of ['keydown', 'keypress', 'input', 'keyup', 'change', 'blur']) {
      input.dispatchEvent(new Event(name, { bubbles: true }));
    }
  },
};

for (const [name, fill] of Object.entries(MANAGERS)) {
  for (const when of ['before', 'after'] as const) {
    test(`${name} fills in ${when} the WebAssembly has come: it logs in, and only what is typed is warned of`, async ({ page }) => {
      const go = when === 'before' ? await holdBack(page) : () => {};
      const login = new LoginPage(page);
      await page.goto('/login', { waitUntil: 'commit' });
      if (when === 'after') await hydrated(page);
      await login.loginName.input.evaluate(fill, USER.loginName);
      await login.password.input.evaluate(fill, USER.password);
      go();
      await hydrated(page);
      await expect(login.loginName.input).toHaveValue(USER.loginName);
      await expect(login.password.input).toHaveValue(USER.password);
      await expect(page.locator('.warning')).toHaveCount(0);
      await login.password.input.press('End');
      await login.password.input.press('Space');
      await expect(page.locator('.warning strong')).toHaveText(['There is a space after the text.']);
      await login.password.removeSpace.click();
      await expect(page.locator('.warning')).toHaveCount(0);
      await login.show.click();
      await expect(login.password.input).toHaveAttribute('type', 'text');
      await expect(login.password.input).toHaveValue(USER.password);
      await login.submit.click();
      await expect(page).toHaveURL('/account');
    });
  }
}

test('the WebAssembly that comes while somebody types takes nothing from them', async ({ page }) => {
  const go = await holdBack(page);
  const login = new LoginPage(page);
  await page.goto('/login', { waitUntil: 'commit' });
  await login.loginName.input.fill(USER.loginName);
  await login.password.input.focus();
  await page.keyboard.type('eleven lanterns');
  for (let times = 0; times < ' lanterns'.length; times += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(' qui');
  go();
  await hydrated(page);
  await expect(login.password.input).toBeFocused();
  await page.keyboard.type('et');
  await expect(login.password.input).toHaveValue(USER.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/account');
});

test('the WebAssembly that comes while a form is on its way sends it no second time', async ({ page }) => {
  const go = await holdBack(page);
  // Playwright asks a page nothing while it is being left.
  let came: () => void = () => {};
  const takenOver = new Promise<void>((resolve) => (came = resolve));
  await page.exposeFunction('takenOver', () => came());
  await page.addInitScript(() => {
    const tell = () => (globalThis as unknown as { takenOver: () => void }).takenOver();
    new MutationObserver(tell).observe(document, { subtree: true, attributeFilter: ['data-hydrated'] });
  });
  const login = new LoginPage(page);
  await page.goto('/login', { waitUntil: 'commit' });
  await login.loginName.input.fill(USER.loginName);
  await login.password.input.fill(USER.password);
  let sent = 0;
  let answer: () => void = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/login', async (route) => {
    sent += 1;
    await answered;
    await route.continue();
  });
  await login.submit.click({ noWaitAfter: true });
  await expect.poll(() => sent).toBe(1);
  go();
  await takenOver;
  answer();
  await expect(page).toHaveURL('/account');
  expect(sent).toBe(1);
});

test('a WebAssembly of which only a part comes leaves a form that logs in', async ({ page, complaints }) => {
  await page.route('**/*.wasm', async (route) => {
    const answer = await route.fetch();
    const body = await answer.body();
    await route.fulfill({ body: body.subarray(0, body.length / 2), contentType: 'application/wasm' });
  });
  const login = new LoginPage(page);
  await login.open();
  await expect.poll(() => complaints.length).toBeGreaterThan(0);
  await expect(login.show).toBeHidden();
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  // What is still on its way to the page that came.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  complaints.length = 0;
});

/** From when this is called on, what the WebAssembly asks of the browser under such a name ends it, as a fault would. */
async function trapped(page: Page): Promise<(name: RegExp) => Promise<void>> {
  await page.addInitScript(() => {
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = (source, imports) => {
      for (const module of Object.values(imports ?? {})) {
        for (const [name, asked] of Object.entries(module)) {
          if (typeof asked !== 'function') continue;
          module[name] = (...words: unknown[]) => {
            const { trap } = globalThis as { trap?: RegExp };
            if (trap?.test(name)) throw new WebAssembly.RuntimeError(`unreachable: ${name}`);
            return (asked as (...words: unknown[]) => unknown)(...words);
          };
        }
      }
      return instantiate(source, imports);
    };
  });
  return (name) => page.evaluate((name) => void ((globalThis as { trap?: RegExp }).trap = name), name);
}

for (const [when, name, presses] of [
  ['at a key', /./, 1],
  ['when the form is sent', /preventDefault/, 1],
  ['while the form is on its way', /fetch/, 2],
  ['when the answer comes', /parseFromString/, 2],
] as const) {
  test(`a WebAssembly that dies ${when} leaves what was typed, and a form that logs in`, async ({ page, complaints }) => {
    const trap = await trapped(page);
    const login = new LoginPage(page);
    await login.openHydrated();
    await login.loginName.input.fill(USER.loginName);
    await trap(name);
    await login.password.input.pressSequentially(USER.password);
    if (presses === 2) {
      await login.submit.click();
      await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
      await expect(login.loginName.input).toHaveValue(USER.loginName);
      await expect(login.password.input).toHaveValue(USER.password);
      await expect(login.show).toBeHidden();
    }
    await login.submit.click();
    await expect(page).toHaveURL('/account');
    expect(complaints.join()).toContain('unreachable');
    complaints.length = 0;
  });
}

test('a page that was translated says what is wrong with a login, and keeps what was typed', async ({ page }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  // As Chrome's translator says it on <html>.
  await page.evaluate(() => Object.assign(document.documentElement, { lang: 'fr', className: 'translated-ltr' }));
  await login.logIn({ ...USER, password: 'some wrong password' });
  await expect(login.error).toBeVisible();
  await expect(login.loginName.input).toHaveValue(USER.loginName);
});

test('links lead on after the WebAssembly has died on the way', async ({ page, complaints }) => {
  const trap = await trapped(page);
  await new LoginPage(page).openHydrated();
  await trap(/fetch/);
  // The first click may be the one that it dies of.
  await expect(async () => {
    await page.getByRole('link', { name: 'Having Trouble Logging In?' }).click({ timeout: 500 });
    await expect(page).toHaveURL('/trouble', { timeout: 500 });
  }).toPass({ timeout: 4_000 });
  complaints.length = 0;
});

test('the way back leads back after the WebAssembly has died', async ({ page, complaints }) => {
  const trap = await trapped(page);
  await new LoginPage(page).openHydrated();
  await page.getByRole('link', { name: 'Having Trouble Logging In?' }).click();
  await expect(page).toHaveURL('/trouble');
  await trap(/fetch/);
  await page.goBack();
  await expect(page).toHaveURL('/login');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Log In');
  complaints.length = 0;
});

test('a WebAssembly that dies while it puts up a view leaves no empty page', async ({ page, complaints }) => {
  const trap = await trapped(page);
  await new LoginPage(page).openHydrated();
  await trap(/appendChild/);
  await page.getByRole('link', { name: 'Having Trouble Logging In?' }).click();
  await expect(page).toHaveURL('/trouble');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  complaints.length = 0;
});

test('a password that was shown is hidden when the WebAssembly dies', async ({ page, complaints }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.password.input.fill(USER.password);
  await login.show.click();
  await expect(login.password.input).toHaveAttribute('type', 'text');
  await page.evaluate(() => setTimeout(() => { throw new Error('a fault'); }));
  await expect(login.show).toBeHidden();
  await expect(login.password.input).toHaveAttribute('type', 'password');
  complaints.length = 0;
});

test('after a fault, saving is not taken for leaving something unsaved', async ({ page, complaints }) => {
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.logIn(ADMINISTRATOR);
  await page.getByRole('link', { name: USER.loginName, exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Typed with care');
  await page.evaluate(() => setTimeout(() => { throw new Error('a fault'); }));
  await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
  const asked: string[] = [];
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  expect(asked).toEqual([]);
  complaints.length = 0;
});

test('no button of a warning is left when the WebAssembly has died', async ({ page, complaints }) => {
  const trap = await trapped(page);
  const login = new LoginPage(page);
  await login.openHydrated();
  await login.password.input.fill(' typed after a space');
  await expect(login.password.removeSpace).toBeVisible();
  await trap(/./);
  await login.password.input.press('End');
  await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
  await expect(login.password.removeSpace).toBeHidden();
  complaints.length = 0;
});

test('who listens to a form, as password managers do, hears that it is sent without the WebAssembly', async ({ page, complaints }) => {
  await page.route('**/*.wasm', (route) => route.abort());
  const login = new LoginPage(page);
  await login.open();
  const heard: string[] = [];
  await page.exposeFunction('hear', (name: string) => heard.push(name));
  await page.evaluate(() => {
    const { hear } = globalThis as unknown as { hear: (name: string) => void };
    document.querySelector('form:has([type=password])')!.addEventListener('submit', (event) => hear(event.type));
  });
  await login.logIn(USER);
  await expect(page).toHaveURL('/account');
  expect(heard).toEqual(['submit']);
  complaints.length = 0;
});
