//! The files that a page loads, by the names that the build gave them: each carries a fingerprint of what it holds,
//! so that a browser may keep it for ever.

use leptos::config::LeptosOptions;

/// Their addresses.
#[derive(Clone, Debug)]
pub struct Files {
    /// The style sheet.
    pub style: String,
    /// The script that starts the WebAssembly.
    pub script: String,
    /// The WebAssembly.
    pub wasm: String,
}

impl Files {
    /// Those of this program, which has the fingerprints in a file beside it. Read once, when it starts.
    #[must_use]
    pub fn new(options: &LeptosOptions) -> Self {
        let program = std::env::current_exe().unwrap_or_default();
        let hashes = match options.hash_files {
            true => std::fs::read_to_string(program.with_file_name(&*options.hash_file)),
            false => Ok(String::new()),
        };
        let hashes = hashes.unwrap_or_else(|error| {
            tracing::error!(%error, "the fingerprints of the browser's files cannot be read");
            String::new()
        });
        let file = |kind: &str, plain: &str| {
            let hash = hashes.lines().find_map(|line| {
                let (file, hash) = line.split_once(':')?;
                (file.trim() == kind).then_some(hash.trim())
            });
            let name = &options.output_name;
            match hash {
                Some(hash) => format!("/{}/{name}.{hash}.{kind}", options.site_pkg_dir),
                None => format!("/{}/{name}{plain}.{kind}", options.site_pkg_dir),
            }
        };
        // cargo-leptos takes wasm-bindgen's ending away, and says so while it builds.
        let ending = match option_env!("LEPTOS_OUTPUT_NAME") {
            Some(_) => "",
            None => "_bg",
        };
        Self {
            style: file("css", ""),
            script: file("js", ""),
            wasm: file("wasm", ending),
        }
    }
}
