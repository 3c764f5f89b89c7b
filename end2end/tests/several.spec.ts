// Several servers on one PostgreSQL, behind nginx as deploy/ has it: servers die, are replaced by newer
// ones, and nobody who got an answer is betrayed.

import { expect, test } from '@playwright/test';
import { soak } from '../fixtures.ts';
import { Portal } from '../portal.ts';
import { Sender } from '../sender.ts';

test.setTimeout(300_000);

const SERVERS = 3;
const CLIENTS = 8;
/** As many answers between the end of one server and that of the next. */
const ANSWERS = { short: 80, soak: 250 };
/** How often each server is ended. */
const TIMES = { short: 1, soak: 4 };

/** Somebody who logs in, looks and changes the password, again and again, and remembers what was answered. */
class Client {
  answered = 0;
  /** Of pages, which another server can give; and of forms, which nobody may send twice. */
  readonly unanswered = { pages: 0, forms: 0 };
  /** What an answer promised and was not so. */
  readonly lost: string[] = [];
  private known: string;
  /** What it may be as well: the answer to a change never came. */
  private perhaps: string | undefined;
  private changes = 0;
  private rounds = 0;

  constructor(
    private readonly portal: Portal,
    private readonly number: number,
  ) {
    this.known = `first purple harbour ${number}`;
    const words = ['user', 'add', '--login-name', this.name, '--role', 'user', '--password-stdin'];
    portal.command(words, this.known);
  }

  get name(): string {
    return `user${this.number}`;
  }

  async work(until: () => boolean): Promise<void> {
    while (!until()) {
      const browser = new Sender(this.portal);
      if (!(await this.logIn(browser))) continue;
      const account = await this.page(browser, '/account');
      if (account !== undefined && account !== 200) this.lost.push(`a session: ${account}`);
      this.rounds += 1;
      if (this.rounds % 3 === 1) await this.changePassword(browser);
      const login = await this.page(new Sender(this.portal), '/login');
      if (login !== undefined && login !== 200) this.lost.push(`the login page: ${login}`);
    }
  }

  /** With what was answered last; where the answer never came, with the one or the other. */
  async logIn(browser: Sender): Promise<boolean> {
    for (const password of this.perhaps === undefined ? [this.known] : [this.perhaps, this.known]) {
      const status = await this.form(browser, '/login', { login_name: this.name, password });
      if (status === undefined) return false;
      if (status === 303) {
        this.known = password;
        this.perhaps = undefined;
        return true;
      }
    }
    this.lost.push(`the password of ${this.name}`);
    return false;
  }

  private async changePassword(browser: Sender): Promise<void> {
    const password = `purple harbour ${this.number} number ${(this.changes += 1)}`;
    const fields = { current_password: this.known, password };
    const status = await this.form(browser, '/account/password', fields);
    if (status === undefined) this.perhaps = password;
    else if (status === 303) this.known = password;
    // An account tries so many new passwords, and then one a minute.
    else if (status === 429 && this.changes > 20) return;
    else this.lost.push(`the change of a password: ${status}`);
  }

  private async page(browser: Sender, path: string): Promise<number | undefined> {
    const status = await this.answer(browser.get(path, {}));
    if (status === undefined) this.unanswered.pages += 1;
    return status;
  }

  private async form(browser: Sender, path: string, fields: Record<string, string>): Promise<number | undefined> {
    const status = await this.answer(browser.post(path, fields, `198.51.100.${this.number}`));
    if (status === undefined) this.unanswered.forms += 1;
    return status;
  }

  /** Nothing, if the server died over it. */
  private async answer(sent: Promise<{ status: number }>): Promise<number | undefined> {
    const { status } = await sent;
    if (status === 502 || status === 504) return undefined;
    this.answered += 1;
    return status;
  }
}

/** Ends one server after the other while people work, and tells what came of it. */
async function endServers(signal: 'SIGKILL' | 'SIGTERM', before?: string): Promise<Client[]> {
  const portal = await Portal.start('people', undefined, { LATCHKEY_LOG: 'warn' }, SERVERS, before);
  const clients = Array.from({ length: CLIENTS }, (_, number) => new Client(portal, number));
  const answered = () => clients.reduce((sum, client) => sum + client.answered, 0);
  let over = false;
  const work = Promise.all(clients.map((client) => client.work(() => over)));
  const long = soak() ? 'soak' : 'short';
  for (let round = 0; round < SERVERS * TIMES[long]; round += 1) {
    const wanted = answered() + ANSWERS[long];
    while (answered() < wanted) await new Promise((next) => setImmediate(next));
    await portal.restartServer(portal.servers[0]!, signal);
  }
  over = true;
  await work;
  for (const client of clients) await client.logIn(new Sender(portal));
  // It ends with an error if one of the invariants is broken.
  portal.command(['check-database']);
  await portal.stop();
  const forms = clients.reduce((sum, client) => sum + client.unanswered.forms, 0);
  test.info().annotations.push({ type: 'figure', description: `${answered()} answers, ${forms} forms without one` });
  return clients;
}

test('of servers that are killed, no answer is lost, and every page comes from another', async () => {
  const clients = await endServers('SIGKILL');
  expect(clients.flatMap((client) => client.lost)).toEqual([]);
  expect(clients.map((client) => client.unanswered.pages)).toEqual(Array(CLIENTS).fill(0));
});

// `BEFORE` names the program of the version before, whose tables are older.
test('servers are replaced one after the other, and every form is answered', async () => {
  const clients = await endServers('SIGTERM', process.env.BEFORE);
  expect(clients.flatMap((client) => client.lost)).toEqual([]);
  expect(clients.map((client) => client.unanswered)).toEqual(Array(CLIENTS).fill({ pages: 0, forms: 0 }));
});
