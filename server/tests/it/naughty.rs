//! Texts that have broken other programs, through every field of every form: nothing of them is in a page but as
//! text. All fields of a form at once; `end2end/tests/naughty.spec.ts` sends some of them, and in `./x soak` all,
//! one field at a time, and lets a browser read what comes back.

use accounts::settings::{Setting, SettingKind};
use app::page::Takes;
use app::{pages, routes};
use html5gum::{HtmlString, Token, Tokenizer, emitters::default::DefaultEmitter};
use model::login_name::LoginName;
use model::password::Password;
use model::timestamp::Duration;
use naughty_strings::BLNS;
use std::collections::BTreeMap;
use testkit::{TestDatabase, header};

use crate::harness::{Browser, PASSWORD, TestPortal, Wishes};

/// What stands in a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// One text after the other.
    Naughty,
    Fixed(&'static str),
}

use Content::{Fixed, Naughty};

/// A form, and what is sent in each of its fields.
struct SentForm {
    path: &'static str,
    fields: &'static [(&'static str, Content)],
}

const WRONG: Content = Fixed("some wrong password");

const OF_NOBODY: &[SentForm] = &[
    SentForm {
        path: "/login",
        fields: &[
            ("login_name", Naughty),
            ("password", WRONG),
            ("keep", Fixed("true")),
            ("next", Naughty),
            ("noticed", Naughty),
        ],
    },
    SentForm {
        path: "/login",
        fields: &[
            ("login_name", Fixed("nobody")),
            ("password", Naughty),
            ("keep", Naughty),
        ],
    },
    SentForm {
        path: "/reset-password",
        fields: &[("email", Naughty)],
    },
    SentForm {
        path: "/trouble",
        fields: &[("tried_name", Naughty), ("findings", Naughty)],
    },
    SentForm {
        path: "/reset-password/new",
        fields: &[("link", Naughty), ("password", Naughty)],
    },
    SentForm {
        path: "/preferences",
        fields: &[("language", Naughty), ("theme", Naughty), ("back", Naughty)],
    },
];

const OF_USERS: &[SentForm] = &[
    SentForm {
        path: "/account/password",
        fields: &[
            ("current_password", Naughty),
            ("password", Naughty),
            ("end_others", Naughty),
        ],
    },
    SentForm {
        path: "/account/email",
        fields: &[("email", Naughty)],
    },
    SentForm {
        path: "/account/language",
        fields: &[("language", Naughty)],
    },
    SentForm {
        path: "/account/sessions",
        fields: &[("id", Naughty)],
    },
    SentForm {
        path: "/confirm-email",
        fields: &[("link", Naughty)],
    },
    SentForm {
        path: "/logout",
        fields: &[("logout", Naughty)],
    },
];

