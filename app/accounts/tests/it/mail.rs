//! Mails: one for each lock, sent once, kept until they are sent.

use accounts::Accounts;
use accounts::client::Client;
use accounts::clock::ManualClock;
use accounts::login::LoginError;
use accounts::mail::{MailError, MailState};
use accounts::secret::Token;
use accounts::users::UserFields;
use model::email::Email;
use model::locale::Locale;
use model::login_name::LoginName;
use model::timestamp::Duration;
use model::user::{Language, Status};
use testkit::{Behaviour, MailServer, TestDatabase, on_each_database};

use crate::harness::{
    PASSWORD, WRONG, add, administrator, attempt, id_of, id_of_mika, log_in, log_in_as,
    open_with_mail, password, set_status,
};

on_each_database! {
    a_lock_is_told_to_its_owner_once
    a_lock_that_ended_meanwhile_is_told_too
    a_mail_is_in_the_language_of_whoever_reads_it
    nobody_is_told_of_locks_of_strangers_and_of_inactive_accounts
    a_mail_waits_longer_each_time_until_the_server_takes_it
    what_a_server_does_not_want_is_given_up
    a_mail_that_a_server_was_sending_when_it_died_is_sent_again_with_its_id
    a_mail_that_is_given_up_in_the_middle_spoils_no_other
    many_senders_send_each_mail_once
    administrators_see_what_became_of_mails_and_send_them_again
    what_is_given_up_while_it_is_tried_stays_so
    of_an_answer_in_any_encoding_the_code_counts
    what_is_accepted_as_an_address_is_written_to
}

async fn fail(accounts: &Accounts, name: &str, times: u32, device: Option<&Token>) {
    for _ in 0..times {
        let mut attempt = attempt(name, WRONG);
        attempt.device = device.cloned();
        attempt.client.user_agent =
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned();
        accounts.login.log_in(attempt).await.unwrap_err();
    }
}

/// Sends all that is due; how many attempts that were.
async fn send_all(accounts: &Accounts) -> usize {
    accounts.lock_notices.enqueue_due().await.unwrap();
    let mut attempts = 0;
    while accounts.mailer.send_next().await.unwrap() {
        attempts += 1;
    }
    attempts
}

async fn open(database: &TestDatabase) -> (Accounts, ManualClock, MailServer) {
    let server = MailServer::start().await;
    let (accounts, manual) = open_with_mail(database, &server.url()).await;
    (accounts, manual, server)
}

async fn a_lock_is_told_to_its_owner_once(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    fail(&accounts, "mika", 10, None).await;
    send_all(&accounts).await;
    let [mail] = &server.mails()[..] else {
        panic!("{:?}", server.mails());
    };
    assert_eq!(mail.to, "mika@example.test");
    assert_eq!(mail.subject(), "Your login name was locked");
    for part in [mail.text(), mail.html()] {
        for expected in [
            "Hello Mika,",
            "your login name Mika at https://login.example.test was locked",
            "until 14 November 2023, 22:16 UTC",
            "14 November 2023, 22:13 UTC",
            "Firefox on Windows",
            "192.0.2.1",
            "https://login.example.test/trouble",
        ] {
            assert!(part.contains(expected), "{expected}: {part}");
        }
    }
    let raw = &mail.raw;
    assert!(raw.contains("Auto-Submitted: auto-generated"), "{raw}");
    assert!(
        raw.contains("From: Latchkey <latchkey@example.test>"),
        "{raw}"
    );
    assert!(
        raw.contains("Date: Tue, 14 Nov 2023 22:13:20 +0000"),
        "{raw}"
    );
    assert!(mail.message_id().ends_with("@login.example.test"));
    // Attempts during the lock tell nothing new.
    fail(&accounts, "mika", 3, None).await;
    assert_eq!(send_all(&accounts).await, 0);
    // The next lock does.
    manual.advance(Duration::minutes(4));
    fail(&accounts, "mika", 10, None).await;
    send_all(&accounts).await;
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    assert!(
        mails[1].text().contains("22:23 UTC"),
        "six minutes this time"
    );
    assert_ne!(mails[0].message_id(), mails[1].message_id());
}

