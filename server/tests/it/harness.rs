//! A server of a test's own, and a client that follows no redirect.

use accounts::Accounts;
use accounts::clock::{Clock, Hand};
use accounts::mail::Delivery;
use accounts::users::UserFields;
use leptos::config::LeptosOptions;
use model::email::Email;
use model::login_name::LoginName;
use model::password::Password;
use model::timestamp::Timestamp;
use model::user::{Role, Status};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use server::config::{Config, PublicUrl};
use server::serve::Server;
use testkit::TestDatabase;
use tokio::sync::oneshot;

pub(crate) const PASSWORD: &str = "eleven quiet lanterns";

/// Stands between the fields of a form with a file.
const BOUNDARY: &str = "a-boundary-that-no-name-holds";

pub(crate) struct Portal {
    pub(crate) url: String,
    pub(crate) metrics_url: String,
    pub(crate) hand: Hand,
    pub(crate) setup_code: String,
    /// What the server was opened with; stops it when dropped.
    pub(crate) accounts: Accounts,
    _stop: oneshot::Sender<()>,
}

/// What a test may want otherwise.
pub(crate) struct Wishes {
    pub(crate) public_url: Option<&'static str>,
    pub(crate) argon2: &'static str,
    pub(crate) trusted_proxies: &'static [&'static str],
    /// Where mails go; none where a test looks at none.
    pub(crate) smtp_url: Option<String>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            public_url: None,
            argon2: "m=64,t=1,p=1",
            trusted_proxies: &[],
            smtp_url: None,
        }
    }
}

pub(crate) fn config(database: &TestDatabase, wishes: &Wishes) -> Config {
    let listen = ([127, 0, 0, 1], 0).into();
    Config {
        listen,
        public_url: wishes
            .public_url
            .map_or(PublicUrl::of_listener(listen), |url| url.parse().unwrap()),
        database_url: database.url().to_owned().into(),
        mail: match &wishes.smtp_url {
            Some(url) => Delivery::Smtp(url.parse().unwrap()),
            None => Delivery::Folder(std::env::temp_dir().join("latchkey-test-mails")),
        },
        mail_from: None,
        trusted_proxies: wishes
            .trusted_proxies
            .iter()
            .map(|network| network.parse().unwrap())
            .collect(),
        hashing_cost: wishes.argon2.parse().unwrap(),
        log: "off".to_owned(),
        metrics_listen: Some(listen),
        leptos: LeptosOptions::builder()
            .output_name("latchkey")
            .site_root("target/site")
            .build(),
    }
}

impl Portal {
    /// With nobody in it.
    pub(crate) async fn empty(database: &TestDatabase, wishes: &Wishes) -> Self {
        let (clock, hand) = Clock::in_hand(Timestamp(1_700_000_000_000));
        let server = Server::start(config(database, wishes), clock)
            .await
            .unwrap();
        let code = server.accounts().make_setup_code().await.unwrap();
        let setup_code = code.map_or_else(String::new, |code| code.reveal().to_owned());
        let (stop, stopped) = oneshot::channel::<()>();
        let portal = Self {
            url: format!("http://{}", server.address()),
            metrics_url: format!(
                "http://{}/metrics",
                server.metrics_address().unwrap().unwrap()
            ),
            hand,
            setup_code,
            accounts: server.accounts().clone(),
            _stop: stop,
        };
        tokio::spawn(server.run(async {
            // An error too means that the test is over.
            let _ = stopped.await;
        }));
        portal
    }

    /// With the administrator `sora`, the user `mika`, and `gone`, who is inactive.
    pub(crate) async fn with_people(database: &TestDatabase, wishes: &Wishes) -> Self {
        let portal = Self::empty(database, wishes).await;
        for (name, role) in [("sora", Role::Administrator), ("mika", Role::User)] {
            portal.add(name, role).await;
        }
        add_inactive(&portal.accounts, "gone").await;
        portal
    }

    pub(crate) async fn add(&self, name: &str, role: Role) {
        add(&self.accounts, name, role).await;
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::of(&self.url)
    }
}

/// Adds somebody whose address is `NAME@example.test`.
pub(crate) async fn add(accounts: &Accounts, name: &str, role: Role) {
    add_with(accounts, name, role, Status::Active).await;
}

/// The same, and nobody can log in with it.
pub(crate) async fn add_inactive(accounts: &Accounts, name: &str) {
    add_with(accounts, name, Role::User, Status::Inactive).await;
}

async fn add_with(accounts: &Accounts, name: &str, role: Role, status: Status) {
    let user = UserFields {
        email: Some(Email::parse(&format!("{name}@example.test")).unwrap()),
        role,
        status,
        ..UserFields::new(LoginName::parse(name).unwrap())
    };
    let password = Password::parse(PASSWORD).unwrap();
    accounts.add_user(&user, &password).await.unwrap();
}

/// Keeps cookies, follows nothing, and says that its forms come from the page itself.
pub(crate) struct Browser {
    pub(crate) client: Client,
    pub(crate) url: String,
}

impl Browser {
    pub(crate) fn of(url: &str) -> Self {
        Self {
            client: Client::builder()
                .cookie_store(true)
                .redirect(Policy::none())
                .build()
                .unwrap(),
            url: url.to_owned(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url));
        request.header("accept", "text/html").send().await.unwrap()
    }

    /// As a page without a script sends it.
    pub(crate) fn form(&self, path: &str) -> RequestBuilder {
        self.client
            .post(format!("{}{path}", self.url))
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html")
    }

    /// As a page sends a form with a file.
    pub(crate) fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: &[u8],
    ) -> RequestBuilder {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"");
            body.extend(format!("{head}\r\n\r\n{value}\r\n").bytes());
        }
        let head = "content-disposition: form-data; name=\"file\"; filename=\"file\"";
        body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").bytes());
        body.extend(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.form(path).header("content-type", kind).body(body)
    }

    /// As the WebAssembly calls.
    pub(crate) fn call(&self, function: &str) -> RequestBuilder {
        self.client
            .post(format!("{}/api/{function}", self.url))
            .header("sec-fetch-site", "same-origin")
            .header("accept", "application/json")
    }

    pub(crate) async fn log_in(&self, name: &str, password: &str) -> Response {
        let fields = [("login_name", name), ("password", password)];
        self.form("/login").form(&fields).send().await.unwrap()
    }

    pub(crate) async fn call_log_in(&self, name: &str, password: &str) -> Response {
        let fields = [("login_name", name), ("password", password)];
        self.call("log-in").form(&fields).send().await.unwrap()
    }
}

/// A header of an answer, or nothing.
pub(crate) fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// The middle one of some times.
pub(crate) fn median(times: &mut [u64]) -> u64 {
    times.sort_unstable();
    times[times.len() / 2]
}

/// How many times the shortest of some times goes into the longest.
#[allow(clippy::cast_precision_loss, reason = "microseconds")]
pub(crate) fn ratio(times: &[u64]) -> f64 {
    let (least, most) = (times.iter().min().unwrap(), times.iter().max().unwrap());
    *most as f64 / *least as f64
}
