//! The audit log: what is written there, what never is, and that it stays.

use accounts::Accounts;
use accounts::account::ChangePassword;
use accounts::audit::{Action, AuditOutcome};
use accounts::audit::{Followed, LogEntry, LogExport, LogSearch};
use accounts::login::OwnPassword;
use accounts::secret::Token;
use accounts::settings::Setting;
use accounts::settings::SettingChange;
use accounts::users::import::Encoding;
use accounts::users::{Export, UserFields};
use model::email::Email;
use model::locale::Locale;
use model::login_name::LoginName;
use model::timestamp::Duration;
use model::user::{Language, Role, Status};
use std::collections::BTreeSet;
use testkit::{MailServer, TestDatabase, on_each_database};

use crate::harness::{
    PASSWORD, WRONG, add, administrator, attempt, confirmed, current_user, id_of, id_of_mika, kept,
    log_in, log_in_as, made_setup_code, open, open_at, open_with_mail, password,
};

on_each_database! {
    the_longest_names_fit
    who_failed_with_their_own_password_is_named
    the_log_of_a_day_is_complete_and_holds_no_secret
    what_stands_there_is_not_changed
    it_outlives_those_whom_it_is_about
    it_is_kept_as_long_as_it_is_set
    what_was_not_done_is_not_written
    it_is_searched_and_read_page_by_page
    a_file_of_it_holds_all_and_no_formula
    what_strangers_cause_is_summed_up
    whoever_follows_the_log_gets_each_entry_once
}

async fn all(accounts: &Accounts) -> Vec<LogEntry> {
    let proof = administrator(accounts).await;
    let mut search = LogSearch::default();
    let mut all = Vec::new();
    loop {
        let page = accounts
            .audit
            .read(proof, &search, kept(accounts).await)
            .await
            .unwrap();
        all.extend(page.entries);
        match page.next {
            Some(next) => search.before = Some(next),
            None => return all,
        }
    }
}

async fn send(accounts: &Accounts) {
    while accounts.mailer.send_next().await.unwrap() {}
}

fn token_in(mail: &str) -> Token {
    let (_, rest) = mail.split_once("token=").unwrap();
    Token::parse(&rest[..43]).unwrap()
}