async fn a_lock_that_ended_meanwhile_is_told_too(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    fail(&accounts, "mika", 10, None).await;
    accounts
        .lockout
        .unlock(&LoginName::parse("mika").unwrap())
        .await
        .unwrap();
    send_all(&accounts).await;
    fail(&accounts, "mika", 10, None).await;
    manual.advance(Duration::minutes(5));
    log_in(&accounts).await;
    send_all(&accounts).await;
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    for mail in mails {
        assert!(mail.text().contains("By now it is open again."));
    }
}

async fn a_mail_is_in_the_language_of_whoever_reads_it(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    let rei = UserFields {
        email: Some(Email::parse("rei@example.test").unwrap()),
        language: Language::Of(Locale::Ja),
        ..UserFields::new(LoginName::parse("rei").unwrap())
    };
    accounts.users.add(&rei, &password(PASSWORD)).await.unwrap();
    let japanese = ("ja", "新しいパスワードの設定", "ログイン名：");
    let english = ("en", "Choose a new password", "Your login name: ");
    for (name, locale, (tag, subject, line)) in [
        ("rei", Locale::En, japanese),
        ("mika", Locale::Ja, japanese),
        ("mika", Locale::En, english),
    ] {
        let email = Email::parse(&format!("{name}@example.test")).unwrap();
        let client = attempt(name, WRONG).client;
        let client = Client { locale, ..client };
        accounts
            .recovery
            .ask_for_reset(&email, &client)
            .await
            .unwrap();
        send_all(&accounts).await;
        let mail = server.mails().pop().unwrap();
        assert_eq!((&*mail.to, &*mail.subject()), (email.as_str(), subject));
        assert!(mail.text().contains(line), "{}", mail.text());
        assert!(mail.html().contains(&format!("<html lang=\"{tag}\">")));
        assert!(mail.raw.contains(&format!("Content-Language: {tag}\r\n")));
    }
}

async fn nobody_is_told_of_locks_of_strangers_and_of_inactive_accounts(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    add(&accounts, "gone", Some("gone@example.test")).await;
    add(&accounts, "mailless", None).await;
    set_status(&accounts, "gone", Status::Inactive).await;
    for name in ["nobody", "nobody@example.test", "gone", "mailless"] {
        fail(&accounts, name, 10, None).await;
        let refused = log_in_as(&accounts, name, WRONG).await;
        assert!(matches!(refused, Err(LoginError::Locked(_))), "{name}");
    }
    send_all(&accounts).await;
    assert_eq!(server.mails().len(), 0);
    assert_eq!(database.number("SELECT count(*) FROM mails").await, 0);
    let due = "SELECT count(*) FROM lockout_counters WHERE notice_due";
    assert_eq!(database.number(due).await, 0);
}

async fn a_mail_waits_longer_each_time_until_the_server_takes_it(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    fail(&accounts, "mika", 10, None).await;
    server.behave(Behaviour::Later);
    assert_eq!(send_all(&accounts).await, 1);
    let waits = [30, 60, 120, 240, 480, 960, 1920, 3600, 3600];
    for wait in waits {
        manual.advance(Duration::seconds(wait - 1));
        assert_eq!(send_all(&accounts).await, 0, "{wait}");
        manual.advance(Duration::seconds(1));
        assert_eq!(send_all(&accounts).await, 1, "{wait}");
    }
    server.behave(Behaviour::Accept);
    manual.advance(Duration::hours(1));
    send_all(&accounts).await;
    assert_eq!(server.mails().len(), 1);
    let sent = "SELECT count(*) FROM mails WHERE sent_at IS NOT NULL AND answer = 'taken'";
    assert_eq!(database.number(sent).await, 1);
}

