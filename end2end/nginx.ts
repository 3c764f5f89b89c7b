// nginx before one server or several, configured as deploy/nginx.conf says.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';

const EXAMPLE = resolve(import.meta.dirname, '../deploy/nginx.conf');

/** Where it listens: in the clear, for tests that need no certificate, or on both ports of the example. */
export type Ports = number | { http: number; https: number };

export class Nginx {
  private constructor(
    private readonly process: ChildProcess,
    /** Whom to trust, where it has a certificate. */
    readonly certificate: string | undefined,
  ) {}

  /** Starts it on its ports, before the servers on others; what it writes goes into `folder`. */
  static async start(folder: string, ports: Ports, servers: number[]): Promise<Nginx> {
    const own = join(folder, 'nginx');
    mkdirSync(own);
    const file = join(own, 'nginx.conf');
    const plain = typeof ports === 'number';
    writeFileSync(file, configuration(own, plain ? inTheClear(ports) : withCertificate(own, ports), servers));
    const child = spawn('/usr/sbin/nginx', ['-p', own, '-c', file, '-e', join(own, 'error.log')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    let stopped = false;
    child.on('exit', () => (stopped = true));
    while (!(await answers(plain ? ports : ports.https))) {
      if (stopped) throw new Error(`nginx stopped: ${readFileSync(join(own, 'error.log'), 'utf8')}`);
    }
    return new Nginx(child, plain ? undefined : readFileSync(join(own, 'tls.pem'), 'utf8'));
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((done) => this.process.once('exit', () => done()));
    this.process.kill('SIGTERM');
    await ended;
  }
}

/** The example without its certificate and its second port. */
function inTheClear(port: number): string {
  const [http] = readFileSync(EXAMPLE, 'utf8').split('\nserver {\n    listen 80;');
  return http!
    .replace(/listen 443 ssl http2;/, `listen 127.0.0.1:${port};`)
    .replace(/^ *ssl_.*\n/gm, '')
    .replace('Host $host', 'Host $http_host');
}

/** The example with a certificate that is made for it. */
function withCertificate(folder: string, ports: { http: number; https: number }): string {
  const [certificate, key] = [join(folder, 'tls.pem'), join(folder, 'tls.key')];
  const name = ['-subj', '/CN=login.example.test', '-addext', 'subjectAltName=DNS:login.example.test'];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const words = ['req', '-x509', ...made, ...name, '-keyout', key, '-out', certificate];
  execFileSync('openssl', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  return readFileSync(EXAMPLE, 'utf8')
    .replace('listen 443 ', `listen 127.0.0.1:${ports.https} `)
    .replace('listen 80;', `listen 127.0.0.1:${ports.http};`)
    .replace('listen 80 default_server;', `listen 127.0.0.1:${ports.http} default_server;`)
    .replace('/etc/ssl/login.example.test.pem', certificate)
    .replace('/etc/ssl/private/login.example.test.key', key);
}

/** A site of the example, but for visitors from many addresses, which are made up in `X-Forwarded-For`. */
function configuration(folder: string, example: string, servers: number[]): string {
  const site = example
    .replace(/^ *listen \[::\].*\n/gm, '')
    .replace(/^ *# server .*\n/m, '')
    .replace(/^( *)server 127\.0\.0\.1:3000(.*)$/m, (_line, space: string, rest: string) =>
      servers.map((server) => `${space}server 127.0.0.1:${server}${rest}`).join('\n'),
    )
    .replaceAll('/var/log/nginx', folder)
    // All visitors of a test come from one address.
    .replace('rate=10r/s', 'rate=60000r/m')
    .replace('burst=100', 'burst=10000')
    .replace('X-Forwarded-For $remote_addr', 'X-Forwarded-For $proxy_add_x_forwarded_for');
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
