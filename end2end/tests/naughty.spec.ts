// Texts that have broken other programs, through every field of every form, one at a time, and read by a browser:
// some of them, and all in `./x soak`. All of them at once, without a browser: `server/tests/it/naughty.rs`.

import type { Page } from '@playwright/test';
import naughty from 'big-list-of-naughty-strings' with { type: 'json' };
import { expect, soak, test } from '../fixtures.ts';
import { ADMINISTRATOR, Portal, USER } from '../portal.ts';
import { Sender } from '../sender.ts';

test.setTimeout(300_000);
test.describe.configure({ mode: 'parallel' });

/** The first of them, and every so many of the others; or all, after a harmless one. */
function texts(): string[] {
  const all = naughty as string[];
  return ['harmless', ...(soak() ? all : all.filter((_, number) => number % 23 === 0))];
}

/** What came back for a text in a field. */
type Answer = { field: string; text: string; html: string };

/** Sends every text in a field, among others that will do; from an address of its own each time. */
async function sendAll(
  portal: Portal,
  form: string,
  field: string,
  others: Record<string, string>,
  sender = new Sender(portal),
  done?: (text: string) => Promise<void>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const strange: string[] = [];
  for (const [number, text] of texts().entries()) {
    const from = `198.51.${number >> 8}.${number & 255}`;
    const { status, location, html } = await sender.post(form, { ...others, [field]: text }, from);
    const asked = `${form} ${field} ${JSON.stringify(text)}: ${status} ${location}`;
    // What came of it for each of several users is an answer.
    const told = form === '/admin/users/action' && status === 200;
    if (!told && ![303, 400, 403, 404, 409, 410, 422, 429].includes(status)) strange.push(asked);
    if (status === 303) {
      if (!/^\/[a-z0-9/-]*(\?(after|done)=[a-z-]+)?$/.test(location ?? '')) strange.push(asked);
      await done?.(text);
    }
    answers.push({ field, text, html });
  }
  expect(strange).toEqual([]);
  return answers;
}

/** What is in a page that should not be: read by a browser's own parser. */
async function foreign(page: Page, answers: Answer[]): Promise<string[]> {
  return page.evaluate((answers) => {
    const parsed = answers.map(({ html }) => new DOMParser().parseFromString(html, 'text/html'));
    // What our own pages are made of.
    const tags = new Set(['html', 'head', 'body', 'meta', 'link', 'title', 'script', 'header', 'footer', 'main', 'section', 'div',
      'p', 'h1', 'h2', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'a', 'strong', 'span', 'form', 'label', 'input', 'button',
      'svg', 'path', 'code', 'pre', 'bdi', 'time', 'nav', 'fieldset', 'legend', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'select', 'option']);
    const found: string[] = [];
    // As many as on the page that came back for the harmless one.
    const scripts = parsed[0]!.querySelectorAll('script').length;
    for (const [index, document] of parsed.entries()) {
      const { field, text, html } = answers[index]!;
      if (html === '') continue;
      const say = (what: string) => found.push(`${field} ${JSON.stringify(text)}: ${what}`);
      for (const element of document.querySelectorAll('*')) {
        if (!tags.has(element.localName)) say(`<${element.localName}>`);
        for (const { name, value } of element.attributes) {
          const address = ['href', 'src', 'action', 'formaction'].includes(name);
          if (name.startsWith('on') || (address && /^\s*javascript:/i.test(value))) say(`${name}=${value}`);
        }
      }
      if (document.querySelectorAll('script').length > scripts) say('a script');
      // What comes back stands in its field, letter for letter.
      const input = document.querySelector<HTMLInputElement>(`input[name="${field}"]:not([type="password"], [type="hidden"], [type="checkbox"], [type="radio"])`);
      if (input !== null && input.value !== '') {
        const line = text.replace(/[\r\n]/g, '').replace(/\u0000/g, '\ufffd');
        if (input.value !== [...line].slice(0, 512).join('')) say(`became ${JSON.stringify(input.value)}`);
      }
    }
    return found;
  }, answers);
}

