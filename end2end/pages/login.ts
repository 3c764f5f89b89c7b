// The login screen.

import { expect, type Locator, type Page } from '@playwright/test';
import type { Person } from '../portal.ts';
import { Field } from './field.ts';

export class LoginPage {
  readonly loginName: Field;
  readonly password: Field;
  readonly keep: Locator;
  readonly submit: Locator;
  readonly show: Locator;
  readonly error: Locator;
  readonly checklist: Locator;
  readonly countdown: Locator;
  readonly again: Locator;

  constructor(readonly page: Page) {
    this.loginName = new Field(page, 'login_name', 'Login Name');
    this.password = new Field(page, 'password', 'Password');
    this.keep = page.getByLabel('Keep me logged in');
    this.submit = page.getByRole('button', { name: 'Log In' });
    this.show = page.getByRole('button', { name: 'Show password' });
    this.error = page.locator('.summary .notice');
    this.countdown = page.getByRole('timer');
    this.again = page.getByRole('status').filter({ hasText: 'You can try again now.' });
    this.checklist = page.getByRole('region', { name: 'Before you try again' });
  }

  async open(path = '/login'): Promise<void> {
    await this.page.goto(path);
  }

  /** Opens it and waits until the WebAssembly has taken it over. */
  async openHydrated(path = '/login'): Promise<void> {
    await this.open(path);
    await hydrated(this.page);
  }

  /** One point of what to check after a failure. */
  point(title: string): Locator {
    return this.checklist.getByRole('listitem').filter({ hasText: title });
  }

  async logIn(person: Person): Promise<void> {
    await this.loginName.input.fill(person.loginName);
    await this.password.input.fill(person.password);
    await this.submit.click();
  }
}

/** Tries ten wrong passwords, the last of which locks the name. */
export async function lock(login: LoginPage, person: Person): Promise<void> {
  const wrong = { ...person, password: 'some wrong password' };
  for (let left = 9; left >= 0; left -= 1) {
    const answered = login.page.waitForResponse((answer) => answer.request().method() === 'POST');
    await login.logIn(wrong);
    await answered;
    const warned = { 3: '3 more wrong tries lock', 2: '2 more wrong tries lock', 1: 'One more wrong try locks' };
    await expect(login.error).toContainText(
      left === 0 ? 'too many failed tries for this login name' : (warned as Record<number, string>)[left] ?? 'is wrong.',
    );
    // The form was answered: without a script the page is a new one, with the password gone.
    await expect(login.submit).not.toHaveAttribute('aria-busy', 'true');
  }
}

/** The same in less time, for tests of what comes after the lock: by forms from this page's browser. */
export async function lockByForms(page: Page, loginName: string): Promise<void> {
  const form = { login_name: loginName, password: 'some wrong password' };
  const headers = { origin: new URL(page.url()).origin };
  for (let status = 422; status === 422; ) status = (await page.request.post('/login', { form, headers })).status();
}

/** The WebAssembly has taken the page over. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}
