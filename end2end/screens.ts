// Every screen, in each state that looks different: for the pictures, and for what has to hold on all of
// them. Found by ids and addresses, never by words, so that each can be opened in every language.

import type { Browser, Page } from '@playwright/test';
import { test } from './fixtures.ts';
import { Mailbox } from './mailbox.ts';
import { lockByForms } from './pages/login.ts';
import { type Person, ADMINISTRATOR, Portal, USER } from './portal.ts';

/** Who looks at a screen. */
export type Who = 'nobody' | 'user' | 'administrator';

export type Screen = {
  name: string;
  who: Who;
  /** Opens it; the page shows it afterwards. */
  open: (page: Page, house: House) => Promise<void>;
};

const WRONG = 'some wrong password';

/** Somebody to be locked out. */
const LOCKED: Person = { loginName: 'ren', email: 'ren@example.test', password: 'nine patient lighthouses' };
/** Somebody who has to choose a new password. */
const CHANGING: Person = { loginName: 'yui', email: 'yui@example.test', password: 'ten yellow bicycles' };

const PEOPLE = [
  ['aoi', 'Aoi Example'],
  ['haru', 'Haru Example'],
  ['kai.example', 'Kai Example'],
  ['nagi', 'Nagi Example'],
  ['riku', 'Riku Example'],
  ['tsumugi', 'Tsumugi Example'],
] as const;

/** A portal with people in it, to whom things have happened, and their mails. */
export class House {
  private constructor(
    readonly portal: Portal,
    readonly empty: Portal,
    readonly mailbox: Mailbox,
  ) {}

  static async build(browser: Browser): Promise<House> {
    const mailbox = await Mailbox.start();
    const portal = await Portal.start('people', mailbox.url);
    const house = new House(portal, await Portal.start('nobody'), mailbox);
    for (const person of [LOCKED, CHANGING]) {
      const words = ['user', 'add', '--login-name', person.loginName, '--email', person.email];
      portal.command([...words, '--role', 'user', '--password-stdin'], person.password);
    }
    const settings = {
      'contact-name': 'Sora Example, help desk',
      'contact-phone': '+81 3 0000 0000',
      'contact-email': 'help@example.test',
      'failure-message': 'The help desk is there from 8:00 to 18:00.',
      'contact-name-ja': 'ヘルプデスク（例 空）',
      'failure-message-ja': 'ヘルプデスクの受付時間は8:00〜18:00です。',
    };
    for (const [name, value] of Object.entries(settings)) portal.command(['setting', 'set', name, value]);
    portal.setClockAhead(6);
    const context = await browser.newContext({ baseURL: portal.url, locale: 'en-US' });
    const page = await context.newPage();
    await logIn(page, { ...USER, password: WRONG });
    await logIn(page, USER);
    await context.clearCookies();
    await logIn(page, ADMINISTRATOR);
    // The WebAssembly leads on a moment after the answer.
    await page.waitForURL('/admin/users');
    for (const [name, shown] of PEOPLE) {
      await page.goto('/admin/users/new');
      await page.locator('#login_name').fill(name);
      await page.locator('#display_name').fill(shown);
      await page.locator('#email').fill(`${name}@example.test`);
      await page.locator('main button[type=submit]').first().click();
      await page.waitForURL(/\/admin\/users\/\d+/);
    }
    await page.goto('/admin/users?search=yui');
    await page.locator('tbody th a').first().click();
    await page.locator('button[value=ask-for-password]').first().click();
    await context.close();
    return house;
  }

  async stop(): Promise<void> {
    await this.portal.stop();
    await this.empty.stop();
    await this.mailbox.stop();
  }

  /** A page in a browser of somebody's own. */
  async enter(browser: Browser, who: Who, options: object): Promise<Page> {
    const context = await browser.newContext({ baseURL: this.portal.url, ...options });
    const person = { nobody: undefined, user: USER, administrator: ADMINISTRATOR }[who];
    const page = await context.newPage();
    if (person !== undefined) {
      await logIn(page, person);
      await page.waitForURL((url) => url.pathname !== '/login');
    }
    return page;
  }
}

