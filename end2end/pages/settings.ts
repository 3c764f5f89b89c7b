// What administrators set.

import { expect, type Locator, type Page } from '@playwright/test';

export class SettingsPage {
  readonly error: Locator;

  constructor(readonly page: Page) {
    this.error = page.locator('.summary');
  }

  async open(): Promise<void> {
    await this.page.goto('/admin/settings');
  }

  /** The field of a setting, by its name on the command line. */
  field(name: string): Locator {
    return this.page.locator(`[id="${name}"]`);
  }

  /** Fills in fields of one section. */
  async fill(values: Record<string, string | boolean>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name);
      if (typeof value === 'boolean') await field.setChecked(value);
      else if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Saves the section of a setting. */
  async save(name: string): Promise<void> {
    const form = this.page.locator('form').filter({ has: this.field(name) });
    await form.getByRole('button', { name: 'Save' }).click();
  }

  /** Sets some of one section. */
  async change(values: Record<string, string | boolean>): Promise<void> {
    await this.open();
    await this.fill(values);
    await this.save(Object.keys(values)[0]!);
    await expect(this.page.getByText('Saved.')).toBeVisible();
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string') await expect(this.field(name)).toHaveValue(value);
    }
  }
}
