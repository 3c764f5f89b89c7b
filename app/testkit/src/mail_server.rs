//! A mail server (RFC 5321) that keeps what it is sent, or fails in one of the ways in which mail
//! servers do.

use mail_parser::MessageParser;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What it does with the next mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes them.
    Accept,
    /// 451: try later.
    Later,
    /// 550: never.
    Never,
    /// Takes a mail, and then says nothing any more.
    Hang,
    /// Says nothing until it is told to do something else.
    Undecided,
    /// Takes a mail and goes away without a word: nobody knows whether it arrived.
    TakeAndHangUp,
    /// Takes them, and says so in these bytes.
    TakeAndSay(&'static [u8]),
    /// Says what it does not take in these bytes.
    RefuseAndSay(&'static [u8]),
    /// One of the first two or the last, with each mail another, in an order without a pattern.
    Mixed,
}

/// A mail that it took.
#[derive(Clone, Debug)]
pub struct ReceivedMail {
    /// Whom the envelope named.
    pub to: String,
    /// As it was sent.
    pub raw: String,
}

impl ReceivedMail {
    fn parsed(&self) -> mail_parser::Message<'_> {
        let parser = MessageParser::default();
        parser.parse(self.raw.as_bytes()).expect("it is a mail")
    }

    /// Its subject.
    #[must_use]
    pub fn subject(&self) -> String {
        self.parsed().subject().unwrap_or_default().to_owned()
    }

    /// Its Message-ID, without the angle brackets.
    #[must_use]
    pub fn message_id(&self) -> String {
        self.parsed().message_id().unwrap_or_default().to_owned()
    }

    /// Its text part.
    #[must_use]
    pub fn text(&self) -> String {
        let text = self.parsed().body_text(0).unwrap_or_default().into_owned();
        text.replace("\r\n", "\n")
    }

    /// Its HTML part.
    #[must_use]
    pub fn html(&self) -> String {
        self.parsed().body_html(0).unwrap_or_default().into_owned()
    }

    /// The first address in its text that begins so.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn link(&self, begin: &str) -> String {
        let text = self.text();
        let found = text.split_whitespace().find(|word| word.starts_with(begin));
        found
            .unwrap_or_else(|| panic!("no {begin} in {text}"))
            .to_owned()
    }
}

/// Stops when dropped.
#[derive(Debug)]
pub struct MailServer {
    address: SocketAddr,
    state: Arc<MailServerState>,
    listening: JoinHandle<()>,
}

#[derive(Debug)]
struct MailServerState {
    behaviour: Mutex<Behaviour>,
    mails: Mutex<Vec<ReceivedMail>>,
    /// Mails that it was sent, whether it took them or not.
    attempts: AtomicUsize,
    came: Notify,
    decided: Notify,
}

impl MailServerState {
    /// Counts a mail, and says what is done with it: what was decided when it was counted, or else what is as soon
    /// as something is.
    async fn count(&self) -> Behaviour {
        let (number, mut behaviour) = {
            let behaviour = self.behaviour.lock().expect("no test panicked");
            (self.attempts.fetch_add(1, Ordering::AcqRel), *behaviour)
        };
        self.came.notify_waiters();
        loop {
            let decided = self.decided.notified();
            match behaviour {
                Behaviour::Mixed => return mixed(number),
                Behaviour::Undecided => {}
                behaviour => return behaviour,
            }
            behaviour = *self.behaviour.lock().expect("no test panicked");
            if behaviour == Behaviour::Undecided {
                decided.await;
                behaviour = *self.behaviour.lock().expect("no test panicked");
            }
        }
    }
}

