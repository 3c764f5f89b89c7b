// The administrator's pages.

import { expect, type Locator, type Page } from '@playwright/test';

/** The list of users. */
export class UsersPage {
  readonly search: Locator;
  readonly status: Locator;
  readonly submit: Locator;
  readonly rows: Locator;

  constructor(readonly page: Page) {
    this.search = page.getByLabel('Login name, name, e-mail address or report code');
    this.status = page.getByLabel('Status');
    this.submit = page.getByRole('button', { name: 'Search' });
    this.rows = page.locator('tbody tr');
  }

  async find(text: string): Promise<void> {
    await this.search.fill(text);
    await this.submit.click();
  }
}

/** One user. */
export class UserPage {
  readonly done: Locator;
  readonly tries: Locator;

  constructor(readonly page: Page) {
    this.done = page.locator('.notice.good');
    this.tries = page.locator('tbody tr');
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
