// The administrator's page of mails, with the scripts on and off.

import { expect, script, testWithMail as test, violations } from '../fixtures.ts';
import { UserPage, openDesk } from '../pages/admin.ts';
import { ADMINISTRATOR, USER } from '../portal.ts';

test('mails that wait, were sent or failed are seen, and a test mail tells what the server says', async ({ page, mailbox }) => {
  await openDesk(page, ADMINISTRATOR);
  await page.getByRole('link', { name: USER.loginName }).click();
  await new UserPage(page).do('Inform the User');
  await mailbox.to(USER.email);
  await page.getByRole('link', { name: 'Mail', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Mail', exact: true })).toBeVisible();
  const sent = page.locator('tbody tr').first();
  await expect(async () => {
    await page.reload();
    await expect(sent).toContainText('Sent', { timeout: 500 });
  }).toPass();
  await expect(sent).toContainText(USER.email);
  await expect(sent).toContainText('A link that an administrator sent');
  // It holds a link, which nobody but its owner is to see.
  expect(await page.content()).not.toContain('token=');
  if (script()) expect(await violations(page)).toEqual([]);
  await page.getByLabel('E-mail Address').fill('nowhere');
  await page.getByRole('button', { name: 'Send Test Email' }).click();
  await expect(page.locator('.summary')).toContainText('address');
  await expect(page.getByLabel('E-mail Address')).toHaveValue('nowhere');
  await page.getByLabel('E-mail Address').fill('test@example.test');
  await page.getByRole('button', { name: 'Send Test Email' }).click();
  await expect(page.getByText('The mail server said: ')).toBeVisible();
  const mail = await mailbox.to('test@example.test');
  expect(mail.subject).toBe('A test mail from Latchkey');
});

test('what a mail server does not take waits, is sent again, and can be given up', async ({ page, mailbox }) => {
  mailbox.behaviour = 'later';
  await openDesk(page, ADMINISTRATOR);
  await page.getByRole('link', { name: USER.loginName }).click();
  await new UserPage(page).do('Inform the User');
  const row = page.locator('tbody tr').first();
  await expect(async () => {
    await page.goto('/admin/mail?state=waiting');
    await expect(row).toContainText('tried once', { timeout: 500 });
  }).toPass();
  await row.getByRole('button', { name: 'Send Again' }).click();
  await expect(page.getByText('It is sent now.')).toBeVisible();
  await page.goto('/admin/mail?state=waiting');
  await row.getByRole('button', { name: 'Give Up' }).click();
  await expect(page.getByText('It is not sent any more.')).toBeVisible();
  await page.goto('/admin/mail?state=failed');
  await expect(row).toContainText(USER.email);
  await page.getByRole('button', { name: 'Send Test Email' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The mail server said: ' })).toBeVisible();
});
