//! What rights take, and what they change.

use accounts::Accounts;
use accounts::client::Origin;
use accounts::current_user::ConfirmedAdmin;
use accounts::login::{OwnPassword, OwnPasswordError};
use accounts::secret::Token;
use accounts::settings::Setting;
use accounts::users::{EditUserError, UserFields};
use model::email::Email;
use model::login_name::LoginName;
use model::timestamp::Duration;
use model::user::Role;
use testkit::{TestDatabase, on_each_database};

use crate::harness::{
    PASSWORD, WRONG, add, administrator, attempt, confirmed, confirmed_as, fields, id_of,
    id_of_mika, is_in, log_in, log_in_as, open, password,
};

on_each_database! {
    rights_are_given_and_taken_with_the_own_password_alone
    two_who_demote_or_delete_each_other_leave_one
    more_rights_take_a_password_that_is_good_enough_for_them
}

async fn rights_are_given_and_taken_with_the_own_password_alone(database: TestDatabase) {
    let (accounts, manual) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let session = log_in(&accounts).await.session().unwrap().clone();
    let (version, mut edited) = fields(&accounts, proof, id).await;
    edited.role = Role::Administrator;
    let without = accounts.users.save(proof, None, id, version, &edited).await;
    assert!(
        matches!(without, Err(EditUserError::PasswordNeeded)),
        "{without:?}"
    );
    let confirmed_admin = confirmed(&accounts).await;
    accounts
        .users
        .save(proof, Some(confirmed_admin), id, version, &edited)
        .await
        .unwrap();
    // Nor is anybody's address changed; their password is not set without the proof either.
    let (version, mut moved) = fields(&accounts, proof, id).await;
    moved.email = Some(Email::parse("elsewhere@example.test").unwrap());
    let without = accounts.users.save(proof, None, id, version, &moved).await;
    assert!(
        matches!(without, Err(EditUserError::PasswordNeeded)),
        "{without:?}"
    );
    let new = password("nine patient lighthouses");
    accounts
        .users
        .set_password(confirmed_admin, id, &new)
        .await
        .unwrap();
    // A session does not grow with its user.
    assert!(!is_in(&accounts, &session).await);
    // How long it is since the password was entered.
    let logged_in = log_in_as(&accounts, "sora", PASSWORD).await.unwrap();
    let session = logged_in.session().unwrap();
    let is_sure = async || {
        let current_user = accounts
            .sessions
            .current_user(session, Origin::default())
            .await
            .unwrap()
            .unwrap();
        (current_user.confirmed_admin().is_some(), current_user)
    };
    manual.advance(Duration::minutes(14));
    assert!(is_sure().await.0);
    manual.advance(Duration::minutes(1));
    let (confirmed_admin, mut current_user) = is_sure().await;
    assert!(!confirmed_admin);
    let own = |text: &str| OwnPassword {
        password: password(text),
        session: session.clone(),
        device: None,
        client: attempt("sora", WRONG).client,
    };
    let wrong = accounts
        .own_password
        .confirm(&mut current_user, own(WRONG))
        .await;
    assert!(
        matches!(wrong, Err(OwnPasswordError::Wrong { .. })),
        "{wrong:?}"
    );
    assert!(!is_sure().await.0);
    accounts
        .own_password
        .confirm(&mut current_user, own(PASSWORD))
        .await
        .unwrap();
    assert!(is_sure().await.0);
    // Nor does it make an administrator of somebody who is none.
    let mika = add_and_log_in(&accounts, "ren").await;
    let mut current_user = accounts
        .sessions
        .current_user(&mika, Origin::default())
        .await
        .unwrap()
        .unwrap();
    assert!(current_user.is_confirmed() && current_user.confirmed_admin().is_none());
    manual.advance(Duration::minutes(15));
    for _ in 0..10 {
        accounts
            .own_password
            .confirm(
                &mut current_user,
                OwnPassword {
                    session: mika.clone(),
                    ..own(WRONG)
                },
            )
            .await
            .unwrap_err();
    }
    let locked = accounts
        .own_password
        .confirm(
            &mut current_user,
            OwnPassword {
                session: mika,
                ..own(PASSWORD)
            },
        )
        .await;
    assert!(
        matches!(locked, Err(OwnPasswordError::Locked(_))),
        "{locked:?}"
    );
}

