//! The commands.

use accounts::Accounts;
use accounts::clock::Clock;
use accounts::invariants::CheckedInvariant;
use accounts::recovery::SetPasswordError;
use accounts::settings::Setting;
use accounts::users::{AddUserError, UserFields};
use clap::{Args, Parser, Subcommand};
use model::email::Email;
use model::locale::Locale;
use model::login_name::LoginName;
use model::password::Password;
use model::user::Role;
use secrecy::ExposeSecret;
use std::error::Error;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::config::Config;
use crate::serve::{self, Server};
use crate::telemetry::{self, Log};

/// How long an answer of a server that is well takes at most.
const HEALTH_PATIENCE: Duration = Duration::from_secs(5);
/// How often it is said that lines of the log were dropped.
const LOG_WATCHED: Duration = Duration::from_secs(60);
/// No answer to a health check is longer, in bytes.
const HEALTH_LIMIT: u64 = 4096;
/// Longest password that is read, in bytes: 256 code points of four, and a line end.
const STDIN_LIMIT: u64 = 1026;

type CommandResult = Result<(), Box<dyn Error + Send + Sync>>;

/// A login portal that gets people back in.
#[derive(Debug, Parser)]
#[command(name = "latchkey", version)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server (what happens without a command).
    Serve,
    /// Manage users.
    #[command(subcommand)]
    User(UserCommand),
    /// Read and change what an administrator sets while the servers run.
    #[command(subcommand)]
    Setting(SettingCommand),
    /// Say what the configuration is, or what is wrong with it.
    CheckConfig,
    /// Send a mail at once, to find out whether mails can be sent.
    SendTestMail(SendTestMail),
    /// Bring the database's tables up to date, as `serve` does when it starts.
    Migrate,
    /// Look whether the database holds what it must, after a crash or a restored backup.
    CheckDatabase,
    /// Copy SQLite's file into a new one, while servers use it. Whoever has it has the hashes of the passwords.
    Backup(Backup),
    /// Ask the server of this configuration whether it can log people in; for a container's health check.
    Healthcheck,
}

#[derive(Args, Debug)]
struct Backup {
    /// The new file; readable for its owner alone.
    file: PathBuf,
}

#[derive(Args, Debug)]
struct SendTestMail {
    /// Whom to.
    #[arg(long, value_name = "ADDRESS", value_parser = Email::parse)]
    to: Email,
}

#[derive(Debug, Subcommand)]
enum SettingCommand {
    /// Say what each setting is.
    List,
    /// Change a setting; running servers go by it within five seconds.
    Set(SetSetting),
}

#[derive(Args, Debug)]
struct SetSetting {
    /// Which one; `list` names them.
    #[arg(value_name = "NAME")]
    setting: Setting,
    /// What it is to be.
    value: String,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a user.
    Add(AddUser),
    /// Let a user who was locked out after too many failed attempts try again.
    Unlock(UnlockUser),
    /// Give a user another password, which unlocks and logs out everywhere too.
    SetPassword(SetPassword),
}

#[derive(Args, Debug)]
struct SetPassword {
    /// What the user logs in with.
    #[arg(long, value_name = "NAME", value_parser = LoginName::parse)]
    login_name: LoginName,
    /// Let the user choose another one at the next login.
    #[arg(long)]
    must_change: bool,
    /// Read the password from standard input; arguments can be seen by others.
    #[arg(long, required = true)]
    password_stdin: bool,
}

#[derive(Args, Debug)]
struct UnlockUser {
    /// What the user logs in with.
    #[arg(long, value_name = "NAME", value_parser = LoginName::parse)]
    login_name: LoginName,
}

#[derive(Args, Debug)]
struct AddUser {
    /// What the user logs in with.
    #[arg(long, value_name = "NAME", value_parser = LoginName::parse)]
    login_name: LoginName,
    /// Where mails go.
    #[arg(long, value_name = "ADDRESS", value_parser = Email::parse)]
    email: Option<Email>,
    /// `user` or `administrator`.
    #[arg(long, default_value_t = Role::User)]
    role: Role,
    /// Read the password from standard input; arguments can be seen by others.
    #[arg(long, required = true)]
    password_stdin: bool,
}

/// Does what the arguments say.
///
/// # Errors
/// Whatever went wrong, as one sentence.
pub fn run(arguments: Arguments) -> CommandResult {
    let config = Config::load()?;
    let log = telemetry::start(&config.log)?;
    // Two threads at least: rendering may wait for data that another one brings.
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .max(2);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()?
        .block_on(async {
            match arguments.command.unwrap_or(Command::Serve) {
                Command::Serve => serve(config, &log).await,
                Command::User(UserCommand::Add(user)) => add_user(&config, user).await,
                Command::User(UserCommand::Unlock(user)) => {
                    unlock_user(&config, &user.login_name).await
                }
                Command::User(UserCommand::SetPassword(user)) => set_password(&config, &user).await,
                Command::Setting(SettingCommand::List) => list_settings(&config).await,
                Command::Setting(SettingCommand::Set(setting)) => {
                    set_setting(&config, &setting).await
                }
                Command::CheckConfig => Ok(writeln!(io::stdout(), "{config}")?),
                Command::SendTestMail(mail) => send_test_mail(&config, &mail.to).await,
                Command::Migrate => {
                    Ok(serve::open(&config, Clock::system()).await?.close().await?)
                }
                Command::Backup(backup) => back_up(&config, &backup.file).await,
                Command::CheckDatabase => check_database(&config).await,
                Command::Healthcheck => healthcheck(&config).await,
            }
        })
}

