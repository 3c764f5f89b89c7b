//! A whole server, for what cannot be tried without one.

use accounts::Accounts;
use accounts::client::Origin;
use accounts::clock::Clock;
use accounts::current_user::CurrentUser;
use accounts::mail::Delivery;
use accounts::users::UserFields;
use accounts::users::import::{CheckError, Encoding};
use app::page::{Page, Takes};
use app::pages;
use model::login_name::LoginName;
use model::password::Password;
use model::user::Role;
use server::config::Config;
use server::public_url::PublicUrl;
use server::serve::Server;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::{Mutex, PoisonError};
use testkit::TestDatabase;
use tokio::runtime::Runtime;

const NAME: &str = "sora";
const PASSWORD: &str = "seven green umbrellas";
/// After so many requests there is a new one: they lock, delete and end whatever there is.
const REQUESTS: u32 = 500;

struct FuzzedPortal {
    accounts: Accounts,
    administrator: CurrentUser,
    /// What the administrator's browser sends.
    cookie: String,
    address: SocketAddr,
    asked: u32,
    runtime: Runtime,
    _database: TestDatabase,
}

static PORTAL: Mutex<Option<FuzzedPortal>> = Mutex::new(None);

fn with_portal<T>(use_it: impl FnOnce(&mut FuzzedPortal) -> T) -> T {
    let mut portal = PORTAL.lock().unwrap_or_else(PoisonError::into_inner);
    let portal = match portal.take().filter(|portal| portal.asked < REQUESTS) {
        Some(used) => portal.insert(used),
        None => portal.insert(FuzzedPortal::start()),
    };
    portal.asked += 1;
    use_it(portal)
}

impl FuzzedPortal {
    fn start() -> Self {
        let database = TestDatabase::sqlite();
        let runtime = Runtime::new().expect("threads can be started");
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let config = Config {
            listen,
            public_url: PublicUrl::from_listener(listen),
            mail: Delivery::Folder(std::env::temp_dir().join("latchkey-fuzz-mails")),
            trusted_proxies: vec!["127.0.0.1/32".parse().expect("a network")],
            hashing_cost: "m=8,t=1,p=1".parse().expect("a cost"),
            log: "off".to_owned(),
            ..Config::with_database(database.url())
        };
        let server = runtime
            .block_on(Server::start(config, Clock::system()))
            .expect("the server starts");
        let (address, accounts) = (server.address(), server.accounts().clone());
        runtime.spawn(server.run(std::future::pending()));
        let user = UserFields {
            role: Role::Administrator,
            ..UserFields::new(LoginName::parse(NAME).expect("a name"))
        };
        let password = Password::parse(PASSWORD).expect("a password");
        runtime
            .block_on(accounts.users.add(&user, &password))
            .expect("the administrator is added");
        let body = format!("login_name={NAME}&password={}", PASSWORD.replace(' ', "+"));
        let answer = send(address, "/login", "", 0, body.as_bytes());
        let cookies = answer.lines().filter_map(|line| {
            let cookie = line.strip_prefix("set-cookie: ")?;
            cookie.split(';').next()
        });
        let cookies: Vec<_> = cookies.collect();
        let session = cookies
            .iter()
            .find_map(|cookie| cookie.split_once("-session=").map(|(_, token)| token))
            .unwrap_or_else(|| panic!("no session: {answer}"));
        let token = accounts::secret::Token::parse(session).expect("a token");
        let administrator = runtime
            .block_on(accounts.sessions.current_user(&token, Origin::default()))
            .expect("the database answers")
            .expect("she is in");
        Self {
            cookie: cookies.join("; "),
            accounts,
            administrator,
            address,
            asked: 0,
            runtime,
            _database: database,
        }
    }
}

/// What came back: head and body.
fn send(address: SocketAddr, path: &str, cookie: &str, number: u32, body: &[u8]) -> String {
    let [_, a, b, c] = number.to_be_bytes();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n\
         x-forwarded-for: 10.{a}.{b}.{c}\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.write_all(head.as_bytes()).expect("it reads");
    stream.write_all(body).expect("to the end");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    String::from_utf8_lossy(&answer).into_owned()
}

/// A body for a form, which the first byte chooses, sent by an administrator or by anybody.
pub fn forms(data: &[u8]) {
    let Some((&chosen, body)) = data.split_first() else {
        return;
    };
    let forms = pages::all().filter(|page| matches!(page.takes, Takes::Form(_)));
    let forms: Vec<&Page> = forms.collect();
    let form = forms[usize::from(chosen >> 1) % forms.len()];
    let path = &form.path.replace("{id}", "1");
    with_portal(|portal| {
        let cookie = match chosen & 1 {
            0 => "",
            _ => &portal.cookie,
        };
        let answer = send(portal.address, path, cookie, portal.asked, body);
        let status = answer.split(' ').nth(1).unwrap_or_default();
        // 503 is what many hashes at once get.
        assert!(
            matches!(status.as_bytes(), [b'2'..=b'4', _, _]) || status == "503",
            "{path}: {answer}"
        );
    });
}

/// A file of users, whose encoding the first byte chooses.
pub fn csv(data: &[u8]) {
    let Some((&chosen, file)) = data.split_first() else {
        return;
    };
    let encoding = match chosen & 1 {
        0 => Encoding::Utf8,
        _ => Encoding::ShiftJis,
    };
    with_portal(|portal| {
        let proof = portal.administrator.admin().expect("she may");
        // What is wrong with the file is told; only a panic is a fault, and the database's refusal.
        let checked = portal
            .accounts
            .user_import
            .check(proof, file, encoding, &|_| {});
        if let Err(CheckError::Store(error)) = portal.runtime.block_on(checked) {
            panic!("{error}");
        }
    });
}
