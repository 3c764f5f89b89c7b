// The guided check and its report.

import type { Locator, Page } from '@playwright/test';
import { Field } from './field.ts';

export class TroublePage {
  readonly scratch: Field;
  readonly triedName: Locator;
  readonly makeReport: Locator;
  readonly code: Locator;
  readonly report: Locator;

  constructor(readonly page: Page) {
    this.scratch = new Field(page, 'scratch', 'Type your login name or password here and look at it');
    this.triedName = page.getByLabel('Login Name that you tried');
    this.makeReport = page.getByRole('button', { name: 'Make a Report' });
    this.code = page.locator('.code');
    this.report = page.locator('.report');
  }

  async open(): Promise<void> {
    await this.page.goto('/trouble');
  }

  /** One of the five points; its class says what is known of it. */
  point(title: string): Locator {
    return this.page.locator('.point', { has: this.page.getByRole('heading', { name: title }) });
  }

  /** One line of the browser's test of itself. */
  line(title: string): Locator {
    return this.point("The browser's settings").getByRole('listitem').filter({ has: this.page.locator('strong', { hasText: title }) });
  }
}
