//! What administrators enter of users, and what follows from it.

use accounts::recovery::{NewPasswordError, SavePasswordError};
use accounts::secret::Token;
use accounts::users::{AddUserError, EditUserError, UserFields};
use model::email::Email;
use model::link::LinkError;
use model::locale::Locale;
use model::login_name::LoginName;
use model::password::PolicyError;
use model::user::{DisplayName, Language, Role, Status};
use testkit::{MailServer, TestDatabase, on_each_database};

use crate::harness::{
    PASSWORD, WRONG, add, administrator, attempt, confirmed, fields, id_of, id_of_mika, is_in,
    log_in, log_in_as, open, open_with_mail, password,
};

on_each_database! {
    what_is_entered_is_saved_and_what_follows_from_it_done
    the_second_of_two_who_save_is_told
    who_is_deleted_is_gone_with_all_that_is_theirs
    a_password_that_an_administrator_sets_is_to_be_changed
    a_user_without_a_password_chooses_one_by_mail
    who_must_choose_a_new_password_is_asked_at_the_next_login
}

async fn what_is_entered_is_saved_and_what_follows_from_it_done(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, _) = open_with_mail(&database, &server.url()).await;
    let (confirmed_admin, id) = (confirmed(&accounts).await, id_of_mika(&accounts).await);
    let proof = confirmed_admin.admin();
    let session = log_in(&accounts).await.session().unwrap().clone();
    accounts.users.send_link(proof, id).await.unwrap();
    while accounts.mailer.send_next().await.unwrap() {}
    let link = server
        .mails()
        .last()
        .unwrap()
        .link("https://login.example.test/reset-password/link?token=");
    let token = Token::parse(link.split_once('=').unwrap().1).unwrap();
    let (version, before) = fields(&accounts, proof, id).await;
    let mut edited = UserFields {
        display_name: DisplayName::parse("Mika 例").unwrap(),
        language: Language::Of(Locale::Ja),
        ..before
    };
    let save = async |version, fields: &UserFields| {
        accounts
            .users
            .save(proof, Some(confirmed_admin), id, version, fields)
            .await
    };
    save(version, &edited).await.unwrap();
    assert_eq!(
        fields(&accounts, proof, id).await,
        (version + 1, edited.clone())
    );
    // Neither ends anything.
    assert!(is_in(&accounts, &session).await);
    accounts.recovery.open_link(&token).await.unwrap();
    // A mail that waits is for an address that is theirs no more: it does not go there.
    accounts.users.send_link(proof, id).await.unwrap();
    let sent = server.mails().len();
    // So did the link that is out already.
    edited.email = Some(Email::parse("other@example.test").unwrap());
    save(version + 1, &edited).await.unwrap();
    while accounts.mailer.send_next().await.unwrap() {}
    // But it is told that it is theirs no more.
    let mails = server.mails();
    assert_eq!(mails.len(), sent + 1);
    assert_eq!(mails[sent].to, "mika@example.test");
    // In the language that they have by now.
    assert_eq!(mails[sent].subject(), "メールアドレスが変更されました");
    let end = accounts.recovery.open_link(&token).await.unwrap_err();
    assert!(matches!(end, SavePasswordError::Link(LinkError::Outdated)));
    assert!(is_in(&accounts, &session).await);
    // Another login name is found at once; the old one is nobody's.
    edited.login_name = LoginName::parse("Mika.Example").unwrap();
    save(version + 2, &edited).await.unwrap();
    log_in_as(&accounts, "mika.example", PASSWORD)
        .await
        .unwrap();
    log_in_as(&accounts, "mika", PASSWORD).await.unwrap_err();
    assert_eq!(id_of(&accounts, proof, "other@").await, id);
    edited.status = Status::Inactive;
    save(version + 3, &edited).await.unwrap();
    assert!(!is_in(&accounts, &session).await);
    // Nobody gets a name that somebody has, in whatever form.
    let (version, before) = fields(&accounts, proof, id).await;
    edited.login_name = LoginName::parse("ＳＯＲＡ").unwrap();
    let taken = save(version, &edited).await;
    assert!(matches!(taken, Err(EditUserError::NameTaken)), "{taken:?}");
    assert_eq!(fields(&accounts, proof, id).await, (version, before));
    let nobody = accounts.users.save(proof, None, 4711, 1, &edited).await;
    assert!(
        matches!(nobody, Err(EditUserError::NoSuchUser)),
        "{nobody:?}"
    );
}