// Of each form something is wrong, so that it comes back with all that was typed.
const OF_ADMINISTRATORS: &[SentForm] = &[
    SentForm {
        path: "/admin/users/new",
        fields: &[
            ("login_name", Naughty),
            ("display_name", Naughty),
            ("email", Naughty),
            ("language", Naughty),
            ("role", Naughty),
            ("then", Naughty),
        ],
    },
    SentForm {
        path: "/admin/users/new",
        fields: &[
            ("login_name", Fixed("so:ra")),
            ("display_name", Naughty),
            ("email", Naughty),
            ("language", Fixed("auto")),
            ("role", Fixed("user")),
            ("then", Fixed("inform")),
        ],
    },
    SentForm {
        path: "/admin/users/2",
        fields: &[
            ("id", Fixed("2")),
            ("version", Fixed("1")),
            ("login_name", Naughty),
            ("display_name", Naughty),
            ("email", Fixed("nowhere")),
            ("language", Fixed("auto")),
            ("role", Fixed("user")),
            ("status", Fixed("active")),
            ("was_login_name", Naughty),
            ("was_display_name", Naughty),
        ],
    },
    SentForm {
        path: "/admin/users/2",
        fields: &[
            ("id", Naughty),
            ("version", Naughty),
            ("login_name", Naughty),
            ("display_name", Naughty),
            ("email", Naughty),
            ("language", Naughty),
            ("role", Naughty),
            ("status", Naughty),
        ],
    },
    SentForm {
        path: "/admin/users/2/password",
        fields: &[("id", Naughty), ("password", Naughty)],
    },
    SentForm {
        path: "/admin/users/4711/action",
        fields: &[("id", Naughty), ("action", Naughty)],
    },
    SentForm {
        path: "/admin/users/action",
        fields: &[
            ("ids[]", Naughty),
            ("action", Naughty),
            ("confirmed", Naughty),
        ],
    },
    SentForm {
        path: "/admin/users/action",
        fields: &[("ids[]", Naughty), ("action", Fixed("unlock"))],
    },
    SentForm {
        path: "/admin/users/import/inform",
        fields: &[("import", Naughty)],
    },
    SentForm {
        path: "/admin/mail/action",
        fields: &[("id", Naughty), ("action", Naughty)],
    },
    SentForm {
        path: "/admin/mail/test",
        fields: &[("email", Naughty)],
    },
    // One value is out of bounds, so that nothing is saved.
    SentForm {
        path: "/admin/settings",
        fields: &[
            ("settings[lockout-attempts]", Fixed("2")),
            ("was[lockout-attempts]", Fixed("10")),
            ("settings[failure-message]", Naughty),
            ("was[failure-message]", Naughty),
            ("settings[portal-name]", Naughty),
            ("was[portal-name]", Fixed("Latchkey")),
            ("settings[accent-colour]", Naughty),
            ("was[accent-colour]", Fixed("")),
            ("settings[contact-email]", Naughty),
            ("was[contact-email]", Fixed("")),
            ("settings[session-idle-minutes]", Naughty),
            ("was[session-idle-minutes]", Fixed("60")),
        ],
    },
];

const OF_SETUP: &[SentForm] = &[SentForm {
    path: "/setup",
    fields: &[
        ("code", Naughty),
        ("login_name", Naughty),
        ("email", Naughty),
        ("password", Naughty),
    ],
}];

/// What our own pages are made of.
const TAGS: &[&str] = &[
    "html", "head", "body", "meta", "link", "title", "script", "header", "footer", "main",
    "section", "div", "p", "h1", "h2", "ul", "ol", "li", "dl", "dt", "dd", "a", "strong", "span",
    "form", "label", "input", "button", "svg", "path", "code", "pre", "bdi", "time", "nav",
    "fieldset", "legend", "table", "thead", "tbody", "tr", "th", "td", "select", "option",
];

async fn portal(database: &TestDatabase) -> TestPortal {
    let wishes = Wishes {
        trusted_proxies: &["127.0.0.1/32"],
        ..Wishes::default()
    };
    TestPortal::with_people(database, &wishes).await
}

/// Sends all texts through each form, from an address of its own each time.
async fn survives(browser: &Browser, forms: &[SentForm]) {
    survives_texts(browser, forms, BLNS).await;
}