async fn serve(config: Config, log: &Log) -> CommandResult {
    config.check_site()?;
    let stop = serve::asked_to_stop()?;
    let server = Server::start(config, Clock::system()).await?;
    server.announce(io::stdout()).await?;
    let mut watched = tokio::time::interval(LOG_WATCHED);
    let watch = async {
        loop {
            watched.tick().await;
            log.tell_of_dropped();
        }
    };
    tokio::select! {
        run = server.run(stop) => Ok(run?),
        () = watch => Ok(()),
    }
}

fn password_from_stdin() -> Result<Password, Box<dyn Error + Send + Sync>> {
    let mut password = String::new();
    io::stdin()
        .take(STDIN_LIMIT)
        .read_to_string(&mut password)?;
    let password = password.strip_suffix('\n').unwrap_or(&password);
    Ok(Password::parse(
        password.strip_suffix('\r').unwrap_or(password),
    )?)
}

async fn add_user(config: &Config, user: AddUser) -> CommandResult {
    let password = password_from_stdin()?;
    let accounts = serve::open(config, Clock::system()).await?;
    let name = user.login_name.to_string();
    let user = UserFields {
        email: user.email,
        role: user.role,
        ..UserFields::new(user.login_name)
    };
    match accounts.users.add(&user, &password).await {
        Ok(()) => writeln!(io::stdout(), "Added {name}.")?,
        Err(AddUserError::NameTaken) => return Err(format!("{name} exists already").into()),
        Err(error) => return Err(error.into()),
    }
    Ok(accounts.close().await?)
}

async fn unlock_user(config: &Config, name: &LoginName) -> CommandResult {
    let accounts = serve::open(config, Clock::system()).await?;
    if !accounts.lockout.unlock(name).await? {
        return Err(format!("nobody has the login name {name}").into());
    }
    writeln!(io::stdout(), "Unlocked {name}.")?;
    Ok(accounts.close().await?)
}

async fn set_password(config: &Config, user: &SetPassword) -> CommandResult {
    let password = password_from_stdin()?;
    let name = &user.login_name;
    let accounts = serve::open(config, Clock::system()).await?;
    match accounts
        .recovery
        .set_password(name, &password, user.must_change)
        .await
    {
        Ok(()) => writeln!(io::stdout(), "{name} has a new password.")?,
        Err(SetPasswordError::NoSuchName) => {
            return Err(format!("nobody has the login name {name}").into());
        }
        Err(error) => return Err(error.into()),
    }
    Ok(accounts.close().await?)
}

async fn list_settings(config: &Config) -> CommandResult {
    let accounts = serve::open(config, Clock::system()).await?;
    let settings = accounts.settings.in_force().await?;
    for &setting in Setting::ALL {
        writeln!(
            io::stdout(),
            "{} = {}",
            setting.as_str(),
            settings.get(setting)
        )?;
    }
    Ok(accounts.close().await?)
}

async fn set_setting(config: &Config, wish: &SetSetting) -> CommandResult {
    let accounts = serve::open(config, Clock::system()).await?;
    let name = wish.setting.as_str();
    if let Err(error) = accounts.settings.set(wish.setting, &wish.value).await {
        return Err(format!("{name}: {error}").into());
    }
    let settings = accounts.settings.in_force().await?;
    writeln!(io::stdout(), "{name} = {}", settings.get(wish.setting))?;
    Ok(accounts.close().await?)
}

async fn send_test_mail(config: &Config, to: &Email) -> CommandResult {
    let accounts = serve::open(config, Clock::system()).await?;
    let answer = accounts.mailer.send_now(to, Locale::En).await?;
    writeln!(io::stdout(), "Sent to {to}: {answer}")?;
    Ok(accounts.close().await?)
}

async fn back_up(config: &Config, file: &Path) -> CommandResult {
    Accounts::back_up(config.database_url.expose_secret(), file).await?;
    Ok(writeln!(io::stdout(), "Copied to {}.", file.display())?)
}

async fn check_database(config: &Config) -> CommandResult {
    let accounts = serve::open(config, Clock::system()).await?;
    let checked = accounts.invariants.check().await?;
    accounts.close().await?;
    let mut output = io::stdout();
    for CheckedInvariant { name, broken } in checked.iter().filter(|checked| checked.broken > 0) {
        writeln!(output, "{name}: broken {broken} times")?;
    }
    match checked.iter().filter(|checked| checked.broken > 0).count() {
        0 => Ok(writeln!(output, "All {} invariants hold.", checked.len())?),
        broken => Err(format!("{broken} of {} invariants are broken", checked.len()).into()),
    }
}

/// In HTTP as it is spoken by every server, so that no client is needed for it.
async fn healthcheck(config: &Config) -> CommandResult {
    let asked = async {
        let mut stream = TcpStream::connect(config.listen).await?;
        stream
            .write_all(b"GET /health/ready HTTP/1.0\r\n\r\n")
            .await?;
        let mut answer = String::new();
        stream
            .take(HEALTH_LIMIT)
            .read_to_string(&mut answer)
            .await?;
        io::Result::Ok(answer)
    };
    let answer = tokio::time::timeout(HEALTH_PATIENCE, asked).await??;
    let ready = answer.split(' ').nth(1) == Some("200");
    ready
        .then_some(())
        .ok_or_else(|| "the server is not ready".into())
}
