//! What only a browser can measure.

use serde_json::Value;
use std::path::Path;

use crate::table::Table;

/// What `end2end/tests/bench.spec.ts` found out in a browser just before.
pub(crate) fn browser(table: &mut Table) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench-browser.json");
    let found = std::fs::read_to_string(file).expect("./x bench has the browser measure first");
    let found: Value = serde_json::from_str(&found).unwrap();
    let figure = |name: &str| found[name].as_f64().unwrap();
    let what = "bytes of the login page and all that it loads";
    let measured = format!(
        "page {:.1}, style {:.1}, script {:.1}, WebAssembly {:.1} kB as they travel",
        figure("page") / 1000.0,
        figure("style") / 1000.0,
        figure("script") / 1000.0,
        figure("wasm") / 1000.0
    );
    table.fact(what, figure("bytes") / 1000.0, " kB", measured);
    let what = "usable (typing warns), 4× slower processor, Fast 3G";
    let measured = format!(
        "the form itself after {:.0} ms; without throttling {:.0} ms",
        figure("form"),
        figure("unthrottled")
    );
    table.fact(what, figure("usable"), " ms", measured);
    let measured = format!(
        "of {} keys; median {:.1} ms",
        figure("keys"),
        figure("key_median")
    );
    table.most(
        "keydown to visible warning, p99",
        figure("key_p99"),
        16.0,
        " ms",
        measured,
    );
}