async fn survives_texts(browser: &Browser, forms: &[SentForm], texts: &[&str]) {
    for form in forms {
        let mut strange = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            let content = |content: &Content| match content {
                Naughty => *text,
                Fixed(text) => text,
            };
            let fields = form.fields.iter();
            let fields: Vec<_> = fields.map(|(name, is)| (*name, content(is))).collect();
            let from = format!("198.51.{}.{}", number >> 8, number & 255);
            let sent = browser.form(form.path).header("x-forwarded-for", from);
            let answer = sent.form(&fields).send().await.unwrap();
            let status = answer.status().as_u16();
            let location = header(&answer, "location").to_owned();
            // What came of it for each of several users, or of a mail, is an answer.
            let seen = [
                routes::ADMIN_USERS_ACTION,
                routes::ADMIN_IMPORT_INFORM,
                routes::ADMIN_MAIL_TEST,
            ]
            .contains(&form.path);
            let expected = [303, 400, 403, 404, 409, 410, 422, 429].contains(&status);
            if !(expected || seen && status == 200) {
                strange.push(format!("{text:?}: {status}"));
            }
            if status == 303 && !is_ours(&location) {
                strange.push(format!("{text:?} leads to {location}"));
            }
            let page = elements(&answer.text().await.unwrap());
            let found = foreign(&page).into_iter();
            strange.extend(found.map(|it| format!("{text:?}: {it}")));
            for (name, is) in form.fields {
                if let Some(stands) = value_of(&page, name).filter(|_| *is == Naughty)
                    && stands != given_back(text)
                {
                    strange.push(format!("{name} {text:?} became {stands:?}"));
                }
            }
        }
        assert_eq!(strange, [""; 0], "{}", form.path);
    }
}

/// A path of our own, with nothing of what was sent.
fn is_ours(location: &str) -> bool {
    let (path, query) = location.split_once('?').unwrap_or((location, "after="));
    let plain = |text: &str, more: &str| {
        text.chars()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || more.contains(it))
    };
    let query = query.strip_prefix("after=").or(query.strip_prefix("done="));
    path.starts_with('/') && plain(path, "/-") && query.is_some_and(|word| plain(word, "-"))
}

/// An element's name and its attributes.
type Element = (String, BTreeMap<String, String>);

/// The elements of a page.
fn elements(page: &str) -> Vec<Element> {
    let mut emitter = DefaultEmitter::default();
    // What stands in a script or a title is no element.
    emitter.naively_switch_states(true);
    let text = |bytes: &HtmlString| String::from_utf8_lossy(bytes).into_owned();
    let elements = Tokenizer::new_with_emitter(page, emitter).filter_map(|token| match token {
        Ok(Token::StartTag(tag)) => {
            let attributes = tag.attributes.iter();
            let attributes = attributes.map(|(name, value)| (text(name), text(&value.value)));
            Some((text(&tag.name), attributes.collect()))
        }
        _ => None,
    });
    elements.collect()
}

/// What is in a page that should not be.
fn foreign(page: &[Element]) -> Vec<String> {
    let mut found = Vec::new();
    for (tag, attributes) in page {
        if !TAGS.contains(&tag.as_str()) {
            found.push(format!("<{tag}>"));
        }
        // Ours carry a nonce.
        if tag == "script" && !attributes.contains_key("nonce") {
            found.push("a script".to_owned());
        }
        for (name, value) in attributes {
            let address = ["href", "src", "action", "formaction"].contains(&name.as_str());
            let script = value.trim_start().to_ascii_lowercase();
            if name.starts_with("on") || address && script.starts_with("javascript:") {
                found.push(format!("{name}={value}"));
            }
        }
    }
    found
}

/// What stands in a field that somebody types into, if something does.
fn value_of(page: &[Element], field: &str) -> Option<String> {
    let hidden = ["password", "hidden", "checkbox", "radio"];
    page.iter()
        .filter(|(tag, attributes)| {
            let kind = attributes.get("type").map_or("text", String::as_str);
            let named = attributes.get("name").is_some_and(|name| name == field);
            tag == "input" && named && !hidden.contains(&kind)
        })
        .find_map(|(_, attributes)| attributes.get("value"))
        .map(|value| value.replace(['\r', '\n'], ""))
        .filter(|value| !value.is_empty())
}

/// What comes back of a text: letter for letter, as far as a field holds.
fn given_back(text: &str) -> String {
    let line = text.replace(['\r', '\n'], "").replace('\0', "\u{fffd}");
    line.chars().take(512).collect()
}