async fn the_second_of_two_who_save_is_told(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let (version, before) = fields(&accounts, proof, id).await;
    let named = |name: &str| UserFields {
        display_name: DisplayName::parse(name).unwrap(),
        ..before.clone()
    };
    for round in 0..10 {
        let version = version + round;
        let (one, two) = (
            named(&format!("one {round}")),
            named(&format!("two {round}")),
        );
        let (first, second) = tokio::join!(
            accounts.users.save(proof, None, id, version, &one),
            accounts.users.save(proof, None, id, version, &two),
        );
        let (_, now) = fields(&accounts, proof, id).await;
        match (first, second) {
            (Ok(()), Err(EditUserError::VersionConflict)) => assert_eq!(now, one),
            (Err(EditUserError::VersionConflict), Ok(())) => assert_eq!(now, two),
            other => panic!("{other:?}"),
        }
    }
    // A button is a change too.
    let (version, before) = fields(&accounts, proof, id).await;
    accounts
        .users
        .set_status(proof, None, id, Status::Inactive)
        .await
        .unwrap();
    let late = accounts.users.save(proof, None, id, version, &before).await;
    assert!(
        matches!(late, Err(EditUserError::VersionConflict)),
        "{late:?}"
    );
}

async fn who_is_deleted_is_gone_with_all_that_is_theirs(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let session = log_in(&accounts).await.session().unwrap().clone();
    accounts.users.send_link(proof, id).await.unwrap();
    let confirmed_admin = confirmed(&accounts).await;
    accounts.users.delete(confirmed_admin, id).await.unwrap();
    assert!(!is_in(&accounts, &session).await);
    log_in_as(&accounts, "mika", PASSWORD).await.unwrap_err();
    for table in [
        "sessions",
        "devices",
        "login_tries",
        "lockout_counters",
        "mails",
        "links",
    ] {
        let left = database
            .number(&format!(
                "SELECT count(*) FROM {table} WHERE user_id = {id}"
            ))
            .await;
        assert_eq!(left, 0, "{table}");
    }
    let again = accounts.users.delete(confirmed_admin, id).await;
    assert!(matches!(again, Err(EditUserError::NoSuchUser)), "{again:?}");
    // The name is free, and its new owner another.
    add(&accounts, "mika", None).await;
    assert_ne!(id_of(&accounts, proof, "mika").await, id);
}

async fn a_password_that_an_administrator_sets_is_to_be_changed(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (confirmed_admin, id) = (confirmed(&accounts).await, id_of_mika(&accounts).await);
    let proof = confirmed_admin.admin();
    let session = log_in(&accounts).await.session().unwrap().clone();
    for (text, error) in [
        ("short", PolicyError::TooShort { min_length: 15 }),
        ("aaaaaaaaaaaaaaaa", PolicyError::Common),
        (PASSWORD, PolicyError::Reused),
    ] {
        let refused = accounts
            .users
            .set_password(confirmed_admin, id, &password(text))
            .await;
        assert!(
            matches!(refused, Err(EditUserError::Password(NewPasswordError::Policy(found))) if found == error),
            "{refused:?}"
        );
    }
    let settings = accounts.settings.in_force().await.unwrap();
    let generate = || {
        accounts
            .users
            .generate_password(proof, &settings, Role::User)
    };
    let generated = generate();
    assert_ne!(*generated, *generate());
    accounts
        .users
        .set_password(confirmed_admin, id, &password(&generated))
        .await
        .unwrap();
    assert!(!is_in(&accounts, &session).await);
    let entered = log_in_as(&accounts, "mika", &generated).await.unwrap();
    assert!(
        entered.session().is_none(),
        "no session before another password is chosen"
    );
    accounts
        .users
        .set_password(confirmed_admin, id, &password(PASSWORD))
        .await
        .unwrap();
    log_in(&accounts).await;
    accounts
        .users
        .set_status(proof, None, id, Status::Inactive)
        .await
        .unwrap();
    let refused = accounts
        .users
        .set_password(confirmed_admin, id, &password(&generated))
        .await;
    assert!(
        matches!(refused, Err(EditUserError::Inactive)),
        "{refused:?}"
    );
}

