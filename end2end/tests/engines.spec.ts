// The article's whole way once in Firefox and once in WebKit, each a real one: the warnings with real locks, a wrong
// try, what may be the cause, the mail, its link, a new password, in and out. The details are tested in Chromium.

import { expect, test } from '@playwright/test';
import { type Engine, Firefox, WebKit, field, named } from '../engines.ts';
import { KEY_A, NUMBER_PAD_7, isOn, press } from '../keyboard.ts';
import { Mailbox } from '../mailbox.ts';
import { Portal, USER } from '../portal.ts';

const WRONG = 'some wrong password';
const NEW = 'nine patient lighthouses';

let mailbox: Mailbox;
let portal: Portal;
let engine: Engine;

/** Waits until something is as it should be. */
const soon = <T>(get: () => Promise<T>, what?: string) => expect.poll(get, { message: what, intervals: [50] });
const heading = () => engine.texts('h1');
const warnings = (id: string) => engine.texts(`.field:has(#${id}) .warning strong`);
const points = (verdict: string) => engine.texts(`.point.${verdict}`);
const address = () => engine.evaluate<string>('location.pathname + location.search');

/** Marks the document, which a page that is loaded anew does not have. */
const mark = () => engine.evaluate('void (window.same = true)');
/** Nothing was loaded anew, and nothing was thrown: the page's own script would have taken it off. */
const isSame = () => engine.evaluate<boolean>("window.same === true && document.documentElement.hasAttribute('data-hydrated')");

async function hydrated(): Promise<void> {
  await soon(() => engine.evaluate<boolean>("document.documentElement.hasAttribute('data-hydrated')"), 'hydrated').toBe(true);
}

async function goTo(link: string, path: string, title: string): Promise<void> {
  await engine.click(named(link));
  await soon(heading).toEqual([title]);
  await soon(address).toBe(path);
}

test.beforeEach(async () => {
  mailbox = await Mailbox.start();
  portal = await Portal.start('people', mailbox.url);
});

test.afterEach(async () => {
  await engine?.stop();
  await portal.stop();
  await mailbox.stop();
});

for (const [name, kind, itself] of [
  ['Firefox', Firefox, 'This is Firefox on Linux, which is supported.'],
  ['WebKit', WebKit, 'This is Safari on Linux, which is supported.'],
] as const) {
  test(`from a wrong password to a new one in ${name}`, async () => {
    engine = await kind.start();
    await engine.open(`${portal.url}/login`);
    await hydrated();
    await mark();

    await engine.type('Login Name', `${USER.loginName} `);
    await soon(() => warnings('login_name')).toEqual(['There is a space after the text.']);
    await engine.click(named('Remove the space'));
    await soon(() => engine.value('Login Name')).toBe(USER.loginName);
    await soon(() => warnings('login_name')).toEqual([]);

    await engine.click(field('Password'));
    await soon(() => engine.evaluate('document.activeElement.id')).toBe('password');
    press('Caps_Lock');
    expect(isOn('Caps Lock')).toBe(true);
    await soon(() => warnings('password')).toEqual(['Caps Lock is on.']);
    press(KEY_A);
    await soon(() => engine.value('Password')).toBe('A');
    press('Caps_Lock');
    await soon(() => warnings('password')).toEqual(['Part of this was typed with Caps Lock on.']);
    press('BackSpace');
    await soon(() => warnings('password')).toEqual([]);
    // A new screen has it off.
    expect(isOn('Num Lock')).toBe(false);
    press(NUMBER_PAD_7);
    await soon(() => warnings('password')).toEqual(['Num Lock is off: the number pad is moving the cursor, not typing.']);
    press('Num_Lock', NUMBER_PAD_7);
    await soon(() => engine.value('Password')).toBe('7');
    await soon(() => warnings('password')).toEqual([]);
    await engine.type('Password', 'ｈｕｓｈ');
    await soon(() => warnings('password')).toEqual(['These look like full-width characters (ａｂｃ).']);

    await engine.type('Password', WRONG);
    await soon(() => warnings('password')).toEqual([]);
    expect(await engine.texts('.checklist h2')).toEqual([]);
    await engine.click(named('Log In'));
    await soon(() => engine.texts('.summary .notice')).toEqual(['The login name or the password is wrong.']);
    expect(await engine.texts('.checklist h2')).toEqual(['Before you try again']);
    expect(await engine.texts('.checklist .fine')).toContain(`Another browser ${itself}`);
    expect(await engine.value('Password')).toBe(WRONG);

    await goTo('Having Trouble Logging In?', '/trouble', 'Having Trouble Logging In?');
    await soon(() => points('fine')).toEqual([
      expect.stringMatching(/^A locked account\s+The login name that was tried here .* is not locked now/),
      expect.stringMatching(/^The browser's settings\s+Everything that logging in needs works here/),
      expect.stringContaining(itself),
    ]);
    await engine.type('Type your login name or password here and look at it', ' some');
    await soon(() => points('found')).toEqual([expect.stringContaining('There is a space before the text.')]);
    await goTo('Back to the login screen', '/login', 'Log In');
    await goTo('Having Trouble Logging In?', '/trouble', 'Having Trouble Logging In?');
    await goTo('Reset your password by mail', '/reset-password', 'Reset Your Password');
    await engine.type('E-mail Address', USER.email);
    await engine.click(named('Reset Password'));
    await soon(heading).toEqual(['Look in Your Mailbox']);
    expect(await isSame()).toBe(true);

    // A link in a mail opens a document of its own.
    const mail = await mailbox.to(USER.email, 'Choose a new password');
    await engine.open(mail.text!.match(/http:\S+\/reset-password\/link\?token=\S+/)![0]);
    await hydrated();
    await mark();
    expect(await address()).toBe('/reset-password/new');
    await engine.type('New Password', 'ten letter');
    await soon(() => engine.texts('#password-hint')).toEqual(['5 more']);
    await engine.type('New Password', NEW);
    await engine.click(named('Save'));
    await soon(address).toBe('/login?after=new-password');
    await engine.type('Login Name', USER.loginName);
    await engine.type('Password', NEW);
    await engine.click(named('Log In'));
    await soon(heading).toEqual(['Your Account']);
    expect(await engine.texts('main')).toEqual([expect.stringContaining(USER.email)]);
    await goTo('Log Out', '/login', 'Log In');

    // The way back leads over the same addresses, and nothing of the account is there any more.
    for (const [path, said] of [
      ['/login?next=%2Faccount', 'Log In'],
      ['/login?after=new-password', 'Your new password is saved.'],
      ['/reset-password/new', 'This Link Does Not Work'],
    ] as const) {
      await engine.evaluate('history.back()');
      await soon(address).toBe(path);
      await soon(() => engine.texts('main')).toEqual([expect.stringContaining(said)]);
      expect(await engine.evaluate('document.documentElement.outerHTML')).not.toContain(USER.email);
      expect(await engine.evaluate("[...document.querySelectorAll('[type=password]')].map((it) => it.value).join()")).toBe('');
    }
    expect(await isSame()).toBe(true);
    expect(engine.complaints).toEqual([]);
  });
}