/// Everything that the product does, once.
async fn day(accounts: &Accounts, server: &MailServer, code: &str) -> Vec<String> {
    let mut secrets: Vec<String> = [PASSWORD, WRONG, CHOSEN, CHANGED, SET]
        .map(String::from)
        .into();
    let client = attempt("mika", PASSWORD).client;
    // The portal is set up.
    let made = accounts
        .setup
        .run(
            code,
            LoginName::parse("sora").unwrap(),
            Email::parse("sora@example.test").unwrap(),
            &password(PASSWORD),
            client.origin(),
        )
        .await;
    made.unwrap();
    let admin = confirmed(accounts).await;
    let proof = admin.admin();
    // Somebody forgets the password, fails, is locked, and is let in.
    for _ in 0..10 {
        log_in_as(accounts, "mika", WRONG).await.unwrap_err();
    }
    log_in_as(accounts, "nobody at all", WRONG)
        .await
        .unwrap_err();
    let mika = id_of(accounts, proof, "mika").await;
    accounts.users.unlock(proof, mika).await.unwrap();
    let own = Email::parse("mika@example.test").unwrap();
    accounts
        .recovery
        .ask_for_reset(&own, &client)
        .await
        .unwrap();
    send(accounts).await;
    let token = token_in(&server.mails().pop().unwrap().text());
    let link = accounts.recovery.open_link(&token).await.unwrap().id;
    let chosen = password(CHOSEN);
    let saved = accounts
        .recovery
        .save_password(&token, &link, &chosen, None, &client);
    saved.await.unwrap();
    secrets.push(token.reveal());
    // They change their account.
    let logged_in = log_in_as(accounts, "mika", CHOSEN).await.unwrap();
    let session = logged_in.session().unwrap().clone();
    secrets.extend([session.reveal(), logged_in.device.reveal()]);
    let mut me = accounts
        .sessions
        .current_user(&session, client.origin())
        .await
        .unwrap()
        .unwrap();
    let own_password = |text: &str| OwnPassword {
        password: password(text),
        session: session.clone(),
        device: None,
        client: client.clone(),
    };
    accounts
        .own_password
        .confirm(&mut me, own_password(CHOSEN))
        .await
        .unwrap();
    let change = ChangePassword {
        current: own_password(CHOSEN),
        new: password(CHANGED),
        end_others: true,
    };
    accounts
        .own_account
        .change_password(me.clone(), change)
        .await
        .unwrap();
    accounts
        .own_account
        .set_language(&me, Language::Of(Locale::Ja))
        .await
        .unwrap();
    let other = Email::parse("mika@other.test").unwrap();
    accounts
        .own_account
        .ask_for_email(&me, &other, &client)
        .await
        .unwrap();
    send(accounts).await;
    let token = token_in(&server.mails().pop().unwrap().text());
    let link = accounts
        .own_account
        .open_email_link(&token)
        .await
        .unwrap()
        .id;
    accounts
        .own_account
        .confirm_email(&me, &token, &link, &client)
        .await
        .unwrap();
    secrets.push(token.reveal());
    log_in_as(accounts, "mika", CHANGED).await.unwrap();
    accounts.sessions.end_own_others(&me).await.unwrap();
    accounts.sessions.log_out(&me).await.unwrap();
    // An administrator manages users.
    let ren = UserFields::new(LoginName::parse("ren").unwrap());
    let added = accounts
        .users
        .add_without_password(proof, None, &ren, false)
        .await;
    let added = added.unwrap();
    let edited = UserFields {
        role: Role::Administrator,
        ..ren.clone()
    };
    let saved = accounts.users.save(proof, Some(admin), added, 1, &edited);
    saved.await.unwrap();
    let new = password(SET);
    let set = accounts.users.set_password(admin, added, &new);
    set.await.unwrap();
    accounts
        .users
        .require_new_password(proof, added)
        .await
        .unwrap();
    accounts.users.send_link(proof, mika).await.unwrap();
    accounts.users.delete(admin, added).await.unwrap();
    let file = format!("login_name,password\nbo,{SET}\n");
    let checked = accounts
        .user_import
        .check(proof, file.as_bytes(), Encoding::Utf8, &|_| {})
        .await;
    let import = checked.unwrap().id.unwrap();
    accounts
        .user_import
        .apply(admin, &import, &|_| {})
        .await
        .unwrap();
    let mut export = Export::default();
    while accounts
        .users
        .export(admin, &mut export)
        .await
        .unwrap()
        .is_some()
    {}
    // And the portal.
    let change = SettingChange {
        setting: Setting::LockoutLimit,
        before: "10".to_owned(),
        after: "5".to_owned(),
    };
    accounts.settings.save(admin, &[change]).await.unwrap();
    accounts.settings.set_logo(admin, None).await.unwrap();
    let waits = accounts.mailer.list(proof, None, None).await.unwrap().mails[0].id;
    accounts.mailer.cancel(proof, waits).await.unwrap();
    accounts.mailer.send_again(proof, waits).await.unwrap();
    accounts.mailer.send_test_mail(proof, &own).await.unwrap();
    let mut export = LogExport::default();
    let everything = LogSearch::default();
    while accounts
        .audit
        .export(admin, &everything, kept(accounts).await, &mut export)
        .await
        .unwrap()
        .is_some()
    {}
    secrets
}

const CHOSEN: &str = "eight blue teapots";
const CHANGED: &str = "nine patient lighthouses";
const SET: &str = "seven green umbrellas";