function setPassword(portal: Portal, password: string, ...more: string[]): void {
  const words = ['user', 'set-password', '--login-name', USER.loginName, '--password-stdin', ...more];
  portal.command(words, password);
}

/** Each line of the log is one event, without what was typed. */
function isBroken(line: string): boolean {
  try {
    JSON.parse(line);
    return line.includes('some wrong password');
  } catch {
    return true;
  }
}

/** Lets `send` send all texts to a portal of its own: nothing of them is in a page or in the log as it is. */
async function survives(page: Page, people: 'people' | 'nobody', send: (portal: Portal) => Promise<Answer[][]>): Promise<void> {
  expect(naughty.length).toBeGreaterThan(450);
  const sent = texts().length;
  const portal = await Portal.start(people, undefined, { LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' });
  for (const ofField of await send(portal)) {
    expect(ofField.length).toBe(sent);
    expect(await foreign(page, ofField)).toEqual([]);
  }
  expect(portal.log.filter(isBroken)).toEqual([]);
  expect(portal.log.length).toBeGreaterThan(sent);
  await portal.stop();
}

test('no text breaks logging in or asking for help', async ({ page }) => {
  await survives(page, 'people', async (portal) => {
    const answers: Answer[][] = [];
    const other = { login_name: 'nobody', password: 'some wrong password' };
    for (const field of ['login_name', 'password', 'keep', 'next', 'noticed']) {
      answers.push(await sendAll(portal, '/login', field, other));
    }
    answers.push(await sendAll(portal, '/reset-password', 'email', {}));
    for (const field of ['tried_name', 'findings']) {
      answers.push(await sendAll(portal, '/trouble', field, {}));
    }
    return answers;
  });
});

test('no text breaks the own account', async ({ page }) => {
  await survives(page, 'people', async (portal) => {
    const user = new Sender(portal);
    await user.logIn(USER.password);
    const change = { current_password: USER.password, password: 'short' };
    // As long as it may be, a password may be anything; and then it lets its owner in.
    const changed = await sendAll(portal, '/account/password', 'password', change, user, async (text) => {
      await user.logIn(text);
      setPassword(portal, USER.password);
      await user.logIn(USER.password);
    });
    return [
      changed,
      await sendAll(portal, '/account/password', 'end_others', change, user),
      await sendAll(portal, '/account/password', 'current_password', change, user),
      await sendAll(portal, '/account/email', 'email', {}, user),
      await sendAll(portal, '/account/language', 'language', {}, user),
      await sendAll(portal, '/account/sessions', 'id', {}, user, async (text) => {
        // A number may be that of their own session, which ends it.
        if (/^\d+$/.test(text)) await user.logIn(USER.password);
      }),
      await sendAll(portal, '/confirm-email', 'link', {}, user),
    ];
  });
});

test('no text breaks choosing a new password', async ({ page }) => {
  await survives(page, 'people', async (portal) => {
    // A login that leads to a new password gives a link to choose it with.
    const user = new Sender(portal);
    setPassword(portal, 'seven open windows', '--must-change');
    await user.logIn('seven open windows');
    const links = await sendAll(portal, '/reset-password/new', 'link', { password: 'nine patient lighthouses' }, user);
    const chosen = { link: await user.link() };
    const passwords = await sendAll(portal, '/reset-password/new', 'password', chosen, user, async (text) => {
      await user.logIn(text);
      setPassword(portal, 'seven open windows', '--must-change');
      await user.logIn('seven open windows');
      chosen.link = await user.link();
    });
    return [links, passwords];
  });
});

test('no text breaks what administrators do to users and mails', async ({ page }) => {
  await survives(page, 'people', async (portal) => {
    const administrator = await administratorOf(portal);
    const answers: Answer[][] = [];
    for (const field of ['id', 'action']) {
      answers.push(await sendAll(portal, '/admin/users/4711/action', field, { id: '4711', action: 'unlock' }, administrator));
      answers.push(await sendAll(portal, '/admin/mail/action', field, { id: '4711', action: 'give-up' }, administrator));
    }
    for (const field of ['ids[]', 'action', 'sure']) {
      answers.push(await sendAll(portal, '/admin/users/action', field, { 'ids[]': '4711', action: 'unlock' }, administrator));
    }
    answers.push(await sendAll(portal, '/admin/users/import/inform', 'import', {}, administrator));
    return answers;
  });
});

// Of each form one field is wrong, so that it comes back with all others.
const PERSON = { login_name: 'so:ra', display_name: 'Sora', email: 'nowhere', language: 'auto', role: 'user', status: 'active' };

test('no text breaks adding a user', async ({ page }) => {
  await survives(page, 'people', async (portal) => {
    const administrator = await administratorOf(portal);
    const answers: Answer[][] = [];
    for (const field of Object.keys(PERSON)) {
      answers.push(await sendAll(portal, '/admin/users/new', field, { ...PERSON, then: 'inform' }, administrator));
    }
    return answers;
  });
});

test('no text breaks editing a user', async ({ page }) => {
  await survives(page, 'people', async (portal) => {
    const administrator = await administratorOf(portal);
    const answers: Answer[][] = [];
    for (const field of [...Object.keys(PERSON), 'version']) {
      answers.push(await sendAll(portal, '/admin/users/2', field, { ...PERSON, id: '2', version: '1' }, administrator));
    }
    return answers;
  });
});

test('no text breaks the settings', async ({ page }) => {
  await survives(page, 'people', async (portal) => {
    const administrator = await administratorOf(portal);
    const answers: Answer[][] = [];
    // One value is out of bounds, so that nothing is saved and all comes back.
    const settings = { 'settings[lockout-attempts]': '2', 'was[lockout-attempts]': '10' };
    for (const name of ['failure-message', 'portal-name', 'accent-colour', 'contact-email', 'session-idle-minutes']) {
      const others = { ...settings, [`was[${name}]`]: '' };
      answers.push(await sendAll(portal, '/admin/settings', `settings[${name}]`, others, administrator));
    }
    const was = { ...settings, 'settings[failure-message]': 'x' };
    answers.push(await sendAll(portal, '/admin/settings', 'was[failure-message]', was, administrator));
    return answers;
  });
});

test('no text breaks a search', async ({ page }) => {
  await survives(page, 'people', async (portal) => {
    const administrator = await administratorOf(portal);
    const users: Answer[] = [];
    const log: Answer[] = [];
    for (const text of texts()) {
      for (const [path, field, query, answers] of [
        ['/admin/users', 'search', { search: text, status: text, sort: text, after: `1.${text}` }, users],
        ['/admin/log', 'login_name', { login_name: text, from: text, until: text, action: text, before: text }, log],
      ] as const) {
        const { status, html } = await administrator.get(path, query);
        if (status !== 200) throw new Error(`${path} ${status}: ${JSON.stringify(text)}`);
        answers.push({ field, text, html });
      }
    }
    return [users, log];
  });
});

test('no text breaks setting up', async ({ page }) => {
  await survives(page, 'nobody', async (portal) => {
    const { loginName, email, password } = ADMINISTRATOR;
    const first = { code: 'wrong', login_name: loginName, email, password };
    const answers: Answer[][] = [];
    for (const field of Object.keys(first)) answers.push(await sendAll(portal, '/setup', field, first));
    return answers;
  });
});

async function administratorOf(portal: Portal): Promise<Sender> {
  const administrator = new Sender(portal);
  await administrator.logIn(ADMINISTRATOR.password, ADMINISTRATOR.loginName);
  return administrator;
}
