//! A browser without a window: sends what pages send.

use reqwest::header::{HOST, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};

/// Stands between the fields of a form with a file.
const BOUNDARY: &str = "a-boundary-that-no-name-holds";

/// Keeps cookies, follows nothing, and says that its forms come from the page itself.
#[derive(Debug)]
pub struct Browser {
    /// For what the methods have no words for.
    pub client: Client,
    /// Where the server is, without a slash at the end.
    pub url: String,
}

impl Browser {
    /// One that has no cookies yet, for the server at `url`.
    ///
    /// # Panics
    /// If no client can be made.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .build();
        Self {
            client: client.expect("a client"),
            url: url.to_owned(),
        }
    }

    /// The same, which opens the server by a name of its own.
    ///
    /// # Panics
    /// If no client can be made.
    #[must_use]
    pub fn with_host(url: &str, host: &str) -> Self {
        let host = HeaderValue::from_str(host).expect("a name");
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .default_headers(HeaderMap::from_iter([(HOST, host)]))
            .build();
        Self {
            client: client.expect("a client"),
            url: url.to_owned(),
        }
    }

    /// Opens a page.
    ///
    /// # Panics
    /// If nobody answers, as all methods that send do.
    pub async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url));
        sent(request.header("accept", "text/html")).await
    }

    /// As a page sends a form.
    pub fn form(&self, path: &str) -> RequestBuilder {
        self.client
            .post(format!("{}{path}", self.url))
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html")
    }

    /// As a page sends a form with a file.
    pub fn upload(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> RequestBuilder {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"");
            body.extend(format!("{head}\r\n\r\n{value}\r\n").bytes());
        }
        let head = "content-disposition: form-data; name=\"file\"; filename=\"file\"";
        body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").bytes());
        body.extend(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.form(path).header("content-type", kind).body(body)
    }

    /// Logs in.
    ///
    /// # Panics
    /// If nobody answers.
    pub async fn log_in(&self, name: &str, password: &str) -> Response {
        let fields = [("login_name", name), ("password", password)];
        sent(self.form("/login").form(&fields)).await
    }
}

async fn sent(request: RequestBuilder) -> Response {
    request.send().await.expect("the server answers")
}

/// The page of an answer without what is another each time it is rendered: its nonce.
///
/// # Panics
/// If it breaks off.
pub async fn without_nonce(answer: Response) -> String {
    let page = answer.text().await.expect("a page");
    let nonce = page.split("nonce=\"").nth(1);
    let nonce = nonce.and_then(|rest| rest.split('"').next());
    match nonce {
        Some(nonce) => page.replace(nonce, ""),
        None => page,
    }
}

/// A header of an answer, or nothing.
///
/// # Panics
/// If it is no text.
#[must_use]
pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().expect("a text"))
}
