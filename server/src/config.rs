//! The configuration: `Leptos.toml` and the environment, which wins. The only place that reads
//! either. A key that is unknown or wrong stops the start.

use accounts::login::HashingCost;
use accounts::mail::{Delivery, Sender, SmtpUrl, host_of};
use ipnet::IpNet;
use leptos::config::{Env, LeptosOptions};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::kubernetes;
use crate::public_url::PublicUrl;

/// The file, in the folder that the program is started in.
pub const FILE: &str = "Leptos.toml";
const PREFIX: &str = "LATCHKEY_";

/// Read by hand and not by serde, whose errors do not know the variable or the line that they are about.
///
/// Every key: its name in the file, and whether it may be given as the path of a file that holds
/// it (`LATCHKEY_…_FILE`), as secrets are.
const KEYS: [(&str, bool); 11] = [
    ("listen", false),
    ("public_url", false),
    ("database_url", true),
    ("smtp_url", true),
    ("mail_from", false),
    ("hsts_subdomains", false),
    ("trusted_proxies", false),
    ("argon2", false),
    ("log", false),
    ("audit_stream", false),
    ("metrics_listen", false),
];

/// Where mails are written as long as no mail server is configured.
const MAIL_FOLDER: &str = "data/outbox";

/// Everything that is decided when the program starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address that people open; a guess, unless it [`is_given`](Config::public_url_is_given).
    pub public_url: PublicUrl,
    /// Somebody said what the address is.
    pub public_url_is_given: bool,
    /// Whether browsers are told to stay with https on all names under the address too.
    pub hsts_subdomains: bool,
    /// The database; may hold a password.
    pub database_url: SecretString,
    /// Where mails go.
    pub mail: Delivery,
    /// Whom they are from, unless that is made from the public address.
    pub mail_from: Option<Sender>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// What a password hash costs.
    pub hashing_cost: HashingCost,
    /// What is logged, in the words of `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// Whether the entries of the audit log are logged too.
    pub audit_stream: bool,
    /// Where figures for Prometheus are to be had; nowhere, if nothing is said.
    pub metrics_listen: Option<SocketAddr>,
    /// Where the browser's files are, and how they are named.
    pub leptos: LeptosOptions,
}

/// Where to listen: an address and a port, or a port of `localhost`.
#[derive(Clone, Copy, Debug)]
struct Listen(SocketAddr);

impl FromStr for Listen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "expected an address of this machine and a port, such as 127.0.0.1:3000, \
             or 0.0.0.0:3000 for all of its addresses";
        let text = text
            .strip_prefix("localhost:")
            .map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
        text.parse().map(Self).map_err(|_| EXPECTED)
    }
}

