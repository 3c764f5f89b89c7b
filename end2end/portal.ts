// A Latchkey of its own for a test: a process, a port, an empty database in a folder that goes away.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Nginx } from './nginx.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** What is tested: built by `./x test`, or what `PROGRAM` names, as the released one that `./x bench` measures. */
export const PROGRAM = resolve(ROOT, process.env.PROGRAM ?? 'target/ci/latchkey');

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

/**
 * How many servers share one PostgreSQL behind nginx, which `./x several` says; else it is one alone,
 * on SQLite.
 */
const SERVERS = Number(process.env.SERVERS ?? 0);

/** One process of the program. */
export type Server = { port: number; process: ChildProcess };

export class Portal {
  readonly servers: Server[] = [];
  readonly log: string[] = [];
  /** What the last server printed, where an administrator is still to be made. */
  setupCode: string | undefined;
  private nginx: Nginx | undefined;

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly clock: string,
    private readonly environment: NodeJS.ProcessEnv,
    /** Of which version its servers and commands are, until the first of them is restarted. */
    private program: string,
  ) {}

  /**
   * Starts the server; with `people`, an administrator and a user are there already. Mails go to
   * `smtpUrl`, or into the folder that goes away. `more` is put into its environment. With `servers`,
   * there are as many on one PostgreSQL, and nginx before them; they start as `program`.
   */
  static async start(
    people: 'nobody' | 'people',
    smtpUrl?: string,
    more: NodeJS.ProcessEnv = {},
    servers = SERVERS,
    program = PROGRAM,
  ): Promise<Portal> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
    const environment = {
      PATH: process.env.PATH,
      LEPTOS_SITE_ROOT: join(ROOT, 'target/site'),
      LEPTOS_HASH_FILES: 'true',
      LATCHKEY_DATABASE_URL: servers === 0 ? `sqlite://${folder}/latchkey.db` : postgres(),
      // Cheap: what is tested here is not how long a hash takes.
      LATCHKEY_ARGON2: 'm=64,t=1,p=1',
      ...(smtpUrl === undefined ? {} : { LATCHKEY_SMTP_URL: smtpUrl }),
      ...more,
    };
    if (servers === 0) copyFileSync(seed(people), join(folder, 'latchkey.db'));
    else if (people === 'people') addPeople(environment, program);
    return Portal.launch(folder, 'clock', environment, people === 'people' ? 1 : 2, servers, program);
  }

  /** Another server on the same database; it is to be stopped first. */
  async beside(): Promise<Portal> {
    const alone = { ...this.environment, LATCHKEY_PUBLIC_URL: undefined };
    return Portal.launch(this.folder, 'another-clock', alone, 1, 0, PROGRAM);
  }

  /** Starts the program as often as is said, each time until it has said `wanted` lines. */
  private static async launch(
    folder: string,
    clock: string,
    environment: NodeJS.ProcessEnv,
    wanted: number,
    servers: number,
    program: string,
  ): Promise<Portal> {
    // The clock of the program is the machine's, so much ahead as the file says.
    const file = join(folder, clock);
    writeFileSync(file, '+0s');
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const behind = { LATCHKEY_PUBLIC_URL: url, LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' };
    const own = servers === 0 ? environment : { ...environment, ...behind };
    const portal = new Portal(url, folder, file, own, program);
    if (servers === 0) {
      await portal.startServer(port, wanted);
      return portal;
    }
    while (portal.servers.length < servers) await portal.startServer(await freePort(), wanted);
    portal.nginx = await Nginx.start(folder, port, portal.servers.map((server) => server.port));
    return portal;
  }

  private async startServer(port: number, wanted = 1): Promise<void> {
    const child = spawn(this.program, [], {
      cwd: this.folder,
      env: {
        ...this.environment,
        LATCHKEY_LISTEN: `127.0.0.1:${port}`,
        LD_PRELOAD: libfaketime(),
        FAKETIME_TIMESTAMP_FILE: this.clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    createInterface({ input: child.stderr }).on('line', (line) => this.log.push(line));
    const said: string[] = [];
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((ready, failed) => {
      lines.on('line', (line) => {
        said.push(line);
        if (said.length === wanted) ready();
      });
      child.on('exit', () => failed(new Error(`latchkey stopped: ${this.log.join('\n')}`)));
    });
    this.servers.push({ port, process: child });
    this.setupCode = said[1]?.match(/this code: (\S+)$/)?.[1];
  }

  /** Ends one server, as the kernel does or as an operator does, and starts it anew on its port. */
  async restartServer(server: Server, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.servers.splice(this.servers.indexOf(server), 1);
    this.program = PROGRAM;
    await end(server.process, signal);
    await this.startServer(server.port);
  }

  /** Moves the program's clock, to so many seconds after the machine's. */
  setClockAhead(seconds: number): void {
    writeFileSync(this.clock, `+${seconds}s`);
  }

  /** Runs a command of the program beside the server. */
  command(words: string[], input?: string): void {
    run(this.environment, words, input, this.program);
  }

  /** Ends it at once: nothing of it is needed any more. */
  async stop(): Promise<void> {
    await this.nginx?.stop();
    await Promise.all(this.servers.map((server) => end(server.process, 'SIGKILL')));
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

/** Makes the databases that portals begin with, one with nobody in it and one with people; `folder` keeps them. */
export function makeSeeds(folder: string): void {
  for (const people of ['nobody', 'people'] as const) {
    const file = join(folder, `${people}.db`);
    const environment = { PATH: process.env.PATH, LATCHKEY_DATABASE_URL: `sqlite://${file}` };
    if (people === 'people') addPeople({ ...environment, LATCHKEY_ARGON2: 'm=64,t=1,p=1' }, PROGRAM);
    else run(environment, ['migrate'], undefined, PROGRAM);
  }
  process.env.SEEDS = folder;
}

/** One of them, which `seeds.ts` has made before the first test. */
function seed(people: 'nobody' | 'people'): string {
  if (process.env.SEEDS === undefined) throw new Error('there are no seeds: Playwright runs seeds.ts first');
  return join(process.env.SEEDS, `${people}.db`);
}

function addPeople(environment: NodeJS.ProcessEnv, program: string): void {
  for (const [person, role] of [[ADMINISTRATOR, 'administrator'], [USER, 'user']] as const) {
    const words = ['user', 'add', '--login-name', person.loginName, '--email', person.email];
    run(environment, [...words, '--role', role, '--password-stdin'], person.password, program);
  }
}

function run(environment: NodeJS.ProcessEnv, words: string[], input: string | undefined, program: string): void {
  // What asks for nothing may end before it is written to, and the writer would be told EPIPE.
  execFileSync(program, words, {
    cwd: tmpdir(),
    env: environment,
    input: input === undefined ? undefined : `${input}\n`,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'pipe'],
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill(signal);
  await ended;
}

/** An empty database in the cluster that `./x` starts and throws away. */
function postgres(): string {
  const cluster = process.env.TEST_POSTGRES_URL;
  if (cluster === undefined) throw new Error('TEST_POSTGRES_URL names a PostgreSQL cluster: run ./x several');
  const name = `portal_${process.pid}_${(databases += 1)}`;
  execFileSync('psql', [`${cluster}/postgres`, '-qc', `CREATE DATABASE ${name}`]);
  return `${cluster}/${name}`;
}
let databases = 0;

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return failed(new Error('no port'));
      server.close(() => found(address.port));
    });
  });
}
