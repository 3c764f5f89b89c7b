//! Why a mail did not leave.

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
#[error("{answer}")]
pub struct DeliveryError {
    /// The server's words or the network's.
    pub answer: String,
    /// Trying again will not help: the server knows the mail and does not want it.
    pub permanent: bool,
}