async fn the_log_of_a_day_is_complete_and_holds_no_secret(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, _) = open_with_mail(&database, &server.url()).await;
    let code = made_setup_code(&accounts).await;
    let mut secrets = day(&accounts, &server, &code).await;
    secrets.push(code);
    let entries = all(&accounts).await;
    let written: BTreeSet<_> = entries.iter().map(|entry| entry.action).collect();
    let missing: Vec<_> = Action::ALL
        .iter()
        .filter(|it| !written.contains(it))
        .collect();
    assert_eq!(missing, Vec::<&Action>::new());
    // The document lists the same events.
    let document = include_str!("../../../../docs/audit-log.md");
    for action in Action::ALL {
        let row = format!("| `{}` | {} |", action.as_str(), action.label());
        assert!(document.contains(&row), "{row}");
    }
    assert_eq!(document.matches("\n| `").count(), Action::ALL.len());
    // Who, to whom, from where.
    let of = |action| entries.iter().find(|entry| entry.action == action).unwrap();
    let deleted = of(Action::DeleteUser);
    assert_eq!(deleted.actor.as_ref().unwrap().name, "sora");
    assert_eq!(deleted.target.as_ref().unwrap().name, "ren");
    assert_eq!(deleted.client_address, "192.0.2.1");
    assert_eq!(deleted.request_id.len(), 16);
    assert_eq!(
        of(Action::ChangeSetting).details,
        "lockout-attempts: 10 → 5"
    );
    assert_eq!(of(Action::EditUser).details, "role: user → administrator");
    assert_eq!(
        of(Action::ChangeEmail).details,
        "e-mail: mika@example.test → mika@other.test"
    );
    assert_eq!(
        of(Action::ImportUsers).details,
        "added: 1; changed: 0; deleted: 0"
    );
    let lock = of(Action::Lock);
    assert_eq!(
        (
            lock.actor.clone(),
            lock.target.as_ref().unwrap().name.as_str()
        ),
        (None, "Mika")
    );
    assert!(lock.details.starts_with("until 2023-"), "{}", lock.details);
    let failed: Vec<_> = entries
        .iter()
        .filter(|entry| entry.outcome == AuditOutcome::Failed)
        .map(|entry| entry.details.as_str())
        .collect();
    assert_eq!(
        failed.iter().filter(|it| **it == "Wrong password").count(),
        10
    );
    assert_eq!(
        failed
            .iter()
            .filter(|it| **it == "No such login name")
            .count(),
        1
    );
    // No password, no token, no code; nor what was typed as a name, which may be a password.
    let text = format!("{entries:?}");
    for secret in secrets.iter().map(String::as_str).chain(["nobody at all"]) {
        assert!(!text.contains(secret), "{secret}");
    }
}

async fn what_stands_there_is_not_changed(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let before = all(&accounts).await;
    assert!(!before.is_empty());
    let changed = database
        .attempts("UPDATE audit_log SET details = 'nothing'")
        .await;
    assert!(!changed);
    assert_eq!(all(&accounts).await[1..], before[..]);
}

async fn it_outlives_those_whom_it_is_about(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (admin, id) = (confirmed(&accounts).await, id_of_mika(&accounts).await);
    log_in(&accounts).await;
    accounts.users.delete(admin, id).await.unwrap();
    let search = LogSearch {
        login_name: "MIKA".to_owned(),
        ..LogSearch::default()
    };
    let entries = accounts
        .audit
        .read(admin.admin(), &search, kept(&accounts).await)
        .await
        .unwrap()
        .entries;
    let actions: Vec<_> = entries.iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions,
        [Action::DeleteUser, Action::LogIn, Action::AddUser]
    );
    // Whoever has the name next hides nothing of what was done before.
    add(&accounts, "mika", None).await;
    let entries = accounts
        .audit
        .read(admin.admin(), &search, kept(&accounts).await)
        .await
        .unwrap()
        .entries;
    assert_eq!(entries.len(), 4);
}

async fn it_is_kept_as_long_as_it_is_set(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    accounts.settings.set(Setting::LogDays, "30").await.unwrap();
    let before = all(&accounts).await.len();
    manual.advance(Duration::days(29));
    accounts.cleanup.run().await.unwrap();
    assert_eq!(all(&accounts).await.len(), before + 1);
    manual.advance(Duration::days(2));
    // Not shown any more, though still there.
    assert_eq!(all(&accounts).await.len(), 2);
    let cleaned = accounts.cleanup.run().await.unwrap();
    assert_eq!(cleaned.log_entries, u64::try_from(before).unwrap());
    // Three logins of the administrator who looks.
    assert_eq!(all(&accounts).await.len(), 3);
}

