//! Makes [`Locale`] of the files in `app/texts/languages`, one language a file: its tag is the file's name,
//! and the file says what the language calls itself.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use toml::Table;

const LANGUAGES: &str = "../texts/languages";
/// The language of those whose own there is none of; it is offered first.
const DEFAULT: &str = "en";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={LANGUAGES}");
    let mut languages = Vec::new();
    for entry in std::fs::read_dir(LANGUAGES)? {
        let path = entry?.path();
        let tag = path.file_stem().and_then(|stem| stem.to_str());
        let tag = tag.ok_or("a file without a name")?.to_owned();
        let file: Table = std::fs::read_to_string(&path)?.parse()?;
        let name = file.get("name").and_then(|name| name.as_str());
        let name = name.ok_or(format!("{tag}: `name` is missing"))?.to_owned();
        languages.push((tag != DEFAULT, tag, name));
    }
    languages.sort();
    let mut code = String::from(
        "/// A language that Latchkey has words in.\n\
         #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]\n\
         pub enum Locale {\n",
    );
    let (mut all, mut tags, mut names) = (String::new(), String::new(), String::new());
    for (other, tag, name) in &languages {
        let default = if *other { "" } else { "#[default]" };
        let variant = variant(tag);
        writeln!(
            code,
            "/// {name}.\n#[serde(rename = {tag:?})] {default} {variant},"
        )?;
        write!(all, "Self::{variant}, ")?;
        writeln!(tags, "Self::{variant} => {tag:?},")?;
        writeln!(names, "Self::{variant} => {name:?},")?;
    }
    writeln!(
        code,
        "}}\nimpl Locale {{\n\
         /// All of them, in the order in which they are offered.\n\
         pub const ALL: [Self; {}] = [{all}];\n\
         /// The language tag (BCP 47).\n\
         #[must_use] pub const fn tag(self) -> &'static str {{ match self {{ {tags} }} }}\n\
         /// What it calls itself.\n\
         #[must_use] pub const fn name(self) -> &'static str {{ match self {{ {names} }} }}\n}}",
        languages.len()
    )?;
    let words: Vec<_> = languages.iter().map(|(_, tag, _)| tag.as_str()).collect();
    let words = format!("auto, {}", words.join(", "));
    writeln!(
        code,
        "/// What stands for a language in files.\npub(crate) const LANGUAGE_WORDS: &str = {words:?};"
    )?;
    #[allow(clippy::disallowed_methods, reason = "cargo says there where to write")]
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("locale.rs"), code)?;
    Ok(())
}

/// `pt-br` as `PtBr`.
fn variant(tag: &str) -> String {
    let parts = tag.split('-').map(|part| {
        let (first, rest) = part.split_at(1);
        first.to_uppercase() + rest
    });
    parts.collect()
}