/// Why the program does not start.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{FILE} cannot be read: {0}")]
    File(#[from] config::ConfigError),
    /// A key that nothing reads.
    #[error("{place}: unknown key; the keys are {}", known())]
    Unknown {
        /// Where it stands.
        place: String,
    },
    /// A value that cannot be used.
    #[error("{place}: {problem}")]
    Value {
        /// Where it stands.
        place: String,
        /// What is expected.
        problem: String,
    },
    /// A secret's file cannot be read.
    #[error("{place}: the file {} cannot be read: {error}", path.display())]
    Secret {
        /// Where the path stands.
        place: String,
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The browser's files are missing.
    #[error("{} is missing; build with ./x build, or set site-root in {FILE} to the folder `site`", .0.display())]
    Site(PathBuf),
}

fn known() -> String {
    KEYS.map(|(key, _)| key).join(", ")
}

/// A value and where it stands.
struct Given {
    place: String,
    value: String,
}

struct Values(BTreeMap<&'static str, Given>);

impl Values {
    fn parse<T: FromStr>(&self, key: &str, default: T) -> Result<T, ConfigError>
    where
        T::Err: fmt::Display,
    {
        Ok(self.given(key)?.unwrap_or(default))
    }

    /// `None` if nothing was given.
    fn given<T: FromStr>(&self, key: &str) -> Result<Option<T>, ConfigError>
    where
        T::Err: fmt::Display,
    {
        let Some(given) = self.0.get(key) else {
            return Ok(None);
        };
        let parsed = given.value.trim().parse();
        parsed
            .map(Some)
            .map_err(|error: T::Err| ConfigError::Value {
                place: given.place.clone(),
                problem: error.to_string(),
            })
    }

    fn networks(&self, key: &str) -> Result<Vec<IpNet>, ConfigError> {
        let Some(given) = self.0.get(key) else {
            return Ok(Vec::new());
        };
        let one = |text: &str| {
            text.parse::<IpNet>()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| ConfigError::Value {
                    place: given.place.clone(),
                    problem: format!(
                        "{text} is neither an address nor a network such as 10.0.0.0/8"
                    ),
                })
        };
        given
            .value
            .split(',')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(one)
            .collect()
    }
}

impl Config {
    /// Reads the file in the current folder and this process's environment.
    ///
    /// # Errors
    /// [`ConfigError`].
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the place where the environment is read"
    )]
    pub fn load() -> Result<Self, ConfigError> {
        Self::read(
            Path::new(FILE),
            std::env::vars_os().filter_map(|(name, value)| {
                Some((name.into_string().ok()?, value.into_string().ok()?))
            }),
        )
    }

    /// With a database, and all else as where nothing is configured.
    ///
    /// # Panics
    /// Never: nothing is given that could be wrong.
    #[must_use]
    pub fn with_database(url: &str) -> Self {
        let nothing = Self::from_values(&Values(BTreeMap::new()), &BTreeMap::new());
        Self {
            database_url: url.to_owned().into(),
            ..nothing.expect("defaults are well formed")
        }
    }

    fn read(
        file: &Path,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let file = config::Config::builder()
            .add_source(config::File::from(file).required(false))
            .build()?;
        let table = |name| file.get_table(name).unwrap_or_default();
        let mut values = Values(BTreeMap::new());
        for (key, value) in table("latchkey") {
            let place = format!("{FILE}: latchkey.{key}");
            let Some((key, _)) = KEYS.iter().find(|(known, _)| *known == key) else {
                return Err(ConfigError::Unknown { place });
            };
            let value = value.into_string()?;
            values.0.insert(key, Given { place, value });
        }
        let mut leptos: BTreeMap<String, String> = BTreeMap::new();
        for (key, value) in table("leptos") {
            leptos.insert(key, value.into_string()?);
        }
        for (name, value) in environment {
            if kubernetes::sets(PREFIX, &name) {
                continue;
            }
            if let Some(key) = name.strip_prefix(PREFIX) {
                let (key, given) = from_environment(&name, &key.to_ascii_lowercase(), value)?;
                values.0.insert(key, given);
            } else if let Some(key) = name.strip_prefix("LEPTOS_") {
                leptos.insert(key.to_ascii_lowercase().replace('_', "-"), value);
            }
        }
        Self::from_values(&values, &leptos)
    }

    fn from_values(
        values: &Values,
        leptos: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let Listen(listen) = values.parse("listen", Listen(([127, 0, 0, 1], 3000).into()))?;
        let here = PublicUrl::from_listener(listen);
        let database_url = values.parse("database_url", "sqlite://data/latchkey.db".to_owned())?;
        let site_root = leptos
            .get("site-root")
            .map_or("target/site", String::as_str);
        let hash_files = leptos
            .get("hash-files")
            .is_some_and(|value| value == "true");
        Ok(Self {
            listen,
            public_url: values.parse("public_url", here)?,
            public_url_is_given: values.0.contains_key("public_url"),
            hsts_subdomains: values.parse("hsts_subdomains", false)?,
            database_url: database_url.into(),
            mail: match values.given::<SmtpUrl>("smtp_url")? {
                Some(url) => Delivery::Smtp(url),
                None => Delivery::Folder(MAIL_FOLDER.into()),
            },
            mail_from: values.given("mail_from")?,
            trusted_proxies: values.networks("trusted_proxies")?,
            hashing_cost: values.parse("argon2", HashingCost::default())?,
            log: values.parse("log", "info".to_owned())?,
            audit_stream: values.parse("audit_stream", false)?,
            metrics_listen: values.given("metrics_listen")?,
            leptos: LeptosOptions::builder()
                .output_name("latchkey")
                .site_root(site_root)
                .site_pkg_dir("pkg")
                .env(Env::PROD)
                .site_addr(listen)
                .hash_files(hash_files)
                .build(),
        })
    }

    /// What is wrong with an address that nobody gave: that of a server which listens everywhere is none that
    /// a browser could open.
    #[must_use]
    pub fn public_url_problem(&self) -> Option<String> {
        let nowhere = !self.public_url_is_given && self.listen.ip().is_unspecified();
        nowhere.then(|| {
            format!(
                "LATCHKEY_PUBLIC_URL is not set, and links in mails begin with {}, which nobody can open: set it to \
                 the address that people open, such as https://login.example.test",
                self.public_url
            )
        })
    }

    /// Whom mails are from.
    #[must_use]
    pub fn sender(&self) -> Sender {
        let host = host_of(self.public_url.origin());
        self.mail_from
            .clone()
            .unwrap_or_else(|| Sender::from_host(host))
    }

    /// Looks for the browser's files, which the first page could not be rendered without.
    ///
    /// # Errors
    /// [`ConfigError::Site`].
    pub fn check_site(&self) -> Result<(), ConfigError> {
        let mut needed = vec![Path::new(&*self.leptos.site_root).join(&*self.leptos.site_pkg_dir)];
        if self.leptos.hash_files {
            // Leptos looks for it beside the program.
            let program = std::env::current_exe().unwrap_or_default();
            needed.push(program.with_file_name(&*self.leptos.hash_file));
        }
        match needed.into_iter().find(|path| !path.exists()) {
            Some(missing) => Err(ConfigError::Site(missing)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = self.database_url.expose_secret();
        let kind = database.split("://").next().unwrap_or_default();
        writeln!(f, "listen          {}", self.listen)?;
        writeln!(f, "public_url      {}", self.public_url)?;
        writeln!(f, "hsts_subdomains {}", self.hsts_subdomains)?;
        writeln!(f, "database_url    {kind}://…")?;
        match &self.mail {
            Delivery::Smtp(url) => writeln!(f, "smtp_url        {url}")?,
            Delivery::Folder(folder) => {
                writeln!(
                    f,
                    "smtp_url        none: mails are written to {}",
                    folder.display()
                )?;
            }
        }
        writeln!(f, "mail_from       {}", self.sender())?;
        writeln!(f, "trusted_proxies {:?}", self.trusted_proxies)?;
        writeln!(f, "argon2          {}", self.hashing_cost)?;
        writeln!(f, "log             {}", self.log)?;
        writeln!(f, "audit_stream    {}", self.audit_stream)?;
        match self.metrics_listen {
            Some(address) => write!(f, "metrics_listen  {address}"),
            None => write!(f, "metrics_listen  none: there are no metrics"),
        }
    }
}

fn from_environment(
    name: &str,
    key: &str,
    value: String,
) -> Result<(&'static str, Given), ConfigError> {
    let place = name.to_owned();
    if let Some((key, _)) = KEYS.iter().find(|(known, _)| *known == key) {
        return Ok((key, Given { place, value }));
    }
    let in_file = |known: &str| key.strip_suffix("_file") == Some(known);
    let Some((key, _)) = KEYS
        .iter()
        .find(|(known, secret)| *secret && in_file(known))
    else {
        return Err(ConfigError::Unknown { place });
    };
    match std::fs::read_to_string(&value) {
        Ok(value) => Ok((key, Given { place, value })),
        Err(error) => Err(ConfigError::Secret {
            place,
            path: value.into(),
            error,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(&path, file).unwrap();
        let pairs = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(&path, pairs)
    }

    fn message(file: &str, environment: &[(&str, &str)]) -> String {
        read(file, environment).unwrap_err().to_string()
    }

    #[test]
    fn nothing_needs_to_be_configured() {
        let config = Config::read(Path::new("no-such-file.toml"), std::iter::empty()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.public_url.origin(), "http://127.0.0.1:3000");
        assert_eq!(config.hashing_cost, HashingCost::default());
        assert_eq!(config.metrics_listen, None);
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = "[latchkey]\nlisten = \"127.0.0.1:1000\"\nargon2 = \"m=64,t=1,p=1\"";
        let config = read(file, &[("LATCHKEY_LISTEN", "[::1]:2000"), ("PATH", "/bin")]).unwrap();
        assert_eq!(config.listen.to_string(), "[::1]:2000");
        assert_eq!(config.hashing_cost.to_string(), "m=64,t=1,p=1");
    }

    #[test]
    fn unknown_keys_stop_the_start_and_are_named() {
        let text = message("[latchkey]\nlistn = \"x\"", &[]);
        assert!(
            text.starts_with("Leptos.toml: latchkey.listn: unknown key"),
            "{text}"
        );
        let text = message("", &[("LATCHKEY_DATABSE_URL", "secret")]);
        assert!(
            text.starts_with("LATCHKEY_DATABSE_URL: unknown key"),
            "{text}"
        );
        assert!(!text.contains("secret"), "{text}");
        // Only secrets may come from a file.
        let text = message("", &[("LATCHKEY_LISTEN_FILE", "/dev/null")]);
        assert!(text.contains("unknown key"), "{text}");
    }

    #[test]
    fn what_kubernetes_sets_for_a_service_is_passed_over() {
        for name in [
            "LATCHKEY_SERVICE_HOST",
            "LATCHKEY_SERVICE_PORT",
            "LATCHKEY_SERVICE_PORT_HTTP",
            "LATCHKEY_PORT",
            "LATCHKEY_PORT_80_TCP",
            "LATCHKEY_PORT_80_TCP_PROTO",
            "LATCHKEY_PORT_80_TCP_PORT",
            "LATCHKEY_PORT_80_TCP_ADDR",
            "LATCHKEY_PORT_53_UDP",
            "LATCHKEY_METRICS_V2_SERVICE_HOST",
            "LATCHKEY_METRICS_PORT_9000_TCP",
        ] {
            assert!(read("", &[(name, "tcp://10.0.0.1:80")]).is_ok(), "{name}");
        }
        for name in [
            "LATCHKEY_SERVICE",
            "LATCHKEY_SERVICE_HOSTS",
            "LATCHKEY_PORT_TCP",
            "LATCHKEY_PORT_80",
            "LATCHKEY_PORT_80_HTTP",
            "LATCHKEY_PORT_80_TCP_HOST",
            "LATCHKEY_PORTS",
        ] {
            assert!(
                message("", &[(name, "x")]).contains("unknown key"),
                "{name}"
            );
        }
    }

    #[test]
    fn an_address_that_nobody_gave_and_nobody_can_open_is_told_of() {
        let everywhere = read("", &[("LATCHKEY_LISTEN", "0.0.0.0:3000")]).unwrap();
        let problem = everywhere.public_url_problem().unwrap();
        assert!(
            problem.starts_with("LATCHKEY_PUBLIC_URL is not set"),
            "{problem}"
        );
        let given = [
            ("LATCHKEY_LISTEN", "[::]:3000"),
            ("LATCHKEY_PUBLIC_URL", "http://192.0.2.1:3000"),
        ];
        assert_eq!(read("", &given).unwrap().public_url_problem(), None);
        assert_eq!(read("", &[]).unwrap().public_url_problem(), None);
        let here = read("", &[("LATCHKEY_LISTEN", "localhost:3000")]).unwrap();
        assert_eq!(here.listen, ([127, 0, 0, 1], 3000).into());
        assert_eq!(here.public_url.origin(), "http://127.0.0.1:3000");
    }

    #[test]
    fn wrong_values_say_what_is_expected() {
        let cases = [
            (
                "LATCHKEY_LISTEN",
                "here",
                "LATCHKEY_LISTEN: expected an address of this machine and a port",
            ),
            ("LATCHKEY_LISTEN", "0.0.0.0", "such as 127.0.0.1:3000"),
            ("LATCHKEY_HSTS_SUBDOMAINS", "yes", "`true` or `false`"),
            (
                "LATCHKEY_PUBLIC_URL",
                "login.example.test",
                "expected an address such as",
            ),
            (
                "LATCHKEY_PUBLIC_URL",
                "https://login.example.test/path",
                "without a path",
            ),
            ("LATCHKEY_ARGON2", "m=1", "expected m=KiB"),
            (
                "LATCHKEY_TRUSTED_PROXIES",
                "10.0.0.0/8, proxy",
                "proxy is neither",
            ),
            ("LATCHKEY_SMTP_URL", "mail:hush@host", "expected smtps://"),
            (
                "LATCHKEY_MAIL_FROM",
                "Latchkey",
                "expected an address such as",
            ),
        ];
        for (name, value, expected) in cases {
            let text = message("", &[(name, value)]);
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn a_secret_may_come_from_a_file_and_does_not_print() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("url");
        std::fs::write(&path, "postgres://latchkey:hush@db/latchkey\n").unwrap();
        let config = read(
            "",
            &[("LATCHKEY_DATABASE_URL_FILE", path.to_str().unwrap())],
        )
        .unwrap();
        assert_eq!(
            config.database_url.expose_secret(),
            "postgres://latchkey:hush@db/latchkey"
        );
        for text in [format!("{config:?}"), config.to_string()] {
            assert!(!text.contains("hush"), "{text}");
        }
        let config = read(
            "",
            &[("LATCHKEY_SMTP_URL", "smtps://sora:hush@mail.example.test")],
        );
        let config = config.unwrap();
        for text in [format!("{config:?}"), config.to_string()] {
            assert!(text.contains("smtps://mail.example.test"), "{text}");
            assert!(!text.contains("hush"), "{text}");
        }
        let text = message("", &[("LATCHKEY_SMTP_URL", "smtp://sora:hu/sh@host")]);
        assert!(!text.contains("hu/sh"), "{text}");
        let text = message("", &[("LATCHKEY_DATABASE_URL_FILE", "/no/such/file")]);
        assert!(text.contains("/no/such/file cannot be read"), "{text}");
    }
}
