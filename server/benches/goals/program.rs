//! The program as a process of its own, with the files that people's browsers get.

use accounts::clock::Stopwatch;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use testkit::TestDatabase;

pub(crate) const PASSWORD: &str = "seven green umbrellas";

/// The environment in which the program and its commands run.
pub(crate) struct House {
    pub(crate) database: TestDatabase,
    folder: TempDir,
}

/// A server; killed when dropped.
pub(crate) struct Program {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
}

impl House {
    pub(crate) fn new() -> Self {
        Self {
            database: TestDatabase::sqlite(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// One with an administrator `admin`, and its server.
    pub(crate) fn new_with_administrator() -> (Self, Program) {
        let house = Self::new();
        house.add("admin", "administrator");
        let program = house.start();
        (house, program)
    }

    fn command(&self, words: &[&str]) -> Command {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
        command
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .env("LEPTOS_SITE_ROOT", root.join("target/site"))
            .env("LATCHKEY_LISTEN", "127.0.0.1:0")
            .env("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")
            .env("LATCHKEY_DATABASE_URL", self.database.url())
            .env("LATCHKEY_LOG", "warn");
        command
    }

    /// Adds a user with [`PASSWORD`].
    pub(crate) fn add(&self, name: &str, role: &str) {
        let words = [
            "user",
            "add",
            "--login-name",
            name,
            "--role",
            role,
            "--password-stdin",
        ];
        let mut child = self
            .command(&words)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(PASSWORD.as_bytes()).unwrap();
        drop(input);
        assert!(child.wait().unwrap().success(), "{name} is added");
    }

    pub(crate) fn start(&self) -> Program {
        let mut child = self.command(&[]).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut said).unwrap();
        let address = said.trim().strip_prefix("Latchkey is at http://").unwrap();
        let address = address.to_owned();
        // What it says later is nobody's.
        std::thread::spawn(move || output.read_to_string(&mut String::new()));
        Program { child, address }
    }

    /// Milliseconds from the start of a process on an empty database to its first page.
    pub(crate) fn start_time() -> f64 {
        let house = Self::new();
        let watch = Stopwatch::start();
        let program = house.start();
        let mut stream = TcpStream::connect(&program.address).unwrap();
        let request = "GET /login HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).unwrap();
        let time = milliseconds(watch.microseconds());
        assert_eq!(&begin, b"HTTP/1.1 200");
        time
    }
}

impl Program {
    /// What it holds in memory, in MB.
    pub(crate) fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes: f64 = line
            .unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap();
        kilobytes / 1000.0
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[allow(clippy::cast_precision_loss, reason = "it is rounded anyway")]
pub(crate) fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1000.0
}
