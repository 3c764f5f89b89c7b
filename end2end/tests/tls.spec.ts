// What somebody sees from outside of a portal that stands behind nginx as deploy/ has it: what testssl.sh asks
// of the encryption, and what the MDN HTTP Observatory asks of the answers.

import { expect, test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions } from 'node:tls';
import { Nginx } from '../nginx.ts';
import { freePort, Portal, USER } from '../portal.ts';

const HOST = 'login.example.test';

let portal: Portal;
let nginx: Nginx;
let folder: string;
let ports: { http: number; https: number };

test.beforeAll(async () => {
  const behind = { LATCHKEY_PUBLIC_URL: `https://${HOST}`, LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' };
  portal = await Portal.start('people', undefined, behind, 0);
  folder = mkdtempSync(join(tmpdir(), 'latchkey-tls-'));
  ports = { http: await freePort(), https: await freePort() };
  nginx = await Nginx.start(folder, ports, portal.servers.map((server) => server.port));
});

test.afterAll(async () => {
  await nginx.stop();
  await portal.stop();
  rmSync(folder, { recursive: true });
});

/** What a conversation that is begun like this is held in; nothing if it is refused. */
function greet(options: ConnectionOptions): Promise<{ protocol: string | null; alpn: string | false | null } | undefined> {
  const trust = { host: '127.0.0.1', port: ports.https, servername: HOST, ca: nginx.certificate };
  return new Promise((done) => {
    const socket = connect({ ...trust, ...options }, () => {
      done({ protocol: socket.getProtocol(), alpn: socket.alpnProtocol });
      socket.destroy();
    });
    socket.on('error', () => done(undefined));
  });
}

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  const to = { host: '127.0.0.1', port: ports.https, servername: HOST, ca: nginx.certificate, method, path };
  return new Promise((done, failed) => {
    const sent = request({ ...to, headers: { host: HOST, ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', failed);
    sent.end(body);
  });
}

const ANYTHING = 'ALL:@SECLEVEL=0';

test('only TLS 1.2 and 1.3 are spoken', async () => {
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    expect(await greet({ minVersion: version, maxVersion: version, ciphers: ANYTHING }), version).toBeUndefined();
  }
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    expect((await greet({ minVersion: version, maxVersion: version }))?.protocol).toBe(version);
  }
  expect((await greet({ ALPNProtocols: ['h2', 'http/1.1'] }))?.alpn).toBe('h2');
});

test('of TLS 1.2 nothing weak is taken', async () => {
  const weak = ['NULL', 'aNULL', 'EXPORT', 'LOW', 'RC4', '3DES', 'MD5', 'kRSA', 'SHA1', 'SHA256:!AESGCM:!CHACHA20', 'CAMELLIA', 'ARIA', 'AESCCM'];
  // Of most there is nothing any more, even on the side that asks.
  const words = weak.map((kind) => `${kind}:@SECLEVEL=0`);
  let asked = 0;
  for (const ciphers of words) {
    try {
      const options = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers } as const;
      expect(await greet(options), ciphers).toBeUndefined();
      asked += 1;
    } catch (error) {
      if (!/no cipher match/i.test(String(error))) throw error;
    }
  }
  expect(asked).toBeGreaterThan(4);
  const strong = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE+AESGCM' } as const;
  expect((await greet(strong))?.protocol).toBe('TLSv1.2');
});

test('who comes in the clear is sent to the same page, encrypted', async () => {
  const answer = await new Promise<Answer>((done, failed) => {
    const to = { host: '127.0.0.1', port: ports.http, path: '/trouble?a=b', headers: { host: HOST } };
    const sent = plainRequest(to, (response) => {
      response.resume();
      done({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
    });
    sent.on('error', failed);
    sent.end();
  });
  expect(answer.status).toBe(301);
  expect(answer.headers.location).toBe(`https://${HOST}/trouble?a=b`);
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('every answer says what a browser may do with it, and nothing of what answers', async () => {
  for (const path of ['/login', '/trouble?again', '/no-such-page', '/health/live', '/pkg/none.js']) {
    const { headers } = await ask('GET', path, { 'accept-encoding': 'gzip, br' });
    const policy = directives(headers['content-security-policy']);
    expect(policy.get('default-src'), path).toEqual(["'none'"]);
    expect(policy.get('base-uri'), path).toEqual(["'none'"]);
    expect(policy.get('frame-ancestors'), path).toEqual(["'none'"]);
    expect(policy.get('form-action'), path).toEqual(["'self'"]);
    for (const kind of ['script-src', 'style-src']) {
      for (const source of policy.get(kind) ?? []) expect(source, path).not.toMatch(/'unsafe-|data:|https?:|\*/);
    }
    // Two years: more than the half that is asked for.
    expect(headers['strict-transport-security'], path).toBe('max-age=63072000');
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['x-frame-options'], path).toBe('DENY');
    expect(['no-referrer', 'same-origin'], path).toContain(headers['referrer-policy']);
    expect(headers['cross-origin-resource-policy'], path).toBe('same-origin');
    expect(headers['access-control-allow-origin'], path).toBeUndefined();
    // Compressed, the length of a page would tell of the secrets in it (BREACH).
    expect(headers['content-encoding'], path).toBeUndefined();
    expect(headers.server, path).toBe('nginx');
    for (const talkative of ['x-powered-by', 'via', 'x-aspnet-version', 'x-runtime']) {
      expect(headers[talkative], path).toBeUndefined();
    }
  }
});

test('no other site is let in', async () => {
  const asked = { origin: 'https://evil.example.test', 'access-control-request-method': 'POST' };
  const { status, headers } = await ask('OPTIONS', '/login', asked);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

test('cookies stay on this host, in the browser and out of scripts', async () => {
  const fields = new URLSearchParams({ login_name: USER.loginName, password: USER.password });
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: `https://${HOST}` };
  const answers = [await ask('GET', '/login'), await ask('POST', '/login', form, fields.toString())];
  expect(answers[1]!.status).toBe(303);
  const cookies = answers.flatMap((answer) => answer.headers['set-cookie'] ?? []);
  expect(cookies.length).toBe(4);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-latchkey-/);
    for (const part of [/; Secure(;|$)/, /; HttpOnly(;|$)/, /; SameSite=(Lax|Strict)(;|$)/, /; Path=\/(;|$)/]) {
      expect(cookie).toMatch(part);
    }
  }
});

function directives(policy: string | string[] | undefined): Map<string, string[]> {
  const parts = String(policy ?? '').split(';').map((part) => part.trim().split(/\s+/));
  return new Map(parts.map(([name, ...sources]) => [name!, sources]));
}
