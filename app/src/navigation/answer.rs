//! What the server answers, and what it means.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Document, DomParser, Element, HtmlAnchorElement, Response, SupportedType, Url,
};

use super::ahead;
use super::ask::ask;
use super::intent::{Intent, own};
use crate::dom;

/// The files that make a version, by the tags that load them.
const FILES: [&str; 2] = [
    "link[rel=stylesheet][href^='/pkg/']",
    "link[rel=modulepreload]",
];

/// What came back.
pub(super) enum Reply {
    /// A page of this version.
    Page(FetchedPage),
    /// A file, which is saved by now.
    File,
    /// The server says no, before any page; why, in its words.
    Refused(String),
    /// The server cannot be reached.
    Unreachable,
    /// Something that the browser is to load itself.
    Foreign(String),
}

/// A page that came back.
pub(super) struct FetchedPage {
    /// What the server sent.
    pub(super) document: Document,
    /// Where it stands, after all redirects: path, query and fragment.
    pub(super) address: String,
    /// Whether it is the form again, with what was wrong.
    pub(super) failed: bool,
}

/// Asks the server, if it was not asked ahead.
pub(super) async fn fetch(intent: &Intent, signal: Option<&AbortSignal>) -> Reply {
    let ahead = match intent.body {
        None => ahead::take(intent.place()),
        Some(_) => None,
    };
    let answered = match ahead {
        Some(ahead) => JsFuture::from(ahead.answer).await.ok(),
        None => None,
    };
    let answered = match answered {
        Some(answered) => Ok(answered),
        None => JsFuture::from(ask(intent.place(), intent.body.as_ref(), signal)).await,
    };
    let Ok(answer) = answered else {
        return Reply::Unreachable;
    };
    let answer: Response = answer.unchecked_into();
    read(intent, &answer).await.unwrap_or(Reply::Unreachable)
}

/// Nothing if the connection breaks off.
async fn read(intent: &Intent, answer: &Response) -> Option<Reply> {
    // What a form led to may be looked at again; the form is not sent again.
    let again = match (&intent.body, answer.redirected()) {
        (Some(_), false) => super::history::address(),
        _ => answer.url(),
    };
    let header = |name| {
        answer
            .headers()
            .get(name)
            .ok()
            .flatten()
            .unwrap_or_default()
    };
    if header("content-disposition").starts_with("attachment") {
        save(answer, &header("content-disposition")).await?;
        return Some(Reply::File);
    }
    if !header("content-type").starts_with("text/html") {
        return Some(match answer.ok() {
            true => Reply::Foreign(again),
            false => Reply::Unreachable,
        });
    }
    let html = JsFuture::from(answer.text().ok()?)
        .await
        .ok()?
        .as_string()?;
    let parser = DomParser::new().ok()?;
    let page = parser
        .parse_from_string(&html, SupportedType::TextHtml)
        .ok()?;
    if page.get_element_by_id(super::VIEW).is_none() && !answer.ok() {
        let why = page.query_selector("main p").ok().flatten();
        let why = why.and_then(|why| why.text_content());
        // Something in front of the server has no words of ours.
        return Some(why.map_or(Reply::Unreachable, Reply::Refused));
    }
    let address = match (own(&answer.url()), intent.address.split_once('#')) {
        (None, _) => return Some(Reply::Foreign(again)),
        (Some(address), Some((_, fragment))) if !answer.redirected() => {
            format!("{address}#{fragment}")
        }
        (Some(address), _) => address,
    };
    let here = document();
    let same = FILES
        .iter()
        .all(|files| addresses(&here, files) == addresses(&page, files));
    if !same || language(&here) != language(&page) || page.get_element_by_id(super::VIEW).is_none()
    {
        return Some(Reply::Foreign(again));
    }
    Some(Reply::Page(FetchedPage {
        document: page,
        address,
        failed: !answer.ok(),
    }))
}

/// The addresses of some files of a document.
fn addresses(of: &Document, files: &str) -> Vec<Option<String>> {
    let root = of.document_element();
    let all = root.map(|root| dom::all::<Element>(&root, files));
    let all = all.unwrap_or_default();
    all.iter().map(|file| file.get_attribute("href")).collect()
}

/// In which language the server wrote it. Translators change that of the document.
fn language(of: &Document) -> Option<String> {
    of.get_element_by_id(super::VIEW)?.get_attribute("lang")
}

/// A file that a form was answered with.
async fn save(answer: &Response, disposition: &str) -> Option<()> {
    let (_, name) = disposition.split_once("filename=")?;
    let name = name.split(';').next()?.trim_matches('"');
    let file = JsFuture::from(answer.blob().ok()?).await.ok()?;
    let address = Url::create_object_url_with_blob(file.unchecked_ref()).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has it by now; one that still holds on to it loses nothing but memory.
    let _ = Url::revoke_object_url(&address);
    Some(())
}
