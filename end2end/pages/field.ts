// A field with its live warnings.

import type { Locator, Page } from '@playwright/test';

export class Field {
  readonly input: Locator;
  readonly warnings: Locator;
  readonly announced: Locator;
  readonly removeSpace: Locator;
  readonly error: Locator;

  constructor(page: Page, name: string, label: string) {
    this.input = page.getByLabel(label, { exact: true });
    const field = page.locator('.field', { has: page.locator(`#${name}`) });
    this.warnings = field.locator('.warning strong');
    this.announced = field.getByRole('status');
    this.removeSpace = field.getByRole('button', { name: 'Remove the space' });
    this.error = field.locator('.field-error');
  }
}
