// What administrators set.

import { expect, type Locator, type Page } from '@playwright/test';

export class SettingsPage {
  readonly error: Locator;
  readonly done: Locator;

  constructor(readonly page: Page) {
    this.error = page.locator('.summary');
    this.done = page.getByRole('status').filter({ has: page.locator('p') });
  }

  async open(): Promise<void> {
    await this.page.goto('/admin/settings');
  }

  /** The field of a setting, by its name on the command line. */
  field(name: string): Locator {
    return this.page.locator(`[id="${name}"]`);
  }

  /** Fills in some fields. */
  async fill(values: Record<string, string | boolean>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name);
      if (typeof value === 'boolean') await field.setChecked(value);
      else if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Saves all of them. */
  async save(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save' }).click();
  }

  /** Sets some. */
  async change(values: Record<string, string | boolean>): Promise<void> {
    await this.open();
    await this.fill(values);
    await this.save();
    await expect(this.done).toHaveText(/^(Saved: |Nothing was changed)/);
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string') await expect(this.field(name)).toHaveValue(value);
    }
  }
}
