//! The program itself: how it starts, refuses to start, and what its commands say.

use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn latchkey(
    folder: &Path,
    environment: &[(&str, &str)],
    arguments: &[&str],
    input: &str,
) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_latchkey"))
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses to start reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn said(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).unwrap()
}

/// What it says last before it gives up.
fn refusal(folder: &Path, environment: &[(&str, &str)], arguments: &[&str], input: &str) -> String {
    let output = latchkey(folder, environment, arguments, input);
    assert!(!output.status.success());
    said(&output.stderr)
        .lines()
        .last()
        .unwrap_or_default()
        .to_owned()
}

/// A folder with what the start looks for.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("target/site/pkg")).unwrap();
    folder
}

#[test]
fn what_hinders_the_start_is_said_in_one_sentence() {
    let folder = folder();
    let path = folder.path();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    std::fs::write(
        path.join("no-database"),
        "This is a text, and a long one at that. ".repeat(100),
    )
    .unwrap();
    for (environment, expected) in [
        (
            vec![("LATCHKEY_LISTEN", address.as_str())],
            "latchkey: cannot listen on",
        ),
        (
            vec![("LATCHKEY_LSITEN", "x")],
            "latchkey: LATCHKEY_LSITEN: unknown key",
        ),
        (
            vec![("LATCHKEY_LISTEN", "x")],
            "latchkey: LATCHKEY_LISTEN: ",
        ),
        (
            vec![
                ("LATCHKEY_LISTEN", "127.0.0.1:0"),
                ("LATCHKEY_DATABASE_URL", "sqlite://no-database"),
            ],
            "latchkey: the database cannot be opened: ",
        ),
        (
            vec![
                ("LATCHKEY_LISTEN", "127.0.0.1:0"),
                ("LATCHKEY_DATABASE_URL", "sqlite:///proc/none/l.db"),
            ],
            "latchkey: the folder /proc/none cannot be made: ",
        ),
        (
            vec![
                ("LATCHKEY_LISTEN", "127.0.0.1:0"),
                ("LATCHKEY_DATABASE_URL", "mysql://db/latchkey"),
            ],
            "latchkey: the database URL must start with sqlite:// or postgres://",
        ),
        (
            vec![
                ("LATCHKEY_LISTEN", "127.0.0.1:0"),
                (
                    "LATCHKEY_DATABASE_URL",
                    "postgres://latchkey:hu/sh@db/latchkey",
                ),
            ],
            "latchkey: the database URL cannot be read; in a password write",
        ),
        (
            vec![("LATCHKEY_DATABASE_URL", "sqlite:///proc/latchkey.db")],
            "latchkey: /proc/latchkey.db, or the folder that it is in, cannot be written: ",
        ),
        (
            vec![("LEPTOS_SITE_ROOT", "none")],
            "latchkey: none/pkg is missing",
        ),
    ] {
        let text = refusal(path, &environment, &[], "");
        assert!(text.starts_with(expected), "{environment:?}: {text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    std::fs::write(path.join("Leptos.toml"), "[latchkey]\nlistn = 1\n").unwrap();
    let text = refusal(path, &[], &["check-config"], "");
    assert!(
        text.contains("Leptos.toml: latchkey.listn: unknown key"),
        "{text}"
    );
}

#[test]
fn users_are_added_by_command() {
    let folder = folder();
    let path = folder.path();
    let environment = [("LATCHKEY_ARGON2", "m=64,t=1,p=1")];
    let add = [
        "user",
        "add",
        "--login-name",
        "sora",
        "--email",
        "sora@example.test",
        "--role",
        "administrator",
        "--password-stdin",
    ];
    let added = latchkey(path, &environment, &add, "eleven quiet lanterns\n");
    assert!(added.status.success(), "{}", said(&added.stderr));
    assert_eq!(said(&added.stdout), "Added sora.\n");
    assert!(path.join("data/latchkey.db").exists());
    let text = refusal(path, &environment, &add, "eleven quiet lanterns\n");
    assert_eq!(text, "latchkey: sora exists already");
    let other = ["user", "add", "--login-name", "mika", "--password-stdin"];
    let text = refusal(path, &environment, &other, "short\n");
    assert!(text.contains("Use at least 15 characters."), "{text}");
    let text = refusal(path, &environment, &other, "");
    assert_eq!(text, "latchkey: Enter your password.");
    let bad = ["user", "add", "--login-name", "a:b", "--password-stdin"];
    let output = latchkey(path, &environment, &bad, "");
    assert!(said(&output.stderr).contains("cannot contain any of"));
}

#[test]
fn users_are_unlocked_by_command() {
    let folder = folder();
    let path = folder.path();
    let environment = [("LATCHKEY_ARGON2", "m=64,t=1,p=1")];
    let add = ["user", "add", "--login-name", "Mika", "--password-stdin"];
    let added = latchkey(path, &environment, &add, "eleven quiet lanterns\n");
    assert!(added.status.success(), "{}", said(&added.stderr));
    let unlock = |name| ["user", "unlock", "--login-name", name];
    let unlocked = latchkey(path, &environment, &unlock("mika"), "");
    assert_eq!(said(&unlocked.stdout), "Unlocked mika.\n");
    let text = refusal(path, &environment, &unlock("nobody"), "");
    assert_eq!(text, "latchkey: nobody has the login name nobody");
}

#[test]
fn passwords_are_set_by_command() {
    let folder = folder();
    let path = folder.path();
    let environment = [("LATCHKEY_ARGON2", "m=64,t=1,p=1")];
    let add = ["user", "add", "--login-name", "Mika", "--password-stdin"];
    let added = latchkey(path, &environment, &add, "eleven quiet lanterns\n");
    assert!(added.status.success(), "{}", said(&added.stderr));
    let set = |name| {
        [
            "user",
            "set-password",
            "--login-name",
            name,
            "--password-stdin",
        ]
    };
    let changed = latchkey(path, &environment, &set("mika"), "seven green umbrellas\n");
    assert_eq!(said(&changed.stdout), "mika has a new password.\n");
    for (name, password, expected) in [
        ("mika", "short\n", "latchkey: Use at least 15 characters."),
        (
            "nobody",
            "eight blue teapots\n",
            "latchkey: nobody has the login name nobody",
        ),
    ] {
        let text = refusal(path, &environment, &set(name), password);
        assert!(text.starts_with(expected), "{text}");
    }
}

#[test]
fn settings_are_read_and_changed_by_command() {
    let folder = folder();
    let path = folder.path();
    let changed = latchkey(path, &[], &["setting", "set", "allow-reset", "off"], "");
    assert_eq!(said(&changed.stdout), "allow-reset = off\n");
    let listed = latchkey(path, &[], &["setting", "list"], "");
    assert!(said(&listed.stdout).starts_with("allow-reset = off\nreset-link-minutes = 30\n"));
    let text = refusal(path, &[], &["setting", "set", "allow-reset", "perhaps"], "");
    assert_eq!(text, "latchkey: allow-reset: This must be on or off.");
    let unknown = latchkey(path, &[], &["setting", "set", "allow-rest", "off"], "");
    assert!(said(&unknown.stderr).contains("allow-rest"));
    assert!(!unknown.status.success());
}

#[test]
fn a_test_mail_says_where_it_went() {
    let folder = folder();
    let path = folder.path();
    let send = ["send-test-mail", "--to", "mika@example.test"];
    let sent = latchkey(path, &[], &send, "");
    let text = said(&sent.stdout);
    let file = text
        .strip_prefix("Sent to mika@example.test: written to ")
        .unwrap_or_else(|| panic!("{text}{}", said(&sent.stderr)));
    let mail = std::fs::read_to_string(path.join(file.trim())).unwrap();
    assert!(
        mail.contains("Subject: A test mail from Latchkey"),
        "{mail}"
    );
    // Nobody listens there.
    let nobody = [("LATCHKEY_SMTP_URL", "smtp://127.0.0.1:1")];
    assert!(refusal(path, &nobody, &send, "").contains("refused"));
}

#[test]
fn no_password_is_taken_from_the_arguments() {
    let folder = folder();
    let output = latchkey(
        folder.path(),
        &[],
        &["user", "add", "--login-name", "mika"],
        "",
    );
    assert!(said(&output.stderr).contains("--password-stdin"));
}

#[cfg(unix)]
#[test]
fn the_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let migrated = latchkey(folder.path(), &[], &["migrate"], "");
    assert!(migrated.status.success(), "{}", said(&migrated.stderr));
    let mode = std::fs::metadata(folder.path().join("data"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_backup_is_made_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path();
    let environment = [("LATCHKEY_ARGON2", "m=64,t=1,p=1")];
    // Of nothing there is none, and none is left behind.
    let text = refusal(path, &environment, &["backup", "copy.db"], "");
    assert!(text.contains("data/latchkey.db"), "{text}");
    assert!(!path.join("copy.db").exists());
    let add = ["user", "add", "--login-name", "mika", "--password-stdin"];
    latchkey(path, &environment, &add, "eleven quiet lanterns\n");
    let made = latchkey(path, &environment, &["backup", "copy.db"], "");
    assert_eq!(said(&made.stdout), "Copied to copy.db.\n");
    let mode = std::fs::metadata(path.join("copy.db"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = refusal(path, &environment, &["backup", "copy.db"], "");
    assert!(
        text.starts_with("latchkey: copy.db: "),
        "nothing is overwritten: {text}"
    );
    let copy = [("LATCHKEY_DATABASE_URL", "sqlite://copy.db")];
    let checked = latchkey(path, &copy, &["check-database"], "");
    assert!(
        said(&checked.stdout).contains("invariants hold"),
        "{}",
        said(&checked.stderr)
    );
    let unlocked = latchkey(path, &copy, &["user", "unlock", "--login-name", "mika"], "");
    assert_eq!(said(&unlocked.stdout), "Unlocked mika.\n");
    let unknown_browsers = [("LATCHKEY_DATABASE_URL", "postgres://latchkey@db/latchkey")];
    let text = refusal(path, &unknown_browsers, &["backup", "other.db"], "");
    assert!(text.contains("pg_dump"), "{text}");
}

/// Whoever reads it has stopped to, as a full disk or a stuck collector does.
#[test]
fn a_log_that_nobody_reads_stops_no_server() {
    use std::io::{BufRead, BufReader, Read};
    use std::net::TcpStream;
    let folder = folder();
    let mut server = Command::new(env!("CARGO_BIN_EXE_latchkey"))
        .current_dir(folder.path())
        .env("LATCHKEY_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(server.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    let address = line.trim().rsplit('/').next().unwrap().to_owned();
    // A pipe holds 64 KiB, and each request is a line of some 200 bytes.
    for _ in 0..1000 {
        let mut stream = TcpStream::connect(&address).unwrap();
        let patience = Some(std::time::Duration::from_secs(10));
        stream.set_read_timeout(patience).unwrap();
        let head = "GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with("live"), "{answer}");
    }
    server.kill().unwrap();
    server.wait().unwrap();
}
