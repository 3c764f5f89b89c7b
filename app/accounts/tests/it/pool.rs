//! PostgreSQL as operators put it: behind PgBouncer, and with its extension in a schema of its own.

use accounts::OpenError;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::process::{Child, Command, Stdio};
use testkit::TestDatabase;

use crate::harness::{CHEAP, open_url};

/// A PgBouncer before the cluster of the tests; it goes away with this value.
struct Bouncer {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Bouncer {
    /// `cluster` is the folder of the cluster's socket.
    fn start(cluster: &str, mode: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pgbouncer.ini");
        let configuration = format!(
            "[databases]\n* = host={cluster} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nauth_type = any\npool_mode = {mode}\nunix_socket_dir =\n\
             ignore_startup_parameters = extra_float_digits\n"
        );
        std::fs::write(&file, configuration).unwrap();
        // It does not run as root.
        std::fs::set_permissions(
            folder.path(),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        let mut command = Command::new("/usr/sbin/pgbouncer");
        if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
            command.args(["-u", "nobody"]);
        }
        let process = command
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let process = process.expect("pgbouncer is installed");
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        Self {
            process,
            port,
            _folder: folder,
        }
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pool_that_mixes_up_connections_is_told_of() {
    let database = TestDatabase::postgres();
    let (begin, name) = database.url().rsplit_once('/').unwrap();
    let cluster = begin.rsplit_once('@').unwrap().1.replace("%2F", "/");
    for (mode, starts) in [("transaction", false), ("session", true)] {
        let bouncer = Bouncer::start(&cluster, mode);
        let url = format!("postgres://postgres@127.0.0.1:{}/{name}", bouncer.port);
        let opened = open_url(&url, CHEAP).await;
        match opened {
            Ok((accounts, _)) => {
                assert!(starts, "{mode}");
                accounts.ping().await.unwrap();
                accounts.close().await.unwrap();
            }
            Err(error) => {
                assert!(
                    !starts && matches!(error, OpenError::Pool),
                    "{mode}: {error}"
                );
                assert!(error.to_string().contains("pool_mode=session"));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn searches_are_fast_wherever_the_extension_is() {
    let there = "SELECT count(*) FROM pg_class WHERE relname = 'users_search'";
    let database = TestDatabase::empty_postgres();
    database.execute("CREATE SCHEMA \"of others\"").await;
    database
        .execute("CREATE EXTENSION pg_trgm SCHEMA \"of others\"")
        .await;
    let (accounts, _) = open_url(database.url(), CHEAP).await.unwrap();
    assert_eq!(database.number(there).await, 1);
    accounts.close().await.unwrap();
    // One that could not be had at first is made by a later start.
    database.execute("DROP INDEX users_search").await;
    database.execute("DROP EXTENSION pg_trgm").await;
    let (accounts, _) = open_url(database.url(), CHEAP).await.unwrap();
    assert_eq!(database.number(there).await, 1);
    accounts.close().await.unwrap();
    // With tables in a schema of one's own too.
    let own = TestDatabase::empty_postgres();
    own.execute("CREATE SCHEMA portal").await;
    let url = format!("{}?options=-csearch_path%3Dportal", own.url());
    let (accounts, _) = open_url(&url, CHEAP).await.unwrap();
    let in_portal =
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'portal' AND tablename = 'users'";
    assert_eq!(own.number(in_portal).await, 1);
    assert_eq!(own.number(there).await, 1);
    accounts.close().await.unwrap();
}