async fn what_a_server_does_not_want_is_given_up(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    fail(&accounts, "mika", 10, None).await;
    server.behave(Behaviour::Never);
    assert_eq!(send_all(&accounts).await, 1);
    manual.advance(Duration::hours(1));
    assert_eq!(send_all(&accounts).await, 0);
    let given_up = "SELECT count(*) FROM mails WHERE next_try_at IS NULL AND sent_at IS NULL \
                    AND answer LIKE '%no such mailbox%'";
    assert_eq!(database.number(given_up).await, 1);
    manual.advance(Duration::days(31));
    assert_eq!(accounts.cleanup.run().await.unwrap().mails, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_is_given_up_after_three_days() {
    let database = TestDatabase::sqlite();
    let (accounts, manual, server) = open(&database).await;
    fail(&accounts, "mika", 10, None).await;
    server.behave(Behaviour::TakeAndHangUp);
    let mut hours = 0;
    while send_all(&accounts).await > 0 {
        manual.advance(Duration::hours(1));
        hours += 1;
    }
    assert_eq!(hours, 73);
    // It waits no longer, and so it is cleaned up some time.
    assert_eq!(accounts.cleanup.run().await.unwrap().mails, 0);
    manual.advance(Duration::days(30));
    assert_eq!(accounts.cleanup.run().await.unwrap().mails, 1);
}

async fn a_mail_that_a_server_was_sending_when_it_died_is_sent_again_with_its_id(
    database: TestDatabase,
) {
    let (accounts, manual, server) = open(&database).await;
    fail(&accounts, "mika", 10, None).await;
    accounts.lock_notices.enqueue_due().await.unwrap();
    server.behave(Behaviour::Hang);
    let sending = tokio::spawn({
        let accounts = accounts.clone();
        async move { accounts.mailer.send_next().await }
    });
    server.until_tries(1).await;
    sending.abort();
    server.behave(Behaviour::Accept);
    manual.advance(Duration::seconds(119));
    assert_eq!(send_all(&accounts).await, 0, "it may still be sending it");
    manual.advance(Duration::seconds(1));
    assert_eq!(send_all(&accounts).await, 1);
    // The same when the server took it, and we never heard.
    manual.advance(Duration::minutes(30));
    fail(&accounts, "mika", 10, None).await;
    server.behave(Behaviour::TakeAndHangUp);
    send_all(&accounts).await;
    server.behave(Behaviour::Accept);
    manual.advance(Duration::minutes(1));
    send_all(&accounts).await;
    let ids: Vec<_> = server
        .mails()
        .iter()
        .map(testkit::ReceivedMail::message_id)
        .collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids[1], ids[2]);
    assert_ne!(ids[0], ids[1]);
}

/// Whoever takes its connection next would be told what the server says of the first one.
async fn a_mail_that_is_given_up_in_the_middle_spoils_no_other(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    fail(&accounts, "mika", 10, None).await;
    accounts.lock_notices.enqueue_due().await.unwrap();
    let sending = tokio::spawn({
        let accounts = accounts.clone();
        async move { accounts.mailer.send_next().await }
    });
    // The server has been greeted, or is, and has no mail yet.
    let claimed = "SELECT count(*) FROM mails WHERE tries = 1";
    while database.number(claimed).await == 0 {
        tokio::task::yield_now().await;
    }
    sending.abort();
    for number in 0..4 {
        let name = format!("user{number}");
        add(&accounts, &name, Some(&format!("{name}@example.test"))).await;
        fail(&accounts, &name, 10, None).await;
        server.behave(Behaviour::Later);
        send_all(&accounts).await;
        server.behave(Behaviour::Accept);
        manual.advance(Duration::minutes(1));
        send_all(&accounts).await;
        server.nth_to(&format!("{name}@example.test"), 1).await;
    }
}

async fn many_senders_send_each_mail_once(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    for number in 0..10 {
        let name = format!("user{number}");
        add(&accounts, &name, Some(&format!("{name}@example.test"))).await;
        fail(&accounts, &name, 10, None).await;
    }
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let accounts = accounts.clone();
            tokio::spawn(async move { send_all(&accounts).await })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    // One may have found nothing to do while another was writing a notice down.
    send_all(&accounts).await;
    let mut to: Vec<_> = server.mails().into_iter().map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!((to.len(), server.mails().len()), (10, 10));
    let answer = accounts
        .mailer
        .send_now(&Email::parse("sora@example.test").unwrap(), Locale::En)
        .await;
    assert_eq!(answer.unwrap(), "taken");
    server.behave(Behaviour::Later);
    let refused = accounts
        .mailer
        .send_now(&Email::parse("sora@example.test").unwrap(), Locale::En)
        .await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("try again later"), "{refused}");
}

