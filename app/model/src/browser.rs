//! Which browser and system a `User-Agent` names, and whether it is a supported one.

/// Browsers by what only they say of themselves. Most also claim to be the ones below them, so the
/// order counts (RFC 9110 section 10.1.5 lets them).
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems, in the same way: an Android is a Linux too, an iPad "like Mac OS X".
const SYSTEMS: &[(&str, System)] = &[
    ("Windows", System::Windows),
    ("iPhone", System::IPhone),
    ("iPad", System::IPad),
    ("Android", System::Android),
    ("CrOS", System::ChromeOs),
    ("Mac OS X", System::Mac),
    ("Linux", System::Linux),
];

/// A browser's name. Only names of our own, whatever a `User-Agent` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BrowserProgram(pub &'static str);

impl BrowserProgram {
    /// The browser that a `User-Agent` names.
    #[must_use]
    pub fn from_user_agent(user_agent: &str) -> Option<Self> {
        first(BROWSERS, user_agent).map(Self)
    }
}

/// A system that a browser runs on.
#[allow(missing_docs, reason = "each is its name")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    Windows,
    IPhone,
    IPad,
    Android,
    ChromeOs,
    Mac,
    Linux,
}

impl System {
    /// The system that a `User-Agent` names.
    #[must_use]
    pub fn from_user_agent(user_agent: &str) -> Option<Self> {
        first(SYSTEMS, user_agent)
    }
}

fn first<T: Copy>(table: &[(&str, T)], user_agent: &str) -> Option<T> {
    let found = table.iter().find(|(sign, _)| user_agent.contains(sign));
    found.map(|(_, name)| *name)
}

/// What runs the pages of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// That of Chrome, Edge and others.
    Chromium,
    /// That of Firefox.
    Firefox,
    /// That of Safari on a Mac.
    Safari,
    /// That of all browsers on an iPhone or iPad.
    Ios,
}

/// A browser, by what runs its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Supported {
    /// What runs its pages.
    pub engine: Engine,
    /// The oldest version that is supported: major and minor.
    pub since: (u16, u16),
}

impl Supported {
    /// `17.5`, or `126` where the second number does not matter.
    #[must_use]
    pub fn since_in_words(&self) -> String {
        match self.since {
            (major, 0) => major.to_string(),
            (major, minor) => format!("{major}.{minor}"),
        }
    }
}

/// **Supported Web Browsers**: what has been in all of them for 30 months may be used (web platform
/// Baseline, "widely available"), so these are the versions of May 2024. Older ones are not shut out.
pub const SUPPORTED: [Supported; 4] = [CHROMIUM, FIREFOX, SAFARI, IOS];
const CHROMIUM: Supported = Supported {
    engine: Engine::Chromium,
    since: (125, 0),
};
const FIREFOX: Supported = Supported {
    engine: Engine::Firefox,
    since: (126, 0),
};
const SAFARI: Supported = Supported {
    engine: Engine::Safari,
    since: (17, 5),
};
const IOS: Supported = Supported {
    engine: Engine::Ios,
    since: (17, 5),
};

/// How a browser compares with [`SUPPORTED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Support {
    /// It is new enough.
    Supported,
    /// It is older than what is supported.
    TooOld(Supported),
    /// It is none of them, or does not say so.
    Unknown,
}

/// Compares the browser that a `User-Agent` names with those that are supported.
#[must_use]
pub fn support(user_agent: &str) -> Support {
    let has = |sign| user_agent.contains(sign);
    // On these every browser runs pages with the system's own WebKit.
    let (browser, sign) = if has("iPhone") || has("iPad") {
        (IOS, " OS ")
    } else if has("Firefox/") {
        (FIREFOX, "Firefox/")
    } else if has("Chrome/") {
        (CHROMIUM, "Chrome/")
    } else if has("Safari/") {
        (SAFARI, "Version/")
    } else {
        return Support::Unknown;
    };
    match version_after(user_agent, sign) {
        Some(version) if version >= browser.since => Support::Supported,
        Some(_) => Support::TooOld(browser),
        None => Support::Unknown,
    }
}

/// The first two numbers of the version that follows `sign`: `Version/17.5`, `CPU OS 17_5_1`.
fn version_after(user_agent: &str, sign: &str) -> Option<(u16, u16)> {
    let (_, version) = user_agent.split_once(sign)?;
    let mut numbers = version
        .split(|c: char| !c.is_ascii_digit())
        .map(str::parse::<u16>);
    let major = numbers.next()?.ok()?;
    Some((major, numbers.next().and_then(Result::ok).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_browsers_are_named() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (user_agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
                Some(("Firefox", System::Windows)),
            ),
            (
                format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"),
                Some(("Edge", System::Windows)),
            ),
            (
                format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {webkit} Chrome/140.0.0.0 Safari/537.36"),
                Some(("Chrome", System::ChromeOs)),
            ),
            (
                format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/140.0.0.0 Mobile Safari/537.36"),
                Some(("Chrome", System::Android)),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1".to_owned(),
                Some(("Safari", System::IPhone)),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15".to_owned(),
                Some(("Safari", System::Mac)),
            ),
            ("curl/8.5.0".to_owned(), None),
            (String::new(), None),
        ] {
            let program = BrowserProgram::from_user_agent(&user_agent).map(|BrowserProgram(name)| name);
            assert_eq!(program.zip(System::from_user_agent(&user_agent)), expected);
        }
    }

    #[test]
    fn old_browsers_are_told_from_new_ones() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (user_agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0".to_owned(), Support::Supported),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0".to_owned(), Support::TooOld(FIREFOX)),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"), Support::Supported),
            (format!("Mozilla/5.0 (Windows NT 6.1) {webkit} Chrome/109.0.0.0 Safari/537.36"), Support::TooOld(CHROMIUM)),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15".to_owned(), Support::TooOld(SAFARI)),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15".to_owned(), Support::Supported),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 16_7_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1".to_owned(), Support::TooOld(IOS)),
            ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1".to_owned(), Support::Supported),
            ("curl/8.5.0".to_owned(), Support::Unknown),
            ("Firefox/99999999999".to_owned(), Support::Unknown),
            ("Firefox/".to_owned(), Support::Unknown),
        ] {
            assert_eq!(support(&user_agent), expected, "{user_agent}");
        }
    }

    #[test]
    fn nothing_of_a_hostile_text_is_repeated() {
        let text = "<b>Firefox/</b> \u{202e}on\r\nBcc: other@example.test";
        assert_eq!(
            BrowserProgram::from_user_agent(text),
            Some(BrowserProgram("Firefox"))
        );
        assert_eq!(System::from_user_agent(text), None);
    }
}
