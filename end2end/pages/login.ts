// The login screen.

import type { Locator, Page } from '@playwright/test';
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

  constructor(readonly page: Page) {
    this.loginName = new Field(page, 'login_name', 'Login Name');
    this.password = new Field(page, 'password', 'Password');
    this.keep = page.getByLabel('Keep me logged in');
    this.submit = page.getByRole('button', { name: 'Log In' });
    this.show = page.getByRole('button', { name: 'Show password' });
    this.error = page.locator('.summary .notice');
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

/** The WebAssembly has taken the page over. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}