async fn administrators_see_what_became_of_mails_and_send_them_again(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    let proof = administrator(&accounts).await;
    let id = id_of_mika(&accounts).await;
    let list = async |state| {
        let page = accounts.mailer.list(proof, state, None).await.unwrap();
        assert!(page.next.is_none());
        page.mails
    };
    assert_eq!(list(None).await, []);
    server.behave(Behaviour::Never);
    accounts.users.send_link(proof, id).await.unwrap();
    let waiting = list(Some(MailState::Waiting)).await;
    assert_eq!(waiting.len(), 1);
    let mail = &waiting[0];
    assert_eq!(
        (mail.user_id, mail.attempts, mail.answer.as_str()),
        (Some(id), 0, "")
    );
    assert_eq!(
        (mail.to.as_str(), mail.kind.as_str()),
        ("mika@example.test", "set_password")
    );
    // It is given up, with what the mail server said.
    accounts.mailer.send_next().await.unwrap();
    let failed = list(Some(MailState::Failed)).await;
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].attempts, 1);
    assert!(!failed[0].answer.is_empty(), "{failed:?}");
    // It is as good as new, also after days.
    manual.advance(Duration::days(5));
    server.behave(Behaviour::Accept);
    accounts.mailer.send_again(proof, mail.id).await.unwrap();
    while accounts.mailer.send_next().await.unwrap() {}
    assert_eq!(server.mails().len(), 1);
    let sent = list(Some(MailState::Sent)).await;
    assert_eq!((sent.len(), sent[0].attempts), (1, 1));
    // What was sent cannot be sent again, and what does not wait not be given up.
    let again = accounts.mailer.send_again(proof, mail.id).await;
    assert!(matches!(again, Err(MailError::NoSuchMail)), "{again:?}");
    let over = accounts.mailer.cancel(proof, mail.id).await;
    assert!(matches!(over, Err(MailError::NoSuchMail)), "{over:?}");
    accounts.users.send_link(proof, id).await.unwrap();
    let waits = list(Some(MailState::Waiting)).await[0].id;
    accounts.mailer.cancel(proof, waits).await.unwrap();
    while accounts.mailer.send_next().await.unwrap() {}
    assert_eq!(server.mails().len(), 1);
    // In pages, the newest first.
    for _ in 0..60 {
        accounts.users.send_link(proof, id).await.unwrap();
    }
    let first = accounts.mailer.list(proof, None, None).await.unwrap();
    let second = accounts.mailer.list(proof, None, first.next).await.unwrap();
    assert_eq!(
        (first.mails.len(), second.mails.len(), second.next),
        (50, 12, None)
    );
    assert!(first.mails.is_sorted_by(|one, other| one.id > other.id));
    assert!(first.mails[49].id > second.mails[0].id);
}

async fn what_is_given_up_while_it_is_tried_stays_so(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    accounts.users.send_link(proof, id).await.unwrap();
    let mail = accounts.mailer.list(proof, None, None).await.unwrap().mails[0].id;
    let state = async || accounts.mailer.list(proof, None, None).await.unwrap().mails[0].clone();
    // Under way when an administrator gives it up, and the mail server wants it later.
    server.behave(Behaviour::Undecided);
    let under_way = tokio::spawn({
        let accounts = accounts.clone();
        async move { accounts.mailer.send_next().await }
    });
    server.until_tries(1).await;
    accounts.mailer.cancel(proof, mail).await.unwrap();
    server.behave(Behaviour::Later);
    assert!(under_way.await.unwrap().unwrap());
    let there = state().await;
    assert_eq!(there.state, MailState::Failed);
    assert!(there.answer.contains("451"), "{}", there.answer);
    manual.advance(Duration::days(1));
    assert!(!accounts.mailer.send_next().await.unwrap());
    // The same with one that is sent again meanwhile: it is due at once.
    accounts.mailer.send_again(proof, mail).await.unwrap();
    server.behave(Behaviour::Undecided);
    let under_way = tokio::spawn({
        let accounts = accounts.clone();
        async move { accounts.mailer.send_next().await }
    });
    server.until_tries(2).await;
    manual.advance(Duration::seconds(1));
    accounts.mailer.send_again(proof, mail).await.unwrap();
    server.behave(Behaviour::Later);
    assert!(under_way.await.unwrap().unwrap());
    server.behave(Behaviour::Accept);
    assert!(accounts.mailer.send_next().await.unwrap());
    assert_eq!(state().await.state, MailState::Sent);
}