async fn what_was_not_done_is_not_written(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let admin = confirmed(&accounts).await;
    let sora = id_of(&accounts, admin.admin(), "sora").await;
    let before = all(&accounts).await.len();
    // The last administrator stays one; a name that is taken is.
    accounts.users.delete(admin, sora).await.unwrap_err();
    let mika = UserFields::new(LoginName::parse("mika").unwrap());
    let taken = accounts
        .users
        .add_without_password(admin.admin(), None, &mika, false);
    taken.await.unwrap_err();
    accounts
        .users
        .unlock(admin.admin(), 4711)
        .await
        .unwrap_err();
    // What changes nothing is no change.
    let id = id_of(&accounts, admin.admin(), "mika").await;
    let same = accounts
        .users
        .set_status(admin.admin(), None, id, Status::Active);
    same.await.unwrap();
    assert_eq!(all(&accounts).await.len(), before + 1);
}

async fn it_is_searched_and_read_page_by_page(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let admin = confirmed(&accounts).await.admin();
    let id = id_of(&accounts, admin, "mika").await;
    let first_day = accounts.now();
    for _ in 0..60 {
        accounts.users.log_out_everywhere(admin, id).await.unwrap();
    }
    manual.advance(Duration::days(2));
    accounts.users.unlock(admin, id).await.unwrap();
    let kept = kept(&accounts).await;
    let read = async |search: &LogSearch| accounts.audit.read(admin, search, kept).await.unwrap();
    let of_action = LogSearch {
        action: Some(Action::EndSessions),
        ..LogSearch::default()
    };
    let page = read(&of_action).await;
    assert_eq!(page.entries.len(), 50);
    let rest = LogSearch {
        before: page.next,
        ..of_action.clone()
    };
    let rest = read(&rest).await;
    assert_eq!((rest.entries.len(), rest.next), (10, None));
    let later = LogSearch {
        from: Some(first_day.after(Duration::days(1))),
        ..LogSearch::default()
    };
    let entries = read(&later).await.entries;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].action, Action::Unlock);
    let earlier = LogSearch {
        until: Some(first_day.after(Duration::days(1))),
        login_name: " mika@example.test ".to_owned(),
        outcome: Some(AuditOutcome::Succeeded),
        ..LogSearch::default()
    };
    let entries = read(&earlier).await.entries;
    assert!(entries.iter().all(|entry| entry.action != Action::Unlock));
    assert!(
        entries
            .iter()
            .any(|entry| entry.action == Action::EndSessions)
    );
    let failed = LogSearch {
        outcome: Some(AuditOutcome::Failed),
        ..LogSearch::default()
    };
    assert_eq!(read(&failed).await.entries, []);
    // By whichever name they have now.
    let user = accounts.users.info(admin, id).await.unwrap().unwrap();
    let renamed = UserFields {
        email: Some(Email::parse("mika@example.test").unwrap()),
        ..UserFields::new(LoginName::parse("mika.example").unwrap())
    };
    let saved = accounts.users.save(admin, None, id, user.version, &renamed);
    saved.await.unwrap();
    let by_name = LogSearch {
        login_name: "Mika.Example".to_owned(),
        action: Some(Action::Unlock),
        ..LogSearch::default()
    };
    assert_eq!(read(&by_name).await.entries.len(), 1);
}

async fn a_file_of_it_holds_all_and_no_formula(database: TestDatabase) {
    let (accounts, _) = open_at(&database, crate::harness::CHEAP).await;
    add(&accounts, "=1+1", None).await;
    let admin = confirmed(&accounts).await;
    let id = id_of(&accounts, admin.admin(), "=1+").await;
    for _ in 0..1100 {
        accounts
            .users
            .log_out_everywhere(admin.admin(), id)
            .await
            .unwrap();
    }
    let (mut export, mut file) = (LogExport::default(), Vec::new());
    let search = LogSearch {
        action: Some(Action::EndSessions),
        ..LogSearch::default()
    };
    while let Some(piece) = accounts
        .audit
        .export(admin, &search, kept(&accounts).await, &mut export)
        .await
        .unwrap()
    {
        file.extend(piece);
    }
    let text = String::from_utf8(file).unwrap();
    assert!(
        text.starts_with("\u{feff}number,time,action,outcome,by,to,details,"),
        "{text:.80}"
    );
    let mut lines = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let lines: Vec<_> = lines.records().map(Result::unwrap).collect();
    assert_eq!(lines.len(), 1100);
    assert!(
        lines.iter().all(|line| &line[5] == "'=1+1"),
        "{:?}",
        lines[0]
    );
    // Whoever is an administrator no longer reads no further.
    let mut export = LogExport::default();
    accounts
        .audit
        .export(admin, &search, kept(&accounts).await, &mut export)
        .await
        .unwrap();
    database
        .execute("UPDATE users SET role = 'user' WHERE login_name_key = 'sora'")
        .await;
    accounts
        .audit
        .export(admin, &search, kept(&accounts).await, &mut export)
        .await
        .unwrap_err();
    assert!(current_user(&accounts, "sora").await.admin().is_none());
}

