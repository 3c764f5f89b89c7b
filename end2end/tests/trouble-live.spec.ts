// Of the guided check, what takes a script.

import { expect, testAlone as test, violations } from '../fixtures.ts';
import { LoginPage, hydrated } from '../pages/login.ts';
import { ResetPage } from '../pages/reset.ts';
import { TroublePage } from '../pages/trouble.ts';
import { USER, set } from '../portal.ts';

test('a clock that is wrong is found', async ({ page, own }) => {
  own.setClockAhead(3 * 3600);
  const trouble = new TroublePage(page);
  await trouble.open();
  await expect(trouble.line('Clock')).toHaveClass('found');
  await expect(trouble.line('Clock')).toContainText('It is 3 hours slow.');
  await expect(trouble.point("The browser's settings")).toHaveClass('point found');
});

test.describe('axe finds nothing wrong', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`with the check, the report, the help and the reset, ${colorScheme}`, async ({ page, own }) => {
      await page.emulateMedia({ colorScheme });
      const trouble = new TroublePage(page);
      await trouble.open();
      await hydrated(page);
      await trouble.scratch.input.fill('hush ');
      await expect(trouble.point('Spaces')).toHaveClass('point found');
      expect(await violations(page)).toEqual([]);
      await trouble.makeReport.click();
      await expect(trouble.code).toBeVisible();
      expect(await violations(page)).toEqual([]);
      for (const path of ['/help/browsers', '/help/keyboard', '/help/locked', '/reset-password/new']) {
        await page.goto(path);
        expect(await violations(page), path).toEqual([]);
      }
      const reset = new ResetPage(page);
      await reset.ask('no address');
      await expect(reset.email.error).not.toBeEmpty();
      expect(await violations(page)).toEqual([]);
      await reset.ask(USER.email);
      await expect(page).toHaveURL('/reset-password/sent');
      expect(await violations(page)).toEqual([]);
      own.command(['user', 'set-password', '--login-name', USER.loginName, '--must-change', '--password-stdin'], USER.password + '!');
      await page.goto('/login');
      await new LoginPage(page).logIn({ ...USER, password: USER.password + '!' });
      await expect(page).toHaveURL('/reset-password/new');
      await hydrated(page);
      expect(await violations(page)).toEqual([]);
      set(own, 'contact-name', 'Sora');
      set(own, 'allow-reset', 'off');
      await page.goto('/reset-password');
      expect(await violations(page)).toEqual([]);
    });
  }
});