/** Tests that share a house, one in each worker. */
export const testScreens = test.extend<object, { house: House }>({
  house: [
    async ({ browser }, use) => {
      const house = await House.build(browser);
      await use(house);
      await house.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

async function logIn(page: Page, person: Person): Promise<void> {
  await page.goto('/login');
  await page.locator('#login_name').fill(person.loginName);
  await page.locator('#password').fill(person.password);
  await submit(page);
}

/** Sends the page's main form, and waits for the answer. */
async function submit(page: Page): Promise<void> {
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.locator('main form button.primary').first().click();
  await answered;
  await settled(page);
}

/** What was wrong is told: the WebAssembly does so a moment after the answer, and much moves then. */
async function refused(page: Page): Promise<void> {
  await submit(page);
  await page.locator('.summary:not(:empty)').waitFor();
}

/** Live pages are taken over, and nothing is on its way. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('html[data-hydrated], html:not(:has(script[type=module]))').waitFor({ state: 'attached' });
}

const at = (address: string) => async (page: Page) => {
  await page.goto(address);
  await settled(page);
};

/** As a key on a keyboard whose Caps Lock is on. */
async function typeWithCapsLock(page: Page, id: string): Promise<void> {
  const input = page.locator(id);
  await input.focus();
  await input.evaluate((input: HTMLInputElement) => {
    const key = { key: 'S', code: 'KeyS', modifierCapsLock: true, bubbles: true };
    input.dispatchEvent(new KeyboardEvent('keydown', key));
    input.value = 'SEVEN ';
    input.dispatchEvent(new InputEvent('input', { bubbles: true, data: 'S' }));
    input.dispatchEvent(new KeyboardEvent('keyup', key));
  });
}

async function lock(page: Page): Promise<void> {
  await page.goto('/login');
  await settled(page);
  await lockByForms(page, LOCKED.loginName);
  await page.locator('#login_name').fill(LOCKED.loginName);
  await page.locator('#password').fill(WRONG);
  await refused(page);
  await page.locator('.countdown').waitFor();
}

async function userPage(page: Page, name: string): Promise<void> {
  await page.goto(`/admin/users?search=${name}`);
  await page.locator('tbody th a').first().click();
  await settled(page);
}

const FILE = `login_name,display_name,email,role
mika,Mika Example,mika@example.test,user
emi,Emi Example,emi@example.test,user
no/name,Wrong Example,wrong@example.test,user
`;

async function preview(page: Page): Promise<void> {
  await page.goto('/admin/users/import');
  const file = { name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('main form button.primary').first().click();
  await settled(page);
}

export const SCREENS: Screen[] = [
  { name: 'login', who: 'nobody', open: at('/login') },
  {
    name: 'login-warned',
    who: 'nobody',
    open: async (page) => {
      await at('/login')(page);
      await page.locator('#login_name').fill('mika ');
      await typeWithCapsLock(page, '#password');
    },
  },
  {
    name: 'login-empty',
    who: 'nobody',
    open: async (page) => {
      await at('/login')(page);
      await refused(page);
    },
  },
  {
    name: 'login-refused',
    who: 'nobody',
    open: async (page) => {
      await at('/login')(page);
      await page.locator('#login_name').fill('nobody.at.all');
      await page.locator('#password').fill(WRONG);
      await refused(page);
    },
  },
  { name: 'login-locked', who: 'nobody', open: lock },
  { name: 'trouble', who: 'nobody', open: at('/trouble') },
  {
    name: 'trouble-found',
    who: 'nobody',
    open: async (page) => {
      await lock(page);
      await at('/trouble')(page);
      await typeWithCapsLock(page, '#scratch');
    },
  },
  {
    name: 'report',
    who: 'nobody',
    open: async (page) => {
      await at('/trouble')(page);
      await page.locator('#tried_name').fill('mika');
      await submit(page);
    },
  },
  { name: 'reset', who: 'nobody', open: at('/reset-password') },
  {
    name: 'reset-sent',
    who: 'nobody',
    open: async (page) => {
      await at('/reset-password')(page);
      await page.locator('#email').fill(`nobody${Date.now()}@example.test`);
      await submit(page);
    },
  },
  { name: 'reset-bad-link', who: 'nobody', open: at('/reset-password/new') },
  {
    name: 'new-password',
    who: 'nobody',
    open: async (page) => {
      await logIn(page, CHANGING);
      await page.locator('#password').fill('only ten');
    },
  },
  { name: 'help-locked', who: 'nobody', open: at('/help/locked') },
  { name: 'help-browsers', who: 'nobody', open: at('/help/browsers') },
  { name: 'help-keyboard', who: 'nobody', open: at('/help/keyboard') },
  { name: 'not-found', who: 'nobody', open: at('/no-such-page') },
  { name: 'setup', who: 'nobody', open: (page, house) => at(`${house.empty.url}/setup`)(page) },
  { name: 'account', who: 'user', open: at('/account') },
  { name: 'account-password', who: 'user', open: at('/account/password') },
  { name: 'confirm-email-bad-link', who: 'user', open: at('/confirm-email') },
  { name: 'not-allowed', who: 'user', open: at('/admin/users') },
  { name: 'logout', who: 'user', open: at('/logout') },
  { name: 'users', who: 'administrator', open: at('/admin/users') },
  { name: 'users-none', who: 'administrator', open: at('/admin/users?search=nobody+like+this') },
  { name: 'user', who: 'administrator', open: (page) => userPage(page, 'mika') },
  { name: 'user-locked', who: 'administrator', open: (page) => userPage(page, 'ren') },
  { name: 'new-user', who: 'administrator', open: at('/admin/users/new') },
  {
    name: 'new-user-refused',
    who: 'administrator',
    open: async (page) => {
      await at('/admin/users/new')(page);
      await page.locator('#login_name').fill('mika');
      await page.locator('main button[type=submit]').first().click();
      await settled(page);
    },
  },
  {
    name: 'user-password',
    who: 'administrator',
    open: async (page) => {
      await userPage(page, 'aoi');
      await page.goto(`${page.url()}/password`);
      await settled(page);
    },
  },
  { name: 'import', who: 'administrator', open: at('/admin/users/import') },
  { name: 'import-preview', who: 'administrator', open: preview },
  { name: 'mail', who: 'administrator', open: at('/admin/mail') },
  { name: 'log', who: 'administrator', open: at('/admin/log') },
  { name: 'settings', who: 'administrator', open: at('/admin/settings') },
];
