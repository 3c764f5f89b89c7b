//! A mail as its writer sees it: one content, from which both the text and the HTML part are made,
//! so that they cannot say different things.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use model::locale::Locale;
use texts::Texts;

/// What a mail says.
#[derive(Debug)]
pub(crate) struct Letter {
    /// The language that it is in.
    pub(crate) locale: Locale,
    pub(crate) subject: String,
    pub(crate) blocks: Vec<Block>,
}

/// A part of it.
#[derive(Debug)]
pub(crate) enum Block {
    /// A paragraph.
    Text(String),
    /// What is known, line by line: a name and a value.
    Facts(Vec<(&'static str, String)>),
    /// An address to open. It stands alone on its line, so that no mail program cuts it.
    Link { label: &'static str, url: String },
}

impl Letter {
    /// Adds a block at the end.
    pub(super) fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// For programs that show no HTML, and people who want none.
    pub(crate) fn text(&self) -> String {
        let t = Texts::new(self.locale);
        let blocks: Vec<String> = self.blocks.iter().map(|block| block.text(t)).collect();
        blocks.join("\n\n") + "\n"
    }

    /// For all others. No picture, nothing from elsewhere, nothing that tells us who read it.
    pub(crate) fn html(&self) -> String {
        let t = Texts::new(self.locale);
        html! {
            (DOCTYPE)
            html lang=(self.locale.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="color-scheme" content="light dark";
                    title { (self.subject) }
                }
                body style="font-family: sans-serif; line-height: 1.5; max-width: 40em; margin: 0 auto; padding: 1em" {
                    @for block in &self.blocks { (block.html(t)) }
                }
            }
        }
        .into_string()
    }
}

impl Block {
    fn text(&self, t: Texts) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Facts(facts) => {
                let lines: Vec<String> = facts
                    .iter()
                    .map(|(name, value)| t.mails_fact(name, value))
                    .collect();
                lines.join("\n")
            }
            Self::Link { label, url } => format!("{}\n{url}", t.mails_link(label)),
        }
    }

    fn html(&self, t: Texts) -> Markup {
        match self {
            Self::Text(text) => html! { p { (text) } },
            Self::Facts(facts) => html! {
                p { @for (name, value) in facts { (fact(t, name, value)) br; } }
            },
            // The address is shown too: people are right not to trust a button.
            Self::Link { label, url } => html! {
                p { (t.mails_link(label)) br; a href=(url) { (url) } }
            },
        }
    }
}

/// A fact in HTML; each half is escaped before it is put into the text.
fn fact(t: Texts, name: &str, value: &str) -> Markup {
    let name = html! { (name) }.into_string();
    let value = html! { strong { (value) } }.into_string();
    PreEscaped(t.mails_fact(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_say_the_same_and_nothing_in_them_is_markup() {
        let name = "<script>alert(1)</script> & \"Sora\"";
        let mut letter = Letter {
            locale: Locale::En,
            subject: "A & B".to_owned(),
            blocks: vec![
                Block::Text(format!("Hello {name},")),
                Block::Facts(vec![("Browser", "<Firefox>".to_owned())]),
                Block::Link {
                    label: "Open",
                    url: "https://login.example.test/?a=1&b=\"2\"".to_owned(),
                },
            ],
        };
        let (text, html) = (letter.text(), letter.html());
        assert_eq!(
            text,
            format!(
                "Hello {name},\n\nBrowser: <Firefox>\n\nOpen:\nhttps://login.example.test/?a=1&b=\"2\"\n"
            )
        );
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp;"));
        assert!(html.contains("Browser: <strong>&lt;Firefox&gt;</strong><br>"));
        assert!(html.contains("href=\"https://login.example.test/?a=1&amp;b=&quot;2&quot;\""));
        assert!(html.contains("<html lang=\"en\">"));
        letter.locale = Locale::Ja;
        let text = letter.text();
        assert!(text.contains("\n\nBrowser：<Firefox>\n\nOpen\nhttps://"));
        assert!(letter.html().contains("<html lang=\"ja\">"));
    }
}
