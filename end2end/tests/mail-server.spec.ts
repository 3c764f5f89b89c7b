// How mails leave: encrypted, to the right server, with a password where it wants one.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { generate } from 'selfsigned';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { PROGRAM } from '../portal.ts';

const PASSWORD = 'p@ss/w:rd%';

/** A mail server with a certificate that only those trust who are told to. */
class SecureServer {
  /** Of each mail that it took: whether it came encrypted, and as whom. */
  readonly took: { secure: boolean; user: string | undefined }[] = [];
  /** Passwords that were sent to it without encryption. */
  readonly overheard: string[] = [];
  private constructor(private readonly server: SMTPServer, readonly certificate: string) {}

  static async start(options: SMTPServerOptions): Promise<SecureServer> {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      algorithm: 'sha256',
      extensions: [
        { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
        { name: 'extKeyUsage', serverAuth: true },
      ],
    });
    const server = new SMTPServer({
      ...options,
      key,
      cert,
      logger: false,
      onAuth: ({ username, password }, session, done) => {
        if (!session.secure) secure.overheard.push(password ?? '');
        if (username === 'latchkey' && password === PASSWORD) done(null, { user: username });
        else done(new Error('no such user'));
      },
      onData: (stream, session, done) => {
        stream.resume().on('end', () => {
          secure.took.push({ secure: session.secure, user: session.user as string | undefined });
          done();
        });
      },
    });
    const secure = new SecureServer(server, cert);
    // A client that goes away is no fault of the server.
    server.on('error', () => {});
    await new Promise<void>((ready) => server.listen(0, 'localhost', ready));
    return secure;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((stopped) => this.server.close(stopped));
  }
}

/** Runs `latchkey send-test-mail`; what it said, and whether it went well. */
async function sendTestMail(server: SecureServer, url: string, trusting = true): Promise<{ ok: boolean; said: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
  writeFileSync(join(folder, 'certificate.pem'), server.certificate);
  const environment = {
    PATH: process.env.PATH,
    LATCHKEY_DATABASE_URL: `sqlite://${folder}/latchkey.db`,
    LATCHKEY_SMTP_URL: url.replace('PORT', String(server.port)),
    ...(trusting ? { SSL_CERT_FILE: join(folder, 'certificate.pem') } : {}),
  };
  const ran = await new Promise<{ ok: boolean; said: string }>((done) => {
    execFile(PROGRAM, ['send-test-mail', '--to', 'mika@example.test'], { cwd: folder, env: environment }, (error, stdout, stderr) => {
      done({ ok: error === null, said: stdout + stderr });
    });
  });
  rmSync(folder, { recursive: true });
  expect(ran.said).not.toContain(PASSWORD);
  return ran;
}

const USER = `latchkey:${encodeURIComponent(PASSWORD)}`;

for (const [name, options, url] of [
  ['TLS from the start', { secure: true }, `smtps://${USER}@localhost:PORT`],
  ['STARTTLS', {}, `smtp://${USER}@localhost:PORT?tls=required`],
] as const) {
  test(`${name}, with a user name and a password`, async () => {
    const server = await SecureServer.start(options);
    const sent = await sendTestMail(server, url);
    expect(sent.ok, sent.said).toBe(true);
    expect(server.took).toEqual([{ secure: true, user: 'latchkey' }]);
    // A wrong password is refused and said.
    const wrong = await sendTestMail(server, url.replace(USER, 'latchkey:wrong'));
    expect(wrong.ok).toBe(false);
    expect(wrong.said).toContain('no such user');
    // A certificate that nobody vouches for is not taken.
    const stranger = await sendTestMail(server, url, false);
    expect(stranger.ok).toBe(false);
    expect(stranger.said).toMatch(/certificate/i);
    expect(server.took).toHaveLength(1);
    expect(server.overheard).toEqual([]);
    await server.stop();
  });
}

test('where STARTTLS is asked for and cannot be had, nothing is said in the clear', async () => {
  const server = await SecureServer.start({ hideSTARTTLS: true, allowInsecureAuth: true });
  const sent = await sendTestMail(server, `smtp://${USER}@localhost:PORT?tls=required`);
  expect(sent.ok).toBe(false);
  expect(server.took).toEqual([]);
  expect(server.overheard).toEqual([]);
  await server.stop();
});
