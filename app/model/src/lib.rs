//! Rules and types that browser and server share.
//!
//! Nothing here does input or output, reads a clock or draws randomness, so every rule can be
//! tested natively against any sequence of inputs, and all of it builds for wasm32.

pub mod browser;
pub mod bucket;
pub mod canonical;
pub mod colour;
pub mod email;
pub mod finding;
pub mod hidden;
pub mod keyboard;
pub mod link;
pub mod locale;
pub mod lockout;
pub mod login_attempt;
pub mod login_name;
pub mod look_alike;
pub mod password;
pub mod report;
pub mod script;
pub mod session;
pub mod stray_space;
pub mod timestamp;
pub mod user;
