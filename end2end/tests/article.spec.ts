// The article's whole way with nothing but keys, on a wide screen and on a narrow one: a wrong try, what may
// be the cause, the mail, its link, a new password, in.

import type { Locator, Page } from '@playwright/test';
import { expect, testWithMail as test } from '../fixtures.ts';
import { hydrated } from '../pages/login.ts';
import { USER } from '../portal.ts';

const NEW = 'nine patient lighthouses';

/** Presses Tab until the focus is there, and sees that it can be seen (WCAG 2.2, 2.4.7 and 2.4.11). */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      // Nothing is found at a point as long as one view passes into the next.
      const seen = () =>
        target.evaluate((element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          const there = document.elementFromPoint(left + width / 2, top + height / 2);
          return element.contains(there) && parseFloat(getComputedStyle(element).outlineWidth) >= 2;
        });
      await expect.poll(seen, 'the focus is seen').toBe(true);
      return;
    }
  }
  throw new Error(`the focus never came to ${target}`);
}

async function typeInto(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, page.getByLabel(label, { exact: true }));
  await page.keyboard.type(text);
}

async function press(page: Page, role: 'link' | 'button', name: string): Promise<void> {
  await tabTo(page, page.getByRole(role, { name }).first());
  await page.keyboard.press('Enter');
}

for (const width of [1440, 320]) {
  test(`from a wrong password to a new one with keys alone, ${width} px`, async ({ page, mailbox }) => {
    await page.setViewportSize({ width, height: 700 });
    await page.goto('/login');
    await hydrated(page);
    await typeInto(page, 'Login Name', `${USER.loginName} `);
    await press(page, 'button', 'Remove the space');
    await expect(page.getByLabel('Login Name')).toHaveValue(USER.loginName);
    await typeInto(page, 'Password', 'some wrong password');
    await page.keyboard.press('Enter');
    await expect(page.locator('.summary')).toContainText('The login name or the password is wrong.');
    await press(page, 'link', 'Having Trouble Logging In?');
    await expect(page).toHaveURL('/trouble');
    await hydrated(page);
    await typeInto(page, 'Type your login name or password here and look at it', ' some');
    await expect(page.locator('.point.found')).toContainText('There is a space before the text.');
    await press(page, 'link', 'Reset your password by mail');
    await expect(page).toHaveURL('/reset-password');
    await typeInto(page, 'E-mail Address', USER.email);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/reset-password/sent');
    const mail = await mailbox.to(USER.email, 'Choose a new password');
    await page.goto(mail.text!.match(/http:\S+\/reset-password\/link\?token=\S+/)![0]);
    await hydrated(page);
    await typeInto(page, 'New Password', NEW);
    await press(page, 'button', 'Save');
    await expect(page).toHaveURL('/login?after=new-password');
    await hydrated(page);
    await typeInto(page, 'Login Name', USER.loginName);
    await typeInto(page, 'Password', NEW);
    await press(page, 'button', 'Log In');
    await expect(page).toHaveURL('/account');
  });
}