async fn the_longest_names_fit(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    // Lower case is longer.
    let longest = "\u{130}".repeat(128);
    add(&accounts, &longest, None).await;
    log_in_as(&accounts, &longest, WRONG).await.unwrap_err();
    let search = LogSearch {
        login_name: longest.clone(),
        ..LogSearch::default()
    };
    let admin = confirmed(&accounts).await.admin();
    let entries = accounts
        .audit
        .read(admin, &search, kept(&accounts).await)
        .await
        .unwrap()
        .entries;
    assert_eq!(entries.len(), 2);
    assert!(
        entries
            .iter()
            .all(|entry| entry.target.as_ref().unwrap().name == longest)
    );
}

async fn who_failed_with_their_own_password_is_named(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let logged_in = log_in(&accounts).await;
    let session = logged_in.session().unwrap().clone();
    let me = current_user(&accounts, "mika").await;
    let change = |current: &str, new: &str| ChangePassword {
        current: OwnPassword {
            password: password(current),
            session: session.clone(),
            device: None,
            client: attempt("mika", current).client,
        },
        new: password(new),
        end_others: false,
    };
    let wrong = change(WRONG, CHANGED);
    accounts
        .own_account
        .change_password(me.clone(), wrong)
        .await
        .unwrap_err();
    let too_short = change(PASSWORD, "short");
    accounts
        .own_account
        .change_password(me.clone(), too_short)
        .await
        .unwrap_err();
    let tried: Vec<_> = all(&accounts).await;
    let tried = tried
        .iter()
        .filter(|entry| entry.action == Action::ConfirmPassword);
    let tried: Vec<_> = tried
        .map(|entry| (entry.actor.as_ref().unwrap().name.as_str(), entry.outcome))
        .collect();
    assert_eq!(
        tried,
        [
            ("Mika", AuditOutcome::Succeeded),
            ("Mika", AuditOutcome::Failed)
        ]
    );
}

async fn what_strangers_cause_is_summed_up(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    for number in 0..25 {
        let name = format!("nobody{number}");
        log_in_as(&accounts, &name, WRONG).await.unwrap_err();
    }
    log_in_as(&accounts, "mika", WRONG).await.unwrap_err();
    accounts.cleanup.run().await.unwrap();
    let failed = all(&accounts).await.into_iter();
    let failed: Vec<_> = failed
        .filter(|entry| entry.outcome == AuditOutcome::Failed)
        .map(|entry| (entry.target.map(|who| who.name), entry.details))
        .collect();
    assert_eq!(failed.len(), 12, "{failed:?}");
    assert_eq!(failed[0].1, "15 more with names that nobody has");
    assert_eq!(failed[1].0.as_deref(), Some("Mika"));
}

async fn whoever_follows_the_log_gets_each_entry_once(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let mut followed = Followed::default();
    let first = accounts.audit.follow(&mut followed).await.unwrap();
    assert_eq!(first, [], "what was there before is no news");
    let mut seen = Vec::new();
    for _ in 0..3 {
        let attempts = (0..20).map(|_| {
            let accounts = accounts.clone();
            tokio::spawn(async move { log_in_as(&accounts, "mika", PASSWORD).await })
        });
        let attempts: Vec<_> = attempts.collect();
        seen.extend(accounts.audit.follow(&mut followed).await.unwrap());
        for tried in attempts {
            tried.await.unwrap().unwrap();
        }
    }
    seen.extend(accounts.audit.follow(&mut followed).await.unwrap());
    let logins = seen.iter().filter(|entry| entry.action == Action::LogIn);
    assert_eq!(logins.count(), 60);
    let ids: BTreeSet<_> = seen.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), seen.len());
}
