//! A server of a test's own, and a client that follows no redirect.

use accounts::Accounts;
use accounts::clock::{Clock, ManualClock};
use accounts::mail::Delivery;
use accounts::users::UserFields;
use leptos::config::LeptosOptions;
use model::email::Email;
use model::login_name::LoginName;
use model::password::Password;
use model::timestamp::Timestamp;
use model::user::{Role, Status};
use server::config::Config;
use server::public_url::PublicUrl;
use server::serve::Server;
pub(crate) use testkit::Browser;
use testkit::TestDatabase;
use tokio::sync::oneshot;

pub(crate) const PASSWORD: &str = "eleven quiet lanterns";

pub(crate) struct TestPortal {
    pub(crate) url: String,
    pub(crate) metrics_url: String,
    pub(crate) manual: ManualClock,
    pub(crate) setup_code: String,
    /// What browsers open, where a public address was wished for.
    host: Option<String>,
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
            .map_or(PublicUrl::from_listener(listen), |url| url.parse().unwrap()),
        public_url_is_given: wishes.public_url.is_some(),
        mail: match &wishes.smtp_url {
            Some(url) => Delivery::Smtp(url.parse().unwrap()),
            None => Delivery::Folder(std::env::temp_dir().join("latchkey-test-mails")),
        },
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
        ..Config::with_database(database.url())
    }
}

impl TestPortal {
    /// With nobody in it.
    pub(crate) async fn empty(database: &TestDatabase, wishes: &Wishes) -> Self {
        let (clock, manual) = Clock::manual(Timestamp(1_700_000_000_000));
        let server = Server::start(config(database, wishes), clock)
            .await
            .unwrap();
        let code = server.accounts().setup.make_code().await.unwrap();
        let setup_code = code.map_or_else(String::new, |code| code.reveal().to_owned());
        let (stop, stopped) = oneshot::channel::<()>();
        let portal = Self {
            url: format!("http://{}", server.address()),
            metrics_url: format!(
                "http://{}/metrics",
                server.metrics_address().unwrap().unwrap()
            ),
            manual,
            setup_code,
            host: wishes
                .public_url
                .map(|url| url.parse::<PublicUrl>().unwrap().host().to_owned()),
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

    /// A cookie of this portal, as a browser sends it.
    pub(crate) fn cookie(&self, what: &str, value: &str) -> String {
        let port = self.url.rsplit(':').next().unwrap_or_default();
        format!("latchkey-{port}-{what}={value}")
    }

    pub(crate) async fn add(&self, name: &str, role: Role) {
        add(&self.accounts, name, role).await;
    }

    pub(crate) fn browser(&self) -> Browser {
        match &self.host {
            Some(host) => Browser::with_host(&self.url, host),
            None => Browser::new(&self.url),
        }
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
    accounts.users.add(&user, &password).await.unwrap();
}
