//! Turns the files in `languages/` into functions, one a text, so that a text which is missing, or is given
//! other values than it names, does not compile.
//!
//! A text is `key = "…"`, with `{value}` where something is to stand; or `key = { one = "…", other = "…" }`,
//! with `{n}` for the number that decides. English says which texts there are.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use toml::{Table, Value};

/// The file that the others follow.
const REFERENCE: &str = "en";
/// The forms of a text that depends on a number.
const FORMS: [&str; 2] = ["one", "other"];
/// The sections of what islands say in the browser.
const LIVE: &str = "live";

type Failure = Box<dyn Error>;

/// The forms of one text: one, or as many as [`FORMS`].
type Text = Vec<String>;

/// Whether only the server knows a text, its section, and the name of its function.
type Name = (bool, String, String);

/// What one file says.
struct LanguageFile {
    /// Which numbers take the form `one`.
    one: String,
    /// By their names: for the browser, the section, the name.
    texts: BTreeMap<Name, Text>,
}

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=languages");
    let mut languages = BTreeMap::new();
    for entry in std::fs::read_dir("languages")? {
        let path = entry?.path();
        let tag = path.file_stem().and_then(|stem| stem.to_str());
        let tag = tag.ok_or("a file without a name")?.to_owned();
        let language = read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        languages.insert(tag, language);
    }
    let reference = &languages[REFERENCE];
    for (tag, language) in &languages {
        compare(reference, language).map_err(|error| format!("{tag}: {error}"))?;
    }
    #[allow(clippy::disallowed_methods, reason = "cargo says there where to write")]
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(
        Path::new(&out).join("texts.rs"),
        code(reference, &languages)?,
    )?;
    Ok(())
}

fn read(path: &Path) -> Result<LanguageFile, Failure> {
    let mut table: Table = std::fs::read_to_string(path)?.parse()?;
    let one = match table.remove("one") {
        Some(Value::Array(numbers)) => {
            let numbers = numbers.iter().filter_map(Value::as_integer);
            numbers.map(|number| number.to_string()).collect::<Vec<_>>()
        }
        _ => return Err("`one` is to list the numbers that take that form".into()),
    };
    let mut texts = BTreeMap::new();
    if let Some(Value::Table(live)) = table.remove(LIVE) {
        sections(&live, true, &mut texts)?;
    }
    sections(&table, false, &mut texts)?;
    Ok(LanguageFile {
        one: one.join(" "),
        texts,
    })
}

/// `en` as `En`.
fn variant(tag: &str) -> String {
    let (first, rest) = tag.split_at(1);
    first.to_uppercase() + rest
}

fn sections(table: &Table, live: bool, texts: &mut BTreeMap<Name, Text>) -> Result<(), Failure> {
    for (section, keys) in table {
        let keys = keys.as_table().ok_or(format!("{section} is no section"))?;
        for (key, value) in keys {
            let name = format!("{section}_{key}");
            let forms = match value {
                Value::String(text) => vec![text.clone()],
                Value::Table(forms) => {
                    let form = |form| forms.get(form).or(forms.get("other"))?.as_str();
                    let forms = FORMS.map(|name| form(name).map(str::to_owned));
                    let forms = forms.into_iter().collect::<Option<_>>();
                    forms.ok_or(format!("{name} has no form `other`"))?
                }
                _ => return Err(format!("{name} is no text").into()),
            };
            // The browser's come first, each section in one piece.
            let whole = (!live, section.clone(), name.clone());
            if texts.insert(whole, forms).is_some() {
                return Err(format!("{name} stands there twice").into());
            }
        }
    }
    Ok(())
}

fn compare(reference: &LanguageFile, language: &LanguageFile) -> Result<(), Failure> {
    let keys = |language: &LanguageFile| language.texts.keys().cloned().collect::<BTreeSet<_>>();
    let (wanted, there) = (keys(reference), keys(language));
    let missing: Vec<_> = wanted.difference(&there).map(|(.., key)| key).collect();
    let unknown: Vec<_> = there.difference(&wanted).map(|(.., key)| key).collect();
    if !missing.is_empty() || !unknown.is_empty() {
        return Err(format!("missing: {missing:?}; unknown: {unknown:?}").into());
    }
    for (key, forms) in &language.texts {
        let wanted = &reference.texts[key];
        let (wanted, there) = (
            values(&wanted[wanted.len() - 1]),
            values(&forms[forms.len() - 1]),
        );
        if wanted != there || forms.len() != reference.texts[key].len() {
            return Err(format!("{} takes {wanted:?}, not {there:?}", key.2).into());
        }
    }
    Ok(())
}