#[test]
fn what_is_foreign_is_seen() {
    for page in [
        "<p><b>bold</b>",
        "<p onclick=1>",
        "<a href=' JavaScript:x'>",
        "<title></title><script>1</script>",
        "<input value=\"\"><img src=x onerror=x>",
    ] {
        assert_ne!(foreign(&elements(page)), [""; 0], "{page}");
    }
    let ours = "<title><b></title><script nonce=x>'<i>'</script><a href='/login'>";
    assert_eq!(foreign(&elements(ours)), [""; 0]);
    let field = elements("<input name=a value='&lt;'>");
    assert_eq!(value_of(&field, "a").unwrap(), "<");
    assert!(!is_ours("//example.test") && !is_ours("/login?after=<") && is_ours("/login"));
}

/// As there are forms.
#[test]
fn each_form_is_tried() {
    let tried = [OF_NOBODY, OF_USERS, OF_ADMINISTRATORS, OF_SETUP];
    let tried: Vec<_> = tried.into_iter().flatten().map(|form| form.path).collect();
    for page in pages::all().filter(|page| matches!(page.takes, Takes::Form(_))) {
        let page = page.path;
        let path = |id: &str| page.replace("{id}", id);
        let found = tried.contains(&path("2").as_str()) || tried.contains(&path("4711").as_str());
        assert!(found, "{page}");
    }
}

#[tokio::test]
async fn no_text_breaks_what_everybody_sees() {
    let database = TestDatabase::sqlite();
    survives(&portal(&database).await.browser(), OF_NOBODY).await;
}

#[tokio::test]
async fn no_text_breaks_the_own_account() {
    let database = TestDatabase::sqlite();
    let portal = portal(&database).await;
    // Of the sessions that are ended one is the first; logging out comes last.
    portal.browser().log_in("mika", PASSWORD).await;
    let user = portal.browser();
    user.log_in("mika", PASSWORD).await;
    survives(&user, OF_USERS).await;
}

#[tokio::test]
async fn no_text_breaks_what_administrators_do() {
    let database = TestDatabase::sqlite();
    let portal = portal(&database).await;
    let administrator = portal.browser();
    administrator.log_in("sora", PASSWORD).await;
    survives(&administrator, OF_ADMINISTRATORS).await;
}

#[tokio::test]
async fn no_text_breaks_setting_up() {
    let database = TestDatabase::sqlite();
    let portal = TestPortal::empty(&database, &Wishes::default()).await;
    survives(&portal.browser(), OF_SETUP).await;
}

