//! The steps to a new password, over HTTP: none can be skipped, mixed or overheard.

use accounts::clock::Stopwatch;
use data_encoding::BASE64URL_NOPAD;
use model::user::Role;
use sha2::{Digest, Sha256};
use testkit::{Behaviour, MailServer, TestDatabase, header, on_each_database};

use crate::harness::{Browser, PASSWORD, TestPortal, Wishes};

on_each_database! {
    no_step_can_be_skipped_or_mixed
    opening_a_link_uses_nothing_up_and_shows_it_to_nobody
}

/// What links begin with; where the server listens is found out later.
const PUBLIC_URL: &str = "http://login.example.test";
const NEW: &str = "seven green umbrellas";

async fn open(database: &TestDatabase) -> (TestPortal, MailServer) {
    let server = MailServer::start().await;
    let wishes = Wishes {
        public_url: Some(PUBLIC_URL),
        smtp_url: Some(server.url()),
        ..Wishes::default()
    };
    let portal = TestPortal::with_people(database, &wishes).await;
    (portal, server)
}

async fn ask(browser: &Browser, email: &str) -> reqwest::Response {
    let form = browser.form("/reset-password").form(&[("email", email)]);
    form.send().await.unwrap()
}

/// The path in the newest of `number` mails to somebody.
async fn link(server: &MailServer, name: &str, number: usize) -> String {
    let mail = server.nth_to(&format!("{name}@example.test"), number).await;
    let link = mail.link(&format!("{PUBLIC_URL}/reset-password/link?token="));
    link.strip_prefix(PUBLIC_URL).unwrap().to_owned()
}

/// What the page that a link leads to was made for.
fn id_in(page: &str) -> Option<String> {
    let at = page.find("name=\"link\"")?;
    let value = page[at..].split("value=\"").nth(1)?;
    Some(value.split('"').next()?.to_owned())
}

/// Opens a link as a browser does, and gives what its page was made for.
async fn opened(browser: &Browser, path: &str) -> Option<String> {
    let answer = browser.get(path).await;
    assert_eq!(
        (answer.status().as_u16(), header(&answer, "location")),
        (303, "/reset-password/new")
    );
    let page = browser.get("/reset-password/new").await;
    id_in(&page.text().await.unwrap())
}

async fn save(browser: &Browser, id: &str, password: &str) -> u16 {
    let fields = [("link", id), ("password", password)];
    let form = browser.form("/reset-password/new").form(&fields);
    form.send().await.unwrap().status().as_u16()
}

/// Who logs in with which password; it asks from browsers of nobody.
async fn lets_in(portal: &TestPortal, name: &str, password: &str) -> bool {
    portal.browser().log_in(name, password).await.status() == 303
}

/// A step of the way to a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ResetStep {
    /// The address is sent.
    Ask,
    /// The link is opened.
    Open,
    /// The page with the form is opened.
    Page,
    /// The form is sent, with what the page said, or a guess where it was not seen.
    Save,
}

const STEPS: [ResetStep; 4] = [
    ResetStep::Ask,
    ResetStep::Open,
    ResetStep::Page,
    ResetStep::Save,
];
const PEOPLE: [&str; 2] = ["mika", "sora"];

