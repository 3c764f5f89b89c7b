//! What is looked for in the audit log, as forms and addresses say it.

use accounts::audit::LogSearch;
use model::timestamp::{Duration, Timestamp};

/// The fields of the form.
pub const FIELDS: &[&str] = &["from", "until", "login_name", "action", "outcome", "before"];

/// What the fields of a form ask for; what cannot be read is passed over.
#[must_use]
pub fn from_fields(fields: Vec<(String, String)>) -> LogSearch {
    let mut search = LogSearch::default();
    for (name, value) in fields {
        match name.as_str() {
            "from" => search.from = Timestamp::from_day(&value),
            // The day itself belongs to it.
            "until" => {
                search.until = Timestamp::from_day(&value).map(|day| day.after(Duration::days(1)));
            }
            "login_name" => search.login_name = value,
            "action" => search.action = value.parse().ok(),
            "outcome" => search.outcome = value.parse().ok(),
            "before" => search.before = value.parse().ok(),
            _ => {}
        }
    }
    search
}

/// The fields that ask for it, without those that ask for nothing.
pub(super) fn fields(search: &LogSearch) -> Vec<(&'static str, String)> {
    let day = |moment: Timestamp| moment.rfc3339()[..10].to_owned();
    let last = |until: Timestamp| day(until.before(Duration::days(1)));
    let fields = [
        ("from", search.from.map(day)),
        ("until", search.until.map(last)),
        (
            "login_name",
            Some(search.login_name.clone()).filter(|name| !name.is_empty()),
        ),
        ("action", search.action.map(|it| it.as_str().to_owned())),
        ("outcome", search.outcome.map(|it| it.as_str().to_owned())),
        ("before", search.before.map(|number| number.to_string())),
    ];
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use accounts::audit::{Action, AuditOutcome};

    #[test]
    fn what_is_asked_for_is_read_back() {
        let search = LogSearch {
            from: Timestamp::from_day("2026-11-25"),
            until: Timestamp::from_day("2026-11-27"),
            login_name: "mika".to_owned(),
            action: Some(Action::Unlock),
            outcome: Some(AuditOutcome::Succeeded),
            before: Some(7),
        };
        let written = fields(&search);
        assert_eq!(written[1], ("until", "2026-11-26".to_owned()));
        let again = written
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        assert_eq!(from_fields(again.collect()), search);
        let nonsense = FIELDS[3..].iter().chain(&FIELDS[..2]);
        let nonsense = nonsense.map(|name| ((*name).to_owned(), "?".to_owned()));
        assert_eq!(from_fields(nonsense.collect()), LogSearch::default());
    }
}
