// A real SMTP server for a test: what it is sent, the test can read; and it can fail in each of
// the ways that mail servers do.

import { type AddressInfo, type Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What the server does with a mail: takes it, says 451 (try later) or 550 (never), or nothing at all. */
export type Behaviour = 'accept' | 'later' | 'never' | 'hang';

export class Mailbox {
  /** Every mail that was taken, the oldest first. */
  readonly mails: ParsedMail[] = [];
  behaviour: Behaviour = 'accept';
  private waiting: (() => void)[] = [];

  private constructor(private readonly server: SMTPServer) {}

  static async start(): Promise<Mailbox> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onData: (stream, _session, done) => {
        simpleParser(stream).then((mail) => box.received(mail, done), done);
      },
    });
    const box = new Mailbox(server);
    // A client that gives up is no fault of the server.
    server.on('error', () => {});
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return box;
  }

  /** For `LATCHKEY_SMTP_URL`. */
  get url(): string {
    const { port } = this.server.server.address() as AddressInfo;
    return `smtp://127.0.0.1:${port}`;
  }

  /** The first mail to an address, of that subject if one is named, now or as soon as it comes. */
  async to(address: string, subject?: string): Promise<ParsedMail> {
    const wanted = (mail: ParsedMail): boolean =>
      recipients(mail).includes(address) && (subject === undefined || mail.subject === subject);
    for (;;) {
      const found = this.mails.find(wanted);
      if (found) return found;
      await new Promise<void>((come) => this.waiting.push(come));
    }
  }

  async stop(): Promise<void> {
    const connections = (this.server as unknown as { connections: Set<{ _socket: Socket }> }).connections;
    for (const connection of connections) connection._socket.destroy();
    await new Promise<void>((stopped) => this.server.close(stopped));
  }

  private received(mail: ParsedMail, done: (error?: Error | null) => void): void {
    switch (this.behaviour) {
      case 'later':
        return done(Object.assign(new Error('try again later'), { responseCode: 451 }));
      case 'never':
        return done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
      case 'hang':
        return;
      case 'accept':
        this.mails.push(mail);
        done();
        for (const come of this.waiting.splice(0)) come();
    }
  }
}

function recipients(mail: ParsedMail): string[] {
  const to = mail.to === undefined ? [] : [mail.to].flat();
  return to.flatMap((header) => header.value.map((person) => person.address ?? ''));
}
