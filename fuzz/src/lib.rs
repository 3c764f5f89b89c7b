//! What the program does with bytes from outside, for a fuzzer (`./x fuzz`) and for the test that runs
//! what it kept. Each function panics if something is not as it must be.

mod portal;

use accounts::login::{HashingCost, StoredHash};
use accounts::users::{Cursor, folded};
use app::cookies::{Cookies, DEVICE, LANGUAGE, LINK, REPORT_CODE, REQUESTED_EMAIL, SESSION, THEME};
use app::routes::local_path;
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use model::browser::support;
use model::colour::Colour;
use model::email::Email;
use model::finding::Findings;
use model::locale::Locale;
use model::login_name::{LoginName, TypedName};
use model::report::ReportCode;
use model::user::DisplayName;

pub use portal::{csv, forms};

/// What is done with some bytes.
pub type Target = fn(&[u8]);

/// All of them, by the names of their corpora.
pub const TARGETS: [(&str, Target); 9] = [
    ("login_name", login_name),
    ("email", email),
    ("accept_language", accept_language),
    ("cookie", cookie),
    ("redirect", redirect),
    ("words", words),
    ("phc", phc),
    ("csv", csv),
    ("forms", forms),
];

/// A login name that is chosen or typed.
pub fn login_name(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let typed = TypedName::parse(text);
    let Ok(name) = LoginName::parse(text) else {
        return;
    };
    let shown = LoginName::parse(name.as_str()).expect("what is shown can be typed");
    assert_eq!(shown.key(), name.key(), "and is the same name");
    let key = LoginName::parse(name.key()).expect("a key is a name");
    assert_eq!(key.key(), name.key(), "and its own key");
    let typed = typed.expect("a name that can be chosen can be typed");
    assert_eq!(typed.key(), name.key(), "and is found");
    let spaced = TypedName::parse(&format!(" {}\u{3000}", name.as_str()));
    assert_eq!(spaced.expect("with spaces too").key(), name.key());
}

/// An address.
pub fn email(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(email) = Email::parse(text) else {
        return;
    };
    let again = Email::parse(email.as_str()).expect("it is one still");
    assert_eq!(again, email);
    assert!(email.as_str().len() <= Email::MAX_LENGTH);
    assert!(
        !email.as_str().contains(char::is_control),
        "it ends no header of a mail"
    );
    let typed = TypedName::parse(email.as_str()).expect("it can be typed as a login name");
    assert_eq!(typed.key(), email.key());
}

/// `Accept-Language`.
pub fn accept_language(data: &[u8]) {
    let locale = Locale::from_accept_language(&String::from_utf8_lossy(data));
    assert!(Locale::ALL.contains(&locale));
}

/// The header `Cookie`.
pub fn cookie(data: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(data) else {
        return;
    };
    let headers = HeaderMap::from_iter([(COOKIE, value)]);
    for cookies in [Cookies::new(true, None), Cookies::new(false, Some(3000))] {
        for cookie in [SESSION, DEVICE, LINK] {
            if let Some(token) = cookies.read(&headers, &cookie) {
                let token = token.reveal();
                let sent = data.windows(token.len());
                assert!(sent.into_iter().any(|it| it == token.as_bytes()));
            }
        }
        if let Some(email) = cookies.read(&headers, &REQUESTED_EMAIL) {
            assert!(Email::parse(email.as_str()).is_ok());
        }
        let _ = cookies.read(&headers, &REPORT_CODE);
        let _ = cookies.read(&headers, &LANGUAGE);
        let _ = cookies.read(&headers, &THEME);
    }
}

/// Where somebody wants to go after logging in.
pub fn redirect(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Some(path) = local_path(text) {
        assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
        let target = HeaderValue::from_str(path).expect("it fits into a header");
        assert_eq!(target.as_bytes(), data);
    }
}

/// What else the pages are sent: findings, codes, colours, names, places in a list, browsers.
pub fn words(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let findings = Findings::parse(text);
    assert_eq!(Findings::parse(&findings.to_string()), findings);
    if let Ok(code) = text.parse::<ReportCode>() {
        assert_eq!(code.to_string().parse::<ReportCode>().ok(), Some(code));
    }
    if let Ok(colour) = text.parse::<Colour>() {
        assert_eq!(colour.to_string().parse::<Colour>().ok(), Some(colour));
    }
    if let Some(place) = Cursor::from_address(text) {
        assert_eq!(Cursor::from_address(&place.to_address()), Some(place));
    }
    if let Ok(name) = DisplayName::parse(text) {
        assert!(DisplayName::parse(name.as_str()).is_ok());
    }
    let _ = folded(text);
    let _ = support(text);
}

/// A password hash, as it stands in the database.
pub fn phc(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Some(hash) = StoredHash::parse(text) {
        let cost = hash.cost();
        assert_eq!(cost.to_string().parse::<HashingCost>(), Ok(cost));
    }
    let _ = text.parse::<HashingCost>();
}
