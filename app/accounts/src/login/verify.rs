//! Comparing a password with that of an account, in the same time whether there is one or not.

use model::login_name::TypedName;
use model::password::Password;
use model::user::Status;

use super::hasher::{HashError, Hasher};
use crate::store::users::User;

/// A password that was right.
pub(super) struct VerifiedPassword {
    pub(super) user: User,
    /// The hash that it was compared with.
    pub(super) stored_hash: String,
    /// The same password's hash at today's cost, where the other was made at another one.
    pub(super) rehashed: Option<String>,
}

/// The hashing pool takes no more.
pub(super) struct Overloaded;

/// Compares a password with that of an account; `None` if the password is wrong, there is no account, or the account is
/// inactive. Each of the three takes as long as a right password does.
pub(super) async fn verify_password(
    hasher: &Hasher,
    user: Option<&User>,
    name: &TypedName,
    password: &Password,
) -> Result<Option<VerifiedPassword>, Overloaded> {
    let nobody = async || match hasher.verify_dummy(password, name.key()).await {
        Err(HashError::Busy) => Err(Overloaded),
        Ok(()) | Err(HashError::InvalidStoredHash) => Ok(None),
    };
    let Some((user, stored_hash)) =
        user.and_then(|user| Some((user, user.password_hash.as_deref()?)))
    else {
        return nobody().await;
    };
    let comparison = match hasher.verify(password, stored_hash).await {
        Ok(comparison) => comparison,
        Err(HashError::Busy) => return Err(Overloaded),
        Err(HashError::InvalidStoredHash) => {
            let user = user.id;
            tracing::error!(user, "the stored password hash cannot be read");
            return nobody().await;
        }
    };
    if !comparison.matches || user.status != Status::Active {
        return Ok(None);
    }
    // The cost was changed since the password was set. If the pool is busy, the next login
    // makes the hash anew.
    let rehashed = match comparison.needs_rehash {
        true => hasher.hash(password).await.ok(),
        false => None,
    };
    Ok(Some(VerifiedPassword {
        user: user.clone(),
        stored_hash: stored_hash.to_owned(),
        rehashed,
    }))
}
