// Not a part of `./x test`: what `./x dist` has made is installed, into an empty folder and into an empty Debian, and
// serves a login page that comes alive.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, type Page, test } from '@playwright/test';
import { LoginPage } from '../pages/login.ts';
import { freePort } from '../portal.ts';

const DIST = join(import.meta.dirname, '../../target/dist');
/** An empty Debian, which `./x dist` has made. */
const ROOT = join(DIST, 'root');

function file(ending: RegExp): string {
  const found = readdirSync(DIST).filter((name) => ending.test(name));
  expect(found, String(ending)).toHaveLength(1);
  return join(DIST, found[0]!);
}

/** Starts a program, lets somebody type at its login page, and ends it. */
async function serves(page: Page, start: (listen: string) => ChildProcess): Promise<void> {
  const listen = `127.0.0.1:${await freePort()}`;
  const server = start(listen);
  const log: string[] = [];
  createInterface({ input: server.stderr! }).on('line', (line) => log.push(line));
  await new Promise<void>((ready, failed) => {
    createInterface({ input: server.stdout! }).once('line', () => ready());
    server.on('exit', () => failed(new Error(`it stopped: ${log.join('\n')}`)));
  });
  const login = new LoginPage(page);
  await login.openHydrated(`http://${listen}/login`);
  await login.password.input.fill(' typed');
  await expect(login.password.warnings).toHaveText('There is a space before the text.');
  const ended = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  await ended;
}

test('the checksums are those of the files', () => {
  const said = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: DIST, encoding: 'utf8' });
  expect(said.trim().split('\n')).toHaveLength(4);
});

test('the archive, unpacked into an empty folder', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-dist-'));
  const archive = file(/(?<!-debug)\.tar\.gz$/);
  execFileSync('tar', ['--extract', '--strip-components=1', '--file', archive, '--directory', folder]);
  // Names and lines are beside it.
  expect(statSync(join(folder, 'latchkey')).size).toBeLessThan(45e6);
  const sections = execFileSync('readelf', ['--sections', '--wide', join(folder, 'latchkey')], { encoding: 'utf8' });
  expect(sections).toContain('.gnu_debuglink');
  expect(sections).not.toContain('.debug_line');
  await serves(page, (listen) =>
    spawn('./latchkey', {
      cwd: folder,
      env: { LATCHKEY_LISTEN: listen, LEPTOS_SITE_ROOT: 'site', LEPTOS_HASH_FILES: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  rmSync(folder, { recursive: true });
});

test('the package, installed into an empty Debian', async ({ page }) => {
  const inside = (...words: string[]) => execFileSync('chroot', [ROOT, ...words], { encoding: 'utf8' });
  execFileSync('mount', ['-t', 'proc', 'proc', join(ROOT, 'proc')]);
  try {
    execFileSync('cp', [file(/\.deb$/), join(ROOT, 'latchkey.deb')]);
    inside('dpkg', '--install', '/latchkey.deb');
    expect(inside('id', '--user', '--name', 'latchkey').trim()).toBe('latchkey');
    expect(inside('stat', '--format=%a %U', '/etc/latchkey/latchkey.env').trim()).toBe('600 root');
    expect(inside('latchkey', '--version')).toMatch(/^latchkey \d/);
    const unit = readFileSync(join(ROOT, 'usr/lib/systemd/system/latchkey.service'), 'utf8');
    const environment = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap((line) => line[1]!.split(' '));
    // As systemd makes it (StateDirectory=).
    inside('install', '--directory', '--owner=latchkey', '--mode=700', '/var/lib/latchkey');
    await serves(page, (listen) => {
      const program = /^ExecStart=(.*)$/m.exec(unit)![1]!;
      const words = ['--userspec=latchkey:latchkey', ROOT, 'env', '--chdir=/var/lib/latchkey', ...environment];
      return spawn('chroot', [...words, `LATCHKEY_LISTEN=${listen}`, program], { stdio: ['ignore', 'pipe', 'pipe'] });
    });
    inside('dpkg', '--purge', 'latchkey');
    expect(readdirSync(join(ROOT, 'usr/lib'))).not.toContain('latchkey');
  } finally {
    execFileSync('umount', [join(ROOT, 'proc')]);
  }
});