/// PostgreSQL has no text with NUL in it.
#[tokio::test]
async fn nul_is_no_fault_of_the_database() {
    const NUL: &[&str] = &["\0", "a\0b"];
    let database = TestDatabase::postgres();
    let portal = portal(&database).await;
    survives_texts(&portal.browser(), OF_NOBODY, NUL).await;
    let user = portal.browser();
    user.log_in("mika", PASSWORD).await;
    survives_texts(&user, OF_USERS, NUL).await;
    let administrator = portal.browser();
    administrator.log_in("sora", PASSWORD).await;
    survives_texts(&administrator, OF_ADMINISTRATORS, NUL).await;
    for path in [
        "/admin/users?search",
        "/admin/log?login_name",
        "/admin/users?after",
        "/admin/mail?id",
    ] {
        let answer = administrator.get(&format!("{path}=%00a")).await;
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn no_text_breaks_a_search() {
    let database = TestDatabase::sqlite();
    let portal = portal(&database).await;
    let administrator = portal.browser();
    administrator.log_in("sora", PASSWORD).await;
    let searches: [(&str, &[&str]); 2] = [
        ("/admin/users", &["search", "status", "sort", "after"]),
        (
            "/admin/log",
            &["login_name", "from", "until", "action", "before"],
        ),
    ];
    for (path, fields) in searches {
        for text in BLNS {
            let query: Vec<_> = fields.iter().map(|field| (*field, *text)).collect();
            let query = serde_urlencoded::to_string(query).unwrap();
            let answer = administrator.get(&format!("{path}?{query}")).await;
            assert_eq!(answer.status(), 200, "{path} {text:?}");
            let page = answer.text().await.unwrap();
            assert_eq!(foreign(&elements(&page)), [""; 0], "{path} {text:?}");
        }
    }
}

/// Ends whatever a text may stand in, and begins what no page of ours has.
const WAY_OUT: &str = "'\"--></title></textarea></script></style><video>";

#[tokio::test]
async fn nothing_that_is_stored_gets_out_of_where_it_stands() {
    let database = TestDatabase::sqlite();
    let portal = portal(&database).await;
    for setting in Setting::ALL {
        if let SettingKind::Line { limit, .. } = setting.kind() {
            assert!(WAY_OUT.len() <= limit, "it fits");
            portal
                .accounts
                .settings
                .set(*setting, WAY_OUT)
                .await
                .unwrap();
        }
    }
    let administrator = portal.browser();
    administrator.log_in("sora", PASSWORD).await;
    let named = [
        ("login_name", "named"),
        ("display_name", WAY_OUT),
        ("email", "\"<video>'\"@example.test"),
        ("language", "auto"),
        ("role", "user"),
        ("then", "set-password"),
    ];
    let sent = administrator.form("/admin/users/new").form(&named);
    assert_eq!(sent.send().await.unwrap().status(), 303);
    // What a stranger's browser says of itself, and what it reports.
    let stranger = portal.browser();
    for (path, fields) in [
        ("/login", [("login_name", "named"), ("password", WAY_OUT)]),
        ("/trouble", [("tried_name", WAY_OUT), ("findings", WAY_OUT)]),
    ] {
        let sent = stranger.form(path).header("user-agent", WAY_OUT);
        sent.form(&fields).send().await.unwrap();
    }
    let pages = [
        "/login",
        "/trouble",
        "/trouble/report",
        "/reset-password",
        "/reset-password/sent",
        "/reset-password/new",
        "/help/locked",
        "/help/browsers",
        "/help/keyboard",
        "/setup",
        "/nowhere",
    ];
    let of_administrators = [
        "/account",
        "/account/password",
        "/account/email",
        "/admin/users",
        "/admin/users/new",
        "/admin/users/4",
        "/admin/users/4/password",
        "/admin/users?search=named",
        "/admin/log",
        "/admin/mail",
        "/admin/settings",
        "/admin/users/import",
    ];
    let of_administrators = of_administrators.map(|path| (&administrator, path));
    for (browser, path) in pages
        .map(|path| (&stranger, path))
        .into_iter()
        .chain(of_administrators)
    {
        let page = browser.get(path).await.text().await.unwrap();
        assert_eq!(foreign(&elements(&page)), [""; 0], "{path}");
        assert!(
            page.contains("&lt;video") || path == "/setup",
            "{path} shows none of it"
        );
    }
}

/// As long as it may be, a password may be anything; and then it lets its owner in.
#[tokio::test]
async fn any_text_that_is_long_enough_is_a_password_that_lets_in() {
    let database = TestDatabase::sqlite();
    let portal = portal(&database).await;
    let mika = LoginName::parse("mika").unwrap();
    let first = Password::parse(PASSWORD).unwrap();
    let mut chosen = 0;
    for text in BLNS.iter().filter(|text| text.chars().count() >= 15) {
        let user = portal.browser();
        assert_eq!(user.log_in("mika", PASSWORD).await.status(), 303);
        let fields = [("current_password", PASSWORD), ("password", text)];
        let saved = user.form("/account/password").form(&fields).send().await;
        if saved.unwrap().status() != 303 {
            continue;
        }
        chosen += 1;
        // An account may try so many passwords at once.
        portal.manual.advance(Duration::minutes(1));
        let entered = portal.browser().log_in("mika", text).await;
        assert_eq!(entered.status(), 303, "{text:?}");
        let set = portal
            .accounts
            .recovery
            .set_password(&mika, &first, false)
            .await;
        assert!(set.is_ok());
    }
    assert!(chosen > 100, "{chosen} passwords were chosen");
}
