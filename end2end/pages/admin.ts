// The administrator's pages.

import { expect, type Locator, type Page } from '@playwright/test';
import type { Person } from '../portal.ts';
import { LoginPage } from './login.ts';

/** Logs in, and arrives at the list. */
export async function openDesk(page: Page, person: Person): Promise<void> {
  await page.goto('/login');
  await new LoginPage(page).logIn(person);
  await expect(page).toHaveURL('/admin/users');
}

/** The list of users. */
export class UsersPage {
  readonly search: Locator;
  readonly status: Locator;
  readonly submit: Locator;
  readonly rows: Locator;
  readonly action: Locator;
  readonly apply: Locator;

  constructor(readonly page: Page) {
    this.search = page.getByLabel('Login name, name, e-mail address or report code');
    this.status = page.getByLabel('Status');
    this.submit = page.getByRole('button', { name: 'Search' });
    this.rows = page.locator('tbody tr');
    this.action = page.getByLabel('With the users who are chosen');
    this.apply = page.getByRole('button', { name: 'Apply' });
  }

  async find(text: string): Promise<void> {
    await this.search.fill(text);
    await this.submit.click();
  }

  async names(): Promise<string[]> {
    return this.rows.locator('th').allInnerTexts();
  }

  /** Does something with some of those who are shown. */
  async with(names: string[], action: string): Promise<void> {
    for (const name of names) await this.page.getByLabel(`Choose ${name}`, { exact: true }).check();
    await this.action.selectOption(action);
    await this.apply.click();
  }
}

/** What people enter of a user. */
export class UserForm {
  readonly error: Locator;

  constructor(readonly page: Page) {
    this.error = page.locator('.summary');
  }

  field(label: 'Login Name' | 'Name' | 'E-mail Address' | 'Language' | 'Role' | 'Status'): Locator {
    return this.page.getByLabel(label, { exact: true });
  }
}

/** One user. */
export class UserPage extends UserForm {
  readonly done: Locator;
  readonly tries: Locator;
  readonly save: Locator;

  constructor(page: Page) {
    super(page);
    this.done = page.locator('.notice.good');
    this.tries = page.getByRole('region', { name: 'The last tries to log in' }).locator('tbody tr');
    this.save = this.button('Save');
  }

  button(label: string): Locator {
    return this.page.getByRole('button', { name: label, exact: true });
  }

  /** What stands beside a label. */
  fact(label: string): Locator {
    return this.page.locator('dt', { hasText: label }).locator('+ dd');
  }

  async do(label: string): Promise<void> {
    await this.button(label).click();
    await expect(this.done).toBeVisible();
  }
}
