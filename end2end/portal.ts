// A Latchkey of its own for a test: a process, a port, an empty database in a folder that goes away.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '..');
export const PROGRAM = join(ROOT, 'target/release/latchkey');

/** Somebody who can log in. All people here are made up. */
export type Person = { loginName: string; email: string; password: string };

export const ADMINISTRATOR: Person = {
  loginName: 'Sora.Example',
  email: 'sora@example.test',
  password: 'seven green umbrellas',
};

export const USER: Person = {
  loginName: 'mika',
  email: 'mika@example.test',
  password: 'eleven quiet lanterns',
};

export class Portal {
  private constructor(
    readonly url: string,
    readonly setupCode: string | undefined,
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly clock: string,
    private readonly environment: NodeJS.ProcessEnv,
    readonly log: string[],
  ) {}

  /**
   * Starts the server; with `people`, an administrator and a user are there already. Mails go to
   * `smtpUrl`, or into the folder that goes away. `more` is put into its environment.
   */
  static async start(
    people: 'nobody' | 'people',
    smtpUrl?: string,
    more: NodeJS.ProcessEnv = {},
  ): Promise<Portal> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
    const port = await freePort();
    const environment = {
      PATH: process.env.PATH,
      LEPTOS_SITE_ROOT: join(ROOT, 'target/site'),
      LEPTOS_HASH_FILES: 'true',
      LATCHKEY_LISTEN: `127.0.0.1:${port}`,
      LATCHKEY_DATABASE_URL: `sqlite://${folder}/latchkey.db`,
      // Cheap: what is tested here is not how long a hash takes.
      LATCHKEY_ARGON2: 'm=64,t=1,p=1',
      ...(smtpUrl === undefined ? {} : { LATCHKEY_SMTP_URL: smtpUrl }),
      ...more,
    };
    if (people === 'people') {
      add(environment, ADMINISTRATOR, 'administrator');
      add(environment, USER, 'user');
    }
    return Portal.launch(folder, 'clock', environment, people === 'people' ? 1 : 2);
  }

  /** Another server on the same database; it is to be stopped first. */
  async beside(): Promise<Portal> {
    const environment = { ...this.environment, LATCHKEY_LISTEN: `127.0.0.1:${await freePort()}` };
    return Portal.launch(this.folder, 'another-clock', environment, 1);
  }

  /** Starts the program, and waits until it has said `wanted` lines. */
  private static async launch(
    folder: string,
    clock: string,
    environment: NodeJS.ProcessEnv,
    wanted: number,
  ): Promise<Portal> {
    // The clock of the program is the machine's, so much ahead as the file says.
    const file = join(folder, clock);
    writeFileSync(file, '+0s');
    const faked = {
      ...environment,
      LD_PRELOAD: libfaketime(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const child = spawn(PROGRAM, [], { cwd: folder, env: faked, stdio: ['ignore', 'pipe', 'pipe'] });
    const log: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
    const said: string[] = [];
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((ready, failed) => {
      lines.on('line', (line) => {
        said.push(line);
        if (said.length === wanted) ready();
      });
      child.on('exit', () => failed(new Error(`latchkey stopped: ${log.join('\n')}`)));
    });
    const code = said[1]?.match(/this code: (\S+)$/)?.[1];
    const url = `http://${environment.LATCHKEY_LISTEN}`;
    return new Portal(url, code, child, folder, file, environment, log);
  }

  /** Moves the program's clock, to so many seconds after the machine's. */
  setClockAhead(seconds: number): void {
    writeFileSync(this.clock, `+${seconds}s`);
  }

  /** Runs a command of the program beside the server. */
  command(words: string[], input = ''): void {
    run(this.environment, words, input);
  }

  /** Stops it as an operator does, and waits until it has. */
  async stop(): Promise<void> {
    const ended = new Promise<void>((done) => this.process.once('exit', () => done()));
    this.process.kill('SIGTERM');
    await ended;
    if (this.clock.endsWith('/clock')) rmSync(this.folder, { recursive: true });
  }
}

/** Changes a setting and moves the program's clock past the time in which it comes into force. */
export function set(portal: Portal, name: string, value: string, ahead = 6): void {
  portal.command(['setting', 'set', name, value]);
  portal.setClockAhead(ahead);
}

function libfaketime(): string {
  const found = readdirSync('/usr/lib')
    .map((folder) => join('/usr/lib', folder, 'faketime/libfaketime.so.1'))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('libfaketime is missing: run ./x setup');
  return found;
}

function add(environment: NodeJS.ProcessEnv, person: Person, role: string): void {
  const words = ['user', 'add', '--login-name', person.loginName, '--email', person.email];
  run(environment, [...words, '--role', role, '--password-stdin'], person.password);
}

function run(environment: NodeJS.ProcessEnv, words: string[], input: string): void {
  execFileSync(PROGRAM, words, {
    cwd: tmpdir(),
    env: environment,
    input: `${input}\n`,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return failed(new Error('no port'));
      server.close(() => found(address.port));
    });
  });
}