/// Every pair of steps of two accounts, one after the other, in one browser that has done none
/// before: both people have a good link waiting in their mailbox. A password changes only where
/// the step before `Save` was the page, or at least the link, of the same person.
async fn no_step_can_be_skipped_or_mixed(database: TestDatabase) {
    let (portal, server) = open(&database).await;
    let mut links = Vec::new();
    let mut ids = Vec::new();
    for name in PEOPLE {
        ask(&portal.browser(), &format!("{name}@example.test")).await;
        let path = link(&server, name, 1).await;
        // What each page says, as somebody who watches both may know.
        ids.push(opened(&portal.browser(), &path).await.unwrap());
        links.push(path);
    }
    for first in 0..2 {
        for second in 0..2 {
            for before in STEPS {
                for step in STEPS {
                    let browser = portal.browser();
                    let mut statuses = Vec::new();
                    for (step, who) in [(before, first), (step, second)] {
                        statuses.push(match step {
                            // An address that nobody has: the links in the mailboxes stay good.
                            ResetStep::Ask => {
                                let address = format!("{}.else@example.test", PEOPLE[who]);
                                ask(&browser, &address).await.status().as_u16()
                            }
                            ResetStep::Open => browser.get(&links[who]).await.status().as_u16(),
                            ResetStep::Page => {
                                let answer = browser.get("/reset-password/new").await;
                                answer.status().as_u16()
                            }
                            // Too short, so that a link which would do is told from one that
                            // would not, and none is spent.
                            ResetStep::Save => save(&browser, &ids[who], "short").await,
                        });
                    }
                    let open = before == ResetStep::Open;
                    let expected = match step {
                        ResetStep::Ask => [303, 429].contains(&statuses[1]),
                        ResetStep::Open => statuses[1] == 303,
                        ResetStep::Page if open => statuses[1] == 200,
                        ResetStep::Save if open && first == second => statuses[1] == 422,
                        ResetStep::Page | ResetStep::Save => statuses[1] == 410,
                    };
                    assert!(
                        expected,
                        "{before:?} {first}, {step:?} {second}: {statuses:?}"
                    );
                }
            }
        }
    }
    for name in PEOPLE {
        assert!(
            lets_in(&portal, name, PASSWORD).await,
            "nothing was changed"
        );
    }
    // The page of one and then the link of the other in the same browser: the form of the first
    // changes nobody's password.
    let browser = portal.browser();
    let mikas = opened(&browser, &links[0]).await.unwrap();
    let soras = opened(&browser, &links[1]).await.unwrap();
    assert_eq!(save(&browser, &mikas, NEW).await, 410);
    assert!(!lets_in(&portal, "mika", NEW).await);
    assert!(!lets_in(&portal, "sora", NEW).await);
    assert_eq!(save(&browser, &soras, NEW).await, 303);
    assert!(lets_in(&portal, "sora", NEW).await);
    assert!(!lets_in(&portal, "mika", NEW).await);
    // The cookie that the link left is worth nothing more, nor is the same link.
    assert_eq!(save(&browser, &soras, "eight blue teapots").await, 410);
    assert_eq!(opened(&browser, &links[1]).await, None);
    // A session is no link, and a link no session.
    let user = portal.browser();
    user.log_in("mika", PASSWORD).await;
    assert_eq!(save(&user, &mikas, NEW).await, 410);
    let other = portal.browser();
    opened(&other, &links[0]).await.unwrap();
    assert_eq!(other.get("/account").await.status(), 303);
}

async fn opening_a_link_uses_nothing_up_and_shows_it_to_nobody(database: TestDatabase) {
    let (portal, server) = open(&database).await;
    let browser = portal.browser();
    ask(&browser, "mika@example.test").await;
    let path = link(&server, "mika", 1).await;
    let token = path.split_once("token=").unwrap().1;
    for _ in 0..10 {
        let scanner = portal.browser();
        for method in [reqwest::Method::GET, reqwest::Method::HEAD] {
            let url = format!("{}{path}", portal.url);
            let answer = scanner.client.request(method, url).send().await.unwrap();
            assert_eq!(answer.status(), 303);
            // Where the browser goes next it says nothing of where it was.
            assert_eq!(header(&answer, "referrer-policy"), "no-referrer");
            assert_eq!(header(&answer, "cache-control"), "no-store");
            assert_eq!(header(&answer, "location"), "/reset-password/new");
            let cookie = header(&answer, "set-cookie").to_owned();
            assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
            assert!(!answer.text().await.unwrap().contains(token));
        }
        let page = scanner.get("/reset-password/new").await;
        assert_eq!(page.status(), 200);
        assert!(!page.text().await.unwrap().contains(token));
    }
    // It stands in no column either, neither as it is nor decoded; only its hash does.
    let secret = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
    assert!(!database.holds(token.as_bytes()));
    assert!(!database.holds(&secret));
    assert!(database.holds(&Sha256::digest(&secret)));
    let id = opened(&browser, &path).await.unwrap();
    assert_eq!(save(&browser, &id, NEW).await, 303);
    assert!(lets_in(&portal, "mika", NEW).await);
}

