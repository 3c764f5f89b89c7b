// The SMTP server that tests of mails rely on does what it says.

import { expect, test } from '@playwright/test';
import { createTransport } from 'nodemailer';
import { Mailbox } from '../mailbox.ts';

const MAIL = {
  from: 'Latchkey <latchkey@example.test>',
  to: 'mika@example.test',
  subject: 'Zugangsschlüssel 鍵',
  text: 'Open the door.',
};

let mailbox: Mailbox;
test.beforeEach(async () => {
  mailbox = await Mailbox.start();
});
test.afterEach(async () => {
  await mailbox.stop();
});

test('a mail arrives as it was sent', async () => {
  const arrives = mailbox.to('mika@example.test');
  await createTransport(mailbox.url).sendMail({ ...MAIL, to: 'sora@example.test' });
  await createTransport(mailbox.url).sendMail(MAIL);
  const mail = await arrives;
  expect(mail.subject).toBe(MAIL.subject);
  expect(mail.text?.trim()).toBe(MAIL.text);
  expect(mail.from?.text).toContain('latchkey@example.test');
  expect(mailbox.mails).toHaveLength(2);
});

for (const [behaviour, code] of [
  ['later', 451],
  ['never', 550],
] as const) {
  test(`it can refuse with ${code}`, async () => {
    mailbox.behaviour = behaviour;
    const sent = createTransport(mailbox.url).sendMail(MAIL);
    await expect(sent).rejects.toMatchObject({ responseCode: code });
    expect(mailbox.mails).toEqual([]);
  });
}

test('it can hang', async () => {
  mailbox.behaviour = 'hang';
  const sent = createTransport(`${mailbox.url}?socketTimeout=300`).sendMail(MAIL);
  await expect(sent).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(mailbox.mails).toEqual([]);
});