async fn of_an_answer_in_any_encoding_the_code_counts(database: TestDatabase) {
    let (accounts, manual, server) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let newest = async || {
        let mails = accounts.mailer.list(proof, None, None).await.unwrap().mails;
        (mails[0].state, mails[0].answer.clone())
    };
    // What was taken is not sent again, in whatever words (GBK, Latin-1), or without any that can be understood.
    for (said, answer) in [
        (
            &b"250 \xd3\xca\xbc\xfe\xd2\xd1\xca\xd5\xb5\xbd\r\n"[..],
            "邮件已收到",
        ),
        (b"250 re\xe7u, il est en attente\r\n", "reçu"),
        (b"taken \xff\r\n", "taken, as far as can be told"),
    ] {
        server.behave(Behaviour::TakeAndSay(said));
        accounts.users.send_link(proof, id).await.unwrap();
        let before = server.mails().len();
        for _ in 0..3 {
            send_all(&accounts).await;
            manual.advance(Duration::hours(2));
        }
        assert_eq!(server.mails().len(), before + 1);
        let (state, text) = newest().await;
        assert_eq!(state, MailState::Sent);
        assert!(text.contains(answer), "{text}");
    }
    // 5xx is final and 4xx is not (Shift_JIS).
    server.behave(Behaviour::RefuseAndSay(
        b"550 \x88\xb6\x90\xe6\x95s\x96\xbe\x82\xc5\x82\xb7\r\n",
    ));
    accounts.users.send_link(proof, id).await.unwrap();
    send_all(&accounts).await;
    let (state, text) = newest().await;
    assert_eq!(state, MailState::Failed);
    assert!(
        text.contains("550") && text.contains("宛先不明です"),
        "{text}"
    );
    server.behave(Behaviour::RefuseAndSay(
        b"451 \x8d\xac\x8eG\x92\x86\x82\xc5\x82\xb7\r\n",
    ));
    accounts.users.send_link(proof, id).await.unwrap();
    send_all(&accounts).await;
    assert_eq!(newest().await.0, MailState::Waiting);
    server.behave(Behaviour::Accept);
    manual.advance(Duration::hours(1));
    send_all(&accounts).await;
    assert_eq!(newest().await.0, MailState::Sent);
}

async fn what_is_accepted_as_an_address_is_written_to(database: TestDatabase) {
    let (accounts, _, server) = open(&database).await;
    let proof = administrator(&accounts).await;
    for (number, (address, envelope)) in [
        ("a..b@docomo.ne.jp", "\"a..b\"@docomo.ne.jp"),
        ("a.@ezweb.ne.jp", "\"a.\"@ezweb.ne.jp"),
        ("Mika@Bücher.example", "Mika@xn--bcher-kva.example"),
        ("ｍｉｋａ＠ｅｘａｍｐｌｅ．ｔｅｓｔ", "mika@example.test"),
        ("空@例.example", "空@xn--fsq.example"),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("user{number}");
        add(&accounts, &name, Some(address)).await;
        let id = id_of(&accounts, proof, &name).await;
        accounts.users.send_link(proof, id).await.unwrap();
        send_all(&accounts).await;
        let sent = accounts.mailer.list(proof, None, None).await.unwrap();
        assert_eq!(sent.mails[0].answer, "taken", "{address}");
        let mail = server.mails().pop().unwrap();
        assert_eq!(mail.to, envelope);
        assert!(mail.raw.contains("To: "), "{}", mail.raw);
    }
}