/// What a mail server may be like; nobody listens where there is none.
pub(crate) const MAIL_SERVERS: [Option<Behaviour>; 4] = [
    Some(Behaviour::Accept),
    Some(Behaviour::Later),
    Some(Behaviour::Hang),
    None,
];

/// Status, headers, length of the cookie, and body.
pub(crate) type MailAnswer = (u16, Vec<String>, usize, String);

/// Requests for mails to addresses that accounts have and to others, by turns, and how they are answered.
pub(crate) struct Asked {
    /// In microseconds, of either kind.
    pub(crate) times: [Vec<u64>; 2],
    /// Of either kind.
    pub(crate) answers: [Vec<MailAnswer>; 2],
}

impl Asked {
    /// So many of each kind, while the mail server is like that.
    pub(crate) async fn times(number: usize, behaviour: Option<Behaviour>) -> Self {
        /// The kind of those whose address an account has.
        const KNOWN: usize = 0;
        let database = TestDatabase::sqlite();
        let server = MailServer::start().await;
        let url = server.url();
        match behaviour {
            Some(behaviour) => server.behave(behaviour),
            None => drop(server),
        }
        let wishes = Wishes {
            smtp_url: Some(url),
            trusted_proxies: &["127.0.0.1/32"],
            ..Wishes::default()
        };
        let portal = TestPortal::empty(&database, &wishes).await;
        // Every second one exists, so that nothing but that tells them apart, no order in an index.
        let name = |number: usize, kind: usize| format!("person{:04}", 2 * number + kind);
        for number in 0..number {
            portal.add(&name(number, KNOWN), Role::User).await;
        }
        let mut asked = Self {
            times: [const { Vec::new() }; 2],
            answers: [const { Vec::new() }; 2],
        };
        for number in 0..number {
            // Each goes first in turn, so that whatever else the machine does meets both alike.
            for kind in [number % 2, 1 - number % 2] {
                let email = format!("{}@example.test", name(number, kind));
                let from = format!("198.51.{}.{}", number >> 7, 2 * (number & 127) + kind);
                asked.ask(&portal, kind, &email, from).await;
            }
        }
        asked
    }

    async fn ask(&mut self, portal: &TestPortal, kind: usize, email: &str, from: String) {
        let browser = portal.browser();
        let call = browser.form("/reset-password");
        let call = call.header("x-forwarded-for", from);
        let call = call.form(&[("email", email)]);
        let watch = Stopwatch::start();
        let answer = call.send().await.unwrap();
        self.times[kind].push(watch.microseconds());
        let seen = |name: &str| !["date", "x-request-id", "set-cookie"].contains(&name);
        let headers = answer.headers().iter();
        let headers = headers.filter(|(name, _)| seen(name.as_str()));
        let headers = headers.map(|(name, value)| format!("{name}: {value:?}"));
        let headers = headers.collect();
        let cookie = header(&answer, "set-cookie").len();
        let status = answer.status().as_u16();
        let body = answer.text().await.unwrap();
        self.answers[kind].push((status, headers, cookie, body));
    }
}

/// In the same time, too: that is measured by `soak`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_and_unknown_addresses_get_the_same_answer() {
    for behaviour in MAIL_SERVERS {
        let Asked { answers, .. } = Asked::times(10, behaviour).await;
        assert_eq!(answers[0], answers[1], "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_line_break_in_a_name_or_an_address_makes_no_header() {
    let database = TestDatabase::sqlite();
    let (portal, server) = open(&database).await;
    let browser = portal.browser();
    for address in [
        "mika@example.test\r\nBcc: other@example.test",
        "mika@example.test\nBcc: other@example.test",
        "mika@example.test%0d%0aBcc:other@example.test",
        "mika@example.test, other@example.test",
        "mika@example.test> <other@example.test",
        "\"mika\r\nBcc: other\"@example.test",
        "mika@example.test\u{2028}Bcc: other@example.test",
    ] {
        assert_eq!(ask(&browser, address).await.status(), 422, "{address:?}");
    }
    // The one that follows is the first that comes.
    ask(&browser, "mika@example.test").await;
    let mail = server.nth_to("mika@example.test", 1).await;
    assert_eq!(server.mails().len(), 1);
    assert!(
        !mail.raw.to_ascii_lowercase().contains("\nbcc:"),
        "{}",
        mail.raw
    );
}
