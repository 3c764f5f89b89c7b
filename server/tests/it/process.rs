//! The program as a process, whose clock the test moves.

use model::timestamp::Duration;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use tempfile::TempDir;
use testkit::TestDatabase;

use crate::harness::Browser;

/// What makes hashing cheap.
const CHEAP: (&str, &str) = ("LATCHKEY_ARGON2", "m=64,t=1,p=1");

/// One process, killed when dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) url: String,
    log: Option<JoinHandle<Vec<String>>>,
}

/// The clock of all processes of a test (libfaketime): theirs is the machine's, so much ahead.
pub(crate) struct ProcessClock {
    folder: TempDir,
}

impl ProcessClock {
    pub(crate) fn new() -> Self {
        let clock = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        clock.set(Duration::seconds(0));
        clock
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    pub(crate) fn set(&self, ahead: Duration) {
        std::fs::write(self.file(), format!("+{}s", ahead.as_seconds())).unwrap();
    }
}

pub(crate) fn libfaketime() -> PathBuf {
    let libraries = std::fs::read_dir("/usr/lib").unwrap();
    libraries
        .map(|entry| entry.unwrap().path().join("faketime/libfaketime.so.1"))
        .find(|path| path.exists())
        .expect("libfaketime is installed: run ./x setup")
}

impl Process {
    /// One whose hashes cost `argon2`, and whose mails go into its folder.
    pub(crate) fn start(database: &TestDatabase, clock: &ProcessClock, argon2: &str) -> Self {
        Self::start_with(database, clock, &[("LATCHKEY_ARGON2", argon2)])
    }

    /// One with more in its environment.
    pub(crate) fn start_with(
        database: &TestDatabase,
        clock: &ProcessClock,
        environment: &[(&str, &str)],
    ) -> Self {
        Self::spawn(
            Command::new(env!("CARGO_BIN_EXE_latchkey")),
            database.url(),
            clock,
            environment,
        )
    }

    /// One that can write no further than `blocks` of 512 bytes into any file, until [`Process::give_room`].
    pub(crate) fn start_on_small_disk(
        database: &TestDatabase,
        clock: &ProcessClock,
        blocks: u32,
    ) -> Self {
        let mut shell = Command::new("sh");
        // Without the signal the program is told what a full disk tells.
        shell.args([
            "-c",
            &format!("trap '' XFSZ; ulimit -Sf {blocks}; exec \"$0\""),
        ]);
        shell.arg(env!("CARGO_BIN_EXE_latchkey"));
        Self::spawn(shell, database.url(), clock, &[CHEAP])
    }

    /// Whatever was in the way is removed from the disk.
    pub(crate) fn give_room(&self) {
        let id = self.child.id().to_string();
        let given = Command::new("prlimit")
            .args(["--pid", &id, "--fsize=unlimited:"])
            .status();
        assert!(given.unwrap().success());
    }

    /// One on a database at `url`.
    pub(crate) fn start_at(url: &str, clock: &ProcessClock) -> Self {
        Self::spawn(
            Command::new(env!("CARGO_BIN_EXE_latchkey")),
            url,
            clock,
            &[CHEAP],
        )
    }

    fn spawn(
        mut command: Command,
        database_url: &str,
        clock: &ProcessClock,
        environment: &[(&str, &str)],
    ) -> Self {
        let site = clock.folder.path().join("site");
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        let mut child = command
            .current_dir(clock.folder.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LD_PRELOAD", libfaketime())
            .env("FAKETIME_TIMESTAMP_FILE", clock.file())
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("LEPTOS_SITE_ROOT", &site)
            .env("LATCHKEY_LISTEN", "127.0.0.1:0")
            .env("LATCHKEY_DATABASE_URL", database_url)
            .envs(environment.iter().copied())
            .env("LATCHKEY_LOG", "info,accounts::login::hasher=debug")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = std::thread::spawn(move || lines.map_while(Result::ok).collect());
        let mut said = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut said).unwrap();
        let url = said.trim().strip_prefix("Latchkey is at ");
        let url = url.unwrap_or_else(|| panic!("{said}")).to_owned();
        Self {
            child,
            url,
            log: Some(log),
        }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// As the kernel ends a process that has no say in it; how many lines of its log hold `text`.
    pub(crate) fn kill(&mut self, text: &str) -> usize {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let log = self.log.take().unwrap().join().unwrap();
        log.iter().filter(|line| line.contains(text)).count()
    }
}

impl Process {
    /// Asks it to stop, as an operator does.
    pub(crate) fn ask_to_stop(&self) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.unwrap().success());
    }

    /// The same, and waits until it has; whether it went well.
    pub(crate) fn stop(mut self) -> bool {
        self.ask_to_stop();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