async fn a_user_without_a_password_chooses_one_by_mail(database: TestDatabase) {
    let server = MailServer::start().await;
    let (accounts, _) = open_with_mail(&database, &server.url()).await;
    let proof = administrator(&accounts).await;
    let mut ren = UserFields::new(LoginName::parse("ren").unwrap());
    let nowhere = accounts
        .users
        .add_without_password(proof, None, &ren, true)
        .await;
    assert!(
        matches!(nowhere, Err(AddUserError::NoAddress)),
        "{nowhere:?}"
    );
    ren.email = Some(Email::parse("ren@example.test").unwrap());
    let id = accounts
        .users
        .add_without_password(proof, None, &ren, true)
        .await
        .unwrap();
    let boss = UserFields {
        role: Role::Administrator,
        ..UserFields::new(LoginName::parse("boss").unwrap())
    };
    let unsure = accounts
        .users
        .add_without_password(proof, None, &boss, false)
        .await;
    assert!(
        matches!(unsure, Err(AddUserError::PasswordNeeded)),
        "{unsure:?}"
    );
    let confirmed_admin = Some(confirmed(&accounts).await);
    accounts
        .users
        .add_without_password(proof, confirmed_admin, &boss, false)
        .await
        .unwrap();
    let twice = accounts
        .users
        .add_without_password(proof, None, &ren, true)
        .await;
    assert!(matches!(twice, Err(AddUserError::NameTaken)), "{twice:?}");
    while accounts.mailer.send_next().await.unwrap() {}
    assert_eq!(server.mails().len(), 1);
    let mail = server.mails().pop().unwrap();
    assert!(mail.text().contains("https://login.example.test") && mail.text().contains("ren"));
    log_in_as(&accounts, "ren", PASSWORD).await.unwrap_err();
    let link = mail.link("https://login.example.test/reset-password/link?token=");
    let token = Token::parse(link.split_once('=').unwrap().1).unwrap();
    let opened = accounts.recovery.open_link(&token).await.unwrap();
    let client = attempt("ren", WRONG).client;
    accounts
        .recovery
        .save_password(&token, &opened.id, &password(PASSWORD), None, &client)
        .await
        .unwrap();
    log_in_as(&accounts, "ren", PASSWORD).await.unwrap();
    let user = accounts
        .users
        .details(proof, id)
        .await
        .unwrap()
        .unwrap()
        .user;
    assert!(user.has_password && user.last_login_at.is_some());
}

async fn who_must_choose_a_new_password_is_asked_at_the_next_login(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let session = log_in(&accounts).await.session().unwrap().clone();
    accounts
        .users
        .require_new_password(proof, id)
        .await
        .unwrap();
    assert!(
        is_in(&accounts, &session).await,
        "what they are doing is not cut off"
    );
    let entered = log_in_as(&accounts, "mika", PASSWORD).await.unwrap();
    assert!(entered.session().is_none());
    let nobody = accounts.users.require_new_password(proof, 4711).await;
    assert!(
        matches!(nobody, Err(EditUserError::NoSuchUser)),
        "{nobody:?}"
    );
}
