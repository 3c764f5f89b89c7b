// The pages under /reset-password.

import type { Locator, Page } from '@playwright/test';
import { Field } from './field.ts';

/** The form for the address. */
export class ResetPage {
  readonly email: Field;
  readonly submit: Locator;
  readonly error: Locator;

  constructor(readonly page: Page) {
    this.email = new Field(page, 'email', 'E-mail Address');
    this.submit = page.getByRole('button', { name: 'Reset Password' });
    this.error = page.locator('.summary .notice');
  }

  async ask(address: string): Promise<void> {
    await this.page.goto('/reset-password');
    await this.email.input.fill(address);
    await this.submit.click();
  }
}

/** The form for the new password. */
export class NewPasswordPage {
  readonly loginName: Locator;
  readonly password: Field;
  readonly hint: Locator;
  readonly save: Locator;
  readonly error: Locator;

  constructor(readonly page: Page) {
    this.loginName = page.getByLabel('Login Name');
    this.password = new Field(page, 'password', 'New Password');
    this.hint = page.locator('#password-hint');
    this.save = page.getByRole('button', { name: 'Save' });
    this.error = page.locator('.summary .notice');
  }

  async choose(password: string): Promise<void> {
    await this.password.input.fill(password);
    await this.save.click();
  }
}