impl MailServer {
    /// Listens on a free port.
    ///
    /// # Panics
    /// If there is none.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let state = Arc::new(MailServerState {
            behaviour: Mutex::new(Behaviour::Accept),
            mails: Mutex::default(),
            attempts: AtomicUsize::new(0),
            came: Notify::new(),
            decided: Notify::new(),
        });
        let shared = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                // A client that goes away is no fault of ours.
                tokio::spawn(async move { serve(client, &state).await.ok() });
            }
        });
        Self {
            address,
            state,
            listening,
        }
    }

    /// For `smtp_url`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What it does from now on.
    ///
    /// # Panics
    /// If a test panicked meanwhile.
    pub fn behave(&self, behaviour: Behaviour) {
        *self.state.behaviour.lock().expect("no test panicked") = behaviour;
        self.state.decided.notify_waiters();
    }

    /// How many mails it was sent, whether it took them or not.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.state.attempts.load(Ordering::Acquire)
    }

    /// Waits until it was sent so many.
    ///
    /// # Panics
    /// If they do not come in half a minute.
    pub async fn until_tries(&self, number: usize) {
        let come = async {
            loop {
                let came = self.state.came.notified();
                if self.attempts() >= number {
                    return;
                }
                came.await;
            }
        };
        let come = tokio::time::timeout(Duration::from_secs(30), come).await;
        assert!(come.is_ok(), "{} of {number} mails came", self.attempts());
    }

    /// What it took, the oldest first.
    ///
    /// # Panics
    /// If a test panicked meanwhile.
    #[must_use]
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.state.mails.lock().expect("no test panicked").clone()
    }

    /// The newest of at least `number` mails to an address, as soon as they are there.
    ///
    /// # Panics
    /// If they do not come in half a minute.
    pub async fn nth_to(&self, address: &str, number: usize) -> ReceivedMail {
        let come = async {
            loop {
                let came = self.state.came.notified();
                let mut to: Vec<_> = self.mails();
                to.retain(|mail| mail.to == address);
                if to.len() >= number {
                    return to.pop().expect("there is one");
                }
                came.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), come)
            .await
            .unwrap_or_else(|_| panic!("no mail {number} to {address}: {:?}", self.mails()))
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// By the upper bits of a multiplicative hash, which has no pattern that a retry could follow.
fn mixed(number: usize) -> Behaviour {
    match number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32 & 3 {
        0 | 1 => Behaviour::Accept,
        2 => Behaviour::Later,
        _ => Behaviour::TakeAndHangUp,
    }
}

async fn serve(client: TcpStream, state: &MailServerState) -> std::io::Result<()> {
    let (reader, mut writer) = client.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 mail.example.test\r\n").await?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await? {
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match word.as_str() {
            "EHLO" => "250-mail.example.test\r\n250-8BITMIME\r\n250 SMTPUTF8",
            "RCPT" => {
                let between = line.split(['<', '>']).nth(1);
                to = between.unwrap_or_default().to_owned();
                "250 OK"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                let mut raw = String::new();
                loop {
                    match lines.next_line().await? {
                        Some(line) if line == "." => break,
                        Some(line) => {
                            raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                            raw.push_str("\r\n");
                        }
                        // Who goes away in the middle has sent no mail.
                        None => return Ok(()),
                    }
                }
                let mail = ReceivedMail {
                    to: std::mem::take(&mut to),
                    raw,
                };
                let behaviour = state.count().await;
                if matches!(
                    behaviour,
                    Behaviour::Accept | Behaviour::TakeAndHangUp | Behaviour::TakeAndSay(_)
                ) {
                    state.mails.lock().expect("no test panicked").push(mail);
                }
                state.came.notify_waiters();
                match behaviour {
                    Behaviour::TakeAndSay(bytes) | Behaviour::RefuseAndSay(bytes) => {
                        writer.write_all(bytes).await?;
                        continue;
                    }
                    Behaviour::Accept => "250 taken",
                    Behaviour::Later => "451 try again later",
                    Behaviour::Never => "550 no such mailbox",
                    Behaviour::Hang => std::future::pending().await,
                    Behaviour::TakeAndHangUp => return Ok(()),
                    Behaviour::Mixed | Behaviour::Undecided => {
                        unreachable!("it is one of the others")
                    }
                }
            }
            "QUIT" => return writer.write_all(b"221 bye\r\n").await,
            _ => "250 OK",
        };
        // At once: of two writes the second would wait for the client to acknowledge the first (RFC 896).
        writer.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}
