//! The visitor's system.

use leptos::prelude::*;
use model::keyboard::Platform;

/// Asks the browser which system it runs on. In an effect only: the server does not know.
pub(crate) fn platform() -> Platform {
    let navigator = window().navigator();
    let user_agent = navigator.user_agent().unwrap_or_default();
    Platform::of(&user_agent, navigator.max_touch_points() > 1)
}
