// Pages that something changed between the server and the WebAssembly: translators put text into elements, minifiers
// strip comments, extensions put elements before, around and into fields. Whatever cannot be taken over stays the
// plain form that it was, and logs in.

import { expect, test } from '../fixtures.ts';
import { LoginPage } from '../pages/login.ts';
import { USER } from '../portal.ts';

const CHANGES: Record<string, (page: string) => string> = {
  'translated': (page) => page.replaceAll(/>([^<>{}]*[A-Za-z][^<>{}]*)<\/(label|h1|button|p|a)>/g, '><font><font>$1</font></font></$2>'),
  'without comments': (page) => page.replaceAll(/<!--.*?-->/gs, ''),
  'with an element before each field': (page) => page.replaceAll('<input', '<span data-extension></span><input'),
  'with an element round each field': (page) => page.replaceAll(/(<input[^>]*>)/g, '<span data-extension>$1</span>'),
  'with an element at the beginning': (page) => page.replace(/(<body[^>]*>)/, '$1<div id="extension"></div>'),
};

for (const [how, change] of Object.entries(CHANGES)) {
  test(`a login page ${how} logs in, and nothing on it is dead`, async ({ page, complaints }) => {
    await page.route('**/login', async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      const answer = await route.fetch();
      const body = await answer.text();
      expect(change(body)).not.toBe(body);
      return route.fulfill({ response: answer, body: change(body) });
    });
    const login = new LoginPage(page);
    await login.open();
    const takenOver = async () => (await page.locator('html[data-hydrated]').count()) > 0;
    await expect.poll(async () => (await takenOver()) || complaints.length > 0).toBe(true);
    if (await takenOver()) {
      await login.show.click();
      await expect(login.password.input).toHaveAttribute('type', 'text');
    } else {
      await expect(login.show).toBeHidden();
    }
    await login.logIn(USER);
    await expect(page).toHaveURL('/account');
    // That it cannot be taken over may be said.
    complaints.length = 0;
  });
}
