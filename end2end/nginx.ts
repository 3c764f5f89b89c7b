// nginx before several servers, configured as deploy/nginx.conf says.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';

const EXAMPLE = resolve(import.meta.dirname, '../deploy/nginx.conf');

export class Nginx {
  private constructor(private readonly process: ChildProcess) {}

  /** Starts it on a port, before the servers on others; what it writes goes into `folder`. */
  static async start(folder: string, port: number, servers: number[]): Promise<Nginx> {
    const own = join(folder, 'nginx');
    mkdirSync(own);
    const file = join(own, 'nginx.conf');
    writeFileSync(file, configuration(own, port, servers));
    const child = spawn('/usr/sbin/nginx', ['-p', own, '-c', file, '-e', join(own, 'error.log')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    let stopped = false;
    child.on('exit', () => (stopped = true));
    while (!(await answers(port))) {
      if (stopped) throw new Error(`nginx stopped: ${readFileSync(join(own, 'error.log'), 'utf8')}`);
    }
    return new Nginx(child);
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((done) => this.process.once('exit', () => done()));
    this.process.kill('SIGTERM');
    await ended;
  }
}

/**
 * The example itself, but for what a test has not: a certificate, port 80, and visitors from many
 * addresses, which are made up in `X-Forwarded-For`.
 */
function configuration(folder: string, port: number, servers: number[]): string {
  const [http] = readFileSync(EXAMPLE, 'utf8').split('\nserver {\n    listen 80;');
  const site = http!
    .replace(/^ *listen \[::\].*\n/m, '')
    .replace(/listen 443 ssl http2;/, `listen 127.0.0.1:${port};`)
    .replace(/^ *ssl_.*\n/gm, '')
    .replace(/^ *# server .*\n/m, '')
    .replace(/^( *)server 127\.0\.0\.1:3000(.*)$/m, (_line, space: string, rest: string) =>
      servers.map((server) => `${space}server 127.0.0.1:${server}${rest}`).join('\n'),
    )
    .replace('X-Forwarded-For $remote_addr', 'X-Forwarded-For $proxy_add_x_forwarded_for')
    .replace('Host $host', 'Host $http_host');
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'daemon off;',
    process.getuid?.() === 0 ? 'user root;' : '',
    'worker_processes 1;',
    `pid ${folder}/pid;`,
    'events {}',
    'http {',
    'access_log off;',
    ...kept.map((name) => `${name}_temp_path ${folder}/${name};`),
    site,
    '}',
  ].join('\n');
}

function answers(port: number): Promise<boolean> {
  return new Promise((found) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => (socket.destroy(), found(true)));
    socket.on('error', () => setTimeout(() => found(false), 10));
  });
}
