//! Login screens that were rendered, in pieces between which everybody gets a nonce of their own.

use accounts::settings::Settings;
use app::context::Portal;
use app::theme::Theme;
use model::locale::Locale;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What the login screen depends on besides the settings.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ScreenKind {
    pub(crate) locale: Locale,
    pub(crate) theme: Option<Theme>,
}

/// A login screen, cut at its nonce.
pub(crate) type Pieces = Arc<[String]>;

/// What was rendered with one state of the settings.
struct CachedScreens {
    settings: Arc<Settings>,
    logo: Option<Arc<str>>,
    screens: HashMap<ScreenKind, Pieces>,
}

/// The login screens that were rendered.
#[derive(Default)]
pub(crate) struct LoginScreens(RwLock<Option<CachedScreens>>);

impl LoginScreens {
    pub(crate) fn find(&self, portal: &Portal, kind: ScreenKind) -> Option<Pieces> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref().filter(|kept| kept.is_of(portal))?;
        kept.screens.get(&kind).map(Arc::clone)
    }

    pub(crate) fn keep(&self, portal: &Portal, kind: ScreenKind, pieces: Pieces) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let screens = match kept.take().filter(|kept| kept.is_of(portal)) {
            Some(kept) => kept.screens,
            None => HashMap::new(),
        };
        let kept = kept.insert(CachedScreens {
            settings: Arc::clone(&portal.settings),
            logo: portal.logo.clone(),
            screens,
        });
        kept.screens.insert(kind, pieces);
    }
}

impl CachedScreens {
    fn is_of(&self, portal: &Portal) -> bool {
        let same =
            Arc::ptr_eq(&self.settings, &portal.settings) || self.settings == portal.settings;
        same && self.logo == portal.logo
    }
}
