// A browser without a window.

import { expect } from '@playwright/test';
import { type Portal, USER } from './portal.ts';

/** Keeps cookies and sends forms. */
export class Sender {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly portal: Portal) {}

  post(form: string, fields: Record<string, string>, from = '198.51.100.1') {
    return this.send(form, { method: 'POST', body: new URLSearchParams(fields) }, from);
  }

  /** As forms are sent that only ask. */
  get(form: string, fields: Record<string, string>) {
    return this.send(`${form}?${new URLSearchParams(fields)}`, {});
  }

  private async send(path: string, request: RequestInit, from = '198.51.100.1') {
    const answer = await fetch(this.portal.url + path, {
      ...request,
      redirect: 'manual',
      headers: {
        origin: this.portal.url,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'x-forwarded-for': from,
      },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      this.cookies.set(name!, value!);
    }
    return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() };
  }

  async logIn(password: string, loginName = USER.loginName): Promise<void> {
    const { status } = await this.post('/login', { login_name: loginName, password });
    expect(status, JSON.stringify(password)).toBe(303);
  }

  /** For which link the form for a new password was made. */
  async link(): Promise<string> {
    const { html } = await this.get('/reset-password/new', {});
    return /name="link" value="([0-9a-f]+)"/.exec(html)![1]!;
  }
}
