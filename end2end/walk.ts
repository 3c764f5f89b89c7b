// From login to logout, by links, forms and buttons, as whoever has a script and whoever has none goes.

import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';
import { LoginPage } from './pages/login.ts';
import { ADMINISTRATOR } from './portal.ts';

/** Goes all the way; `step` is called at each view. */
export async function walk(page: Page, step: () => Promise<void>): Promise<void> {
  const login = new LoginPage(page);
  await login.logIn(ADMINISTRATOR);
  await expect(page).toHaveURL('/admin/users');
  await step();
  await page.getByRole('searchbox').fill('mika');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(/search=mika/);
  await step();
  await page.getByRole('link', { name: 'mika', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Edit User');
  await step();
  await page.getByLabel('Name', { exact: true }).fill('Mika of the second floor');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await step();
  await page.getByRole('link', { name: 'Back to the list of users' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Users');
  await step();
  for (const [link, title] of [['Settings', 'Settings'], ['Audit Log', 'Audit Log'], ['Mail', 'Mail'], ['Account', 'Your Account']] as const) {
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: link }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await step();
  }
  await page.getByRole('banner').getByRole('button', { name: 'Log Out' }).click();
  await expect(page).toHaveURL('/login');
  await step();
}