/// What is to be put into a text.
fn values(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

fn code(
    reference: &LanguageFile,
    languages: &BTreeMap<String, LanguageFile>,
) -> Result<String, Failure> {
    let mut code = String::new();
    for (tag, language) in languages {
        let slots: Vec<_> = std::iter::once(&language.one)
            .chain(language.texts.values().flatten())
            .collect();
        let tag = tag.to_uppercase();
        writeln!(code, "#[cfg(not(target_arch = \"wasm32\"))]")?;
        writeln!(code, "static {tag}: &[&str] = &{slots:?};")?;
    }
    // A language without a file, and a file without a language, do not compile.
    writeln!(code, "#[cfg(not(target_arch = \"wasm32\"))]")?;
    writeln!(
        code,
        "const fn file(locale: Locale) -> &'static [&'static str] {{ match locale {{"
    )?;
    for tag in languages.keys() {
        writeln!(code, "Locale::{} => {},", variant(tag), tag.to_uppercase())?;
    }
    writeln!(code, "}} }}\nimpl Texts {{")?;
    let mut slot = 1;
    let mut sections: Vec<(&str, usize, usize)> = Vec::new();
    for ((server_only, section, name), forms) in &reference.texts {
        write_function(&mut code, slot, name, forms, *server_only)?;
        let end = slot + forms.len();
        match sections.last_mut() {
            Some((last, _, till)) if last == section && !server_only => *till = end,
            _ if !server_only => sections.push((section, slot, end)),
            _ => {}
        }
        slot = end;
    }
    writeln!(code, "}}")?;
    for (section, first, end) in sections {
        writeln!(code, "/// The section `live.{section}`.")?;
        writeln!(code, "#[cfg(not(target_arch = \"wasm32\"))]")?;
        let name = section.to_uppercase();
        writeln!(code, "pub const {name}: Section = Section({first}, {end});")?;
    }
    Ok(code)
}

/// One text as a function; the browser has none that only the server knows.
fn write_function(
    code: &mut String,
    slot: usize,
    name: &str,
    forms: &[String],
    server_only: bool,
) -> Result<(), Failure> {
    let english = &forms[forms.len() - 1];
    let plural = forms.len() > 1;
    let mut values = values(english);
    values.remove("n");
    let mut parameters: Vec<String> = values
        .iter()
        .map(|name| format!("{name}: impl Display"))
        .collect();
    let mut given: Vec<String> = values
        .iter()
        .map(|name| format!("({name:?}, &{name})"))
        .collect();
    if plural {
        parameters.insert(0, "n: u64".to_owned());
        given.insert(0, "(\"n\", &n)".to_owned());
    } else if english.contains("{n}") {
        parameters.insert(0, "n: impl Display".to_owned());
        given.insert(0, "(\"n\", &n)".to_owned());
    }
    let filled = !given.is_empty();
    let kind = if filled { "String" } else { "&'static str" };
    let signature = format!("pub fn {name}(self, {}) -> {kind}", parameters.join(", "));
    let given = given.join(", ");
    let body = match (plural, filled) {
        (true, _) => format!("self.fill({slot} + self.form(n), &[{given}])"),
        (false, true) => format!("self.fill({slot}, &[{given}])"),
        (false, false) => format!("self.get({slot})"),
    };
    for line in english.lines() {
        writeln!(
            code,
            "/// {}",
            line.replace('[', "\\[")
                .replace(']', "\\]")
                .replace('<', "\\<")
        )?;
    }
    if server_only {
        writeln!(code, "#[cfg(not(target_arch = \"wasm32\"))]")?;
    }
    writeln!(code, "#[must_use] {signature} {{ {body} }}")?;
    Ok(())
}