async fn add_and_log_in(accounts: &Accounts, name: &str) -> Token {
    add(accounts, name, None).await;
    let logged_in = log_in_as(accounts, name, PASSWORD).await.unwrap();
    logged_in.session().unwrap().clone()
}

async fn two_who_demote_or_delete_each_other_leave_one(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let proof = administrator(&accounts).await;
    let mut sora = (
        confirmed(&accounts).await,
        id_of(&accounts, proof, "sora").await,
    );
    let set_role = async |by: ConfirmedAdmin, id, role| {
        let (version, mut edited) = fields(&accounts, proof, id).await;
        edited.role = role;
        accounts
            .users
            .save(by.admin(), Some(by), id, version, &edited)
            .await
    };
    let last = set_role(sora.0, sora.1, Role::User).await;
    assert!(
        matches!(last, Err(EditUserError::LastAdministrator)),
        "{last:?}"
    );
    let last = accounts.users.delete(sora.0, sora.1).await;
    assert!(
        matches!(last, Err(EditUserError::LastAdministrator)),
        "{last:?}"
    );
    // One without a password could not log in: they are none to rely on.
    let boss = UserFields {
        role: Role::Administrator,
        ..UserFields::new(LoginName::parse("boss").unwrap())
    };
    accounts
        .users
        .add_without_password(proof, Some(sora.0), &boss, false)
        .await
        .unwrap();
    let last = set_role(sora.0, sora.1, Role::User).await;
    assert!(
        matches!(last, Err(EditUserError::LastAdministrator)),
        "{last:?}"
    );
    for round in 0..10 {
        let name = format!("zoe{round}");
        add(&accounts, &name, None).await;
        let id = id_of(&accounts, proof, &name).await;
        set_role(sora.0, id, Role::Administrator).await.unwrap();
        let mut zoe = (confirmed_as(&accounts, &name).await, id);
        let (one, two) = tokio::join!(
            set_role(zoe.0, sora.1, Role::User),
            set_role(sora.0, zoe.1, Role::User)
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        if one.is_ok() {
            std::mem::swap(&mut sora, &mut zoe);
        }
        let out = set_role(zoe.0, zoe.1, Role::Administrator).await;
        assert!(matches!(out, Err(EditUserError::NotAllowed)), "{out:?}");
        set_role(sora.0, zoe.1, Role::Administrator).await.unwrap();
        let (one, two) = tokio::join!(
            set_role(zoe.0, sora.1, Role::User),
            accounts.users.delete(sora.0, zoe.1)
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        if one.is_ok() {
            std::mem::swap(&mut sora, &mut zoe);
            set_role(sora.0, zoe.1, Role::Administrator).await.unwrap();
        }
    }
}

async fn more_rights_take_a_password_that_is_good_enough_for_them(database: TestDatabase) {
    let (accounts, _) = open(&database).await;
    let (proof, id) = (administrator(&accounts).await, id_of_mika(&accounts).await);
    let set_role = async |role| {
        let (version, mut edited) = fields(&accounts, proof, id).await;
        edited.role = role;
        let confirmed_admin = Some(confirmed(&accounts).await);
        let saved = accounts
            .users
            .save(proof, confirmed_admin, id, version, &edited);
        saved.await.unwrap();
        log_in(&accounts).await
    };
    // By the same rules, theirs is good enough.
    assert!(set_role(Role::Administrator).await.session().is_some());
    assert!(set_role(Role::User).await.session().is_some());
    let length = Setting::UserMinLength;
    accounts.settings.set(length, "8").await.unwrap();
    assert!(set_role(Role::Administrator).await.session().is_none());
}
