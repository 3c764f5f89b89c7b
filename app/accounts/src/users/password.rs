//! A password that an administrator sets, or has made.

use crate::audit::Action;
use crate::settings::Settings;
use model::password::{Composition, Password};
use model::user::{Role, Status};
use zeroize::Zeroizing;

use super::Users;
use super::edit::EditUserError;
use crate::current_user::{Admin, ConfirmedAdmin};
use crate::secret;
use crate::store::StoreError;

/// Words in a generated password: 1,295 to choose from each time.
const GENERATED_WORDS: usize = 5;

impl Users {
    /// Sets a user's password, which ends their sessions, links and locks; whether another one is asked
    /// for at the next login is a setting. It takes one's own password first (ASVS 5.0, 6.2.3 and 7.5.3).
    ///
    /// # Errors
    /// [`EditUserError`].
    pub async fn set_password(
        &self,
        proof: ConfirmedAdmin,
        id: i64,
        password: &Password,
    ) -> Result<(), EditUserError> {
        let proof = proof.admin();
        let connection = self.base.store.connection();
        let (_, user) = self.authorize_and_find(connection, proof, id).await?;
        if user.status != Status::Active {
            return Err(EditUserError::Inactive);
        }
        let hash = self
            .new_passwords
            .validate_and_hash_next(&user, password)
            .await?;
        let transaction = self.base.store.write().await?;
        // Hashing takes its time, in which they may have been demoted.
        let (actor, _) = self.authorize_and_find(&transaction, proof, id).await?;
        let must_change = self
            .base
            .settings
            .in_force_within(&transaction)
            .await?
            .forces_change();
        let event = actor.did_to(Action::SetPassword, &user);
        if !self
            .new_passwords
            .replace_password_for(&transaction, &user, &hash, must_change, event)
            .await?
        {
            return Err(EditUserError::VersionConflict);
        }
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// A password that can be read aloud and that the policy allows: five common short words, 51
    /// bits of chance, or more words where it asks for more characters.
    /// Where characters of certain kinds are asked for, they stand at its end.
    #[must_use]
    pub fn generate_password(
        &self,
        _proof: Admin,
        settings: &Settings,
        role: Role,
    ) -> Zeroizing<String> {
        let ending = match settings.password_policy(role).composition {
            Composition::Any => "",
            Composition::LettersAndDigits | Composition::BothCasesAndDigits | Composition::All => {
                "-A1"
            }
        };
        let policy = settings.password_policy(role);
        let mut number = GENERATED_WORDS;
        loop {
            let mut text = secret::words(number);
            text.push_str(ending);
            let password = Password::parse(&text);
            if password.is_ok_and(|password| policy.check(&password, &[]).is_ok()) {
                return text;
            }
            number += 1;
        }
    }
}
