// Every screen, in each state that looks different: for the pictures, and for what has to hold on all of
// them. Found by ids and addresses, never by words, so that each can be opened in every language.

import type { Browser, BrowserContext, JSHandle, Page } from '@playwright/test';
import { test } from './fixtures.ts';
import { Mailbox } from './mailbox.ts';
import { lockByForms } from './pages/login.ts';
import { type Person, ADMINISTRATOR, Portal, USER, set } from './portal.ts';

/** Who looks at a screen. */
export type Who = 'nobody' | 'user' | 'administrator';

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

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
  /** What the browsers of those who are logged in hold. */
  private readonly cookies = new Map<Who, Cookies>();

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
    for (const [name, value] of [['allow-reset', 'off'], ['contact-name', 'Sora Example']] as const) set(house.empty, name, value);
    const context = await browser.newContext({ baseURL: portal.url, locale: 'en-US' });
    const page = await context.newPage();
    await fillLogin(page, { ...USER, password: WRONG });
    await refused(page);
    await logIn(page, USER);
    await context.clearCookies();
    await logIn(page, ADMINISTRATOR);
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
    // Whoever leaves before calls it off.
    await page.locator('.notice.good').waitFor();
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
    const known = this.cookies.get(who);
    if (known !== undefined) await context.addCookies(known);
    else if (person !== undefined) {
      await logIn(page, person);
      this.cookies.set(who, await context.cookies());
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

async function fillLogin(page: Page, person: Person): Promise<void> {
  await page.goto('/login');
  await settled(page);
  await page.locator('#login_name').fill(person.loginName);
  await page.locator('#password').fill(person.password);
}

/** Logs in, and waits for the page that it leads to. */
async function logIn(page: Page, person: Person): Promise<void> {
  await fillLogin(page, person);
  await submit(page);
  await page.waitForURL((url) => url.pathname !== '/login');
  await settled(page);
}

/** Sends a form of the page, and waits for the answer: a page of its own, or what the WebAssembly is told. */
async function submit(page: Page, button = 'main form button.primary'): Promise<void> {
  const before = await page.evaluateHandle(() => document);
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.locator(button).first().click();
  if ((await answered).request().isNavigationRequest()) await gone(page, before);
  await settled(page);
}

/** Another page has come. */
async function gone(page: Page, before: JSHandle<Document>): Promise<void> {
  // Whatever asks the old one fails when it goes.
  const here = () => page.evaluate((before) => before === document, before).catch(() => false);
  while (await here());
}

/** What was wrong is told: the WebAssembly does so a moment after the answer, and much moves then. */
async function refused(page: Page): Promise<void> {
  await submit(page);
  await page.locator('.summary:not(:empty)').waitFor();
}

/** All of the page is there, and taken over if it is live. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState();
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
  await page.waitForURL(/\/admin\/users\/\d+/);
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
  await submit(page);
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
      await page.waitForURL('/trouble/report');
      await settled(page);
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
      await page.waitForURL('/reset-password/sent');
      await settled(page);
    },
  },
  {
    name: 'reset-refused',
    who: 'nobody',
    open: async (page) => {
      await at('/reset-password')(page);
      await page.locator('#email').fill('no address');
      await refused(page);
    },
  },
  { name: 'reset-off', who: 'nobody', open: (page, house) => at(`${house.empty.url}/reset-password`)(page) },
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
      await submit(page, 'main button[type=submit]');
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
