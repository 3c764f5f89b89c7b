// The first administrator's screen.

import type { Locator, Page } from '@playwright/test';
import type { Person } from '../portal.ts';
import { Field } from './field.ts';

export class SetupPage {
  readonly code: Field;
  readonly loginName: Field;
  readonly email: Field;
  readonly password: Field;
  readonly submit: Locator;

  constructor(readonly page: Page) {
    this.code = new Field(page, 'code', 'Set-up code');
    this.loginName = new Field(page, 'login_name', 'Login Name');
    this.email = new Field(page, 'email', 'E-mail Address');
    this.password = new Field(page, 'password', 'Password');
    this.submit = page.getByRole('button', { name: 'Make Administrator' });
  }

  async fill(code: string, person: Person): Promise<void> {
    await this.code.input.fill(code);
    await this.loginName.input.fill(person.loginName);
    await this.email.input.fill(person.email);
    await this.password.input.fill(person.password);
  }
}
