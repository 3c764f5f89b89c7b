//! The table of goals: `./x bench`. Each row sets what the program does against something measured in the same
//! run on the same machine, so that it is true wherever it is run; it is printed and written to `docs/bench.md`.
//!
//! It asserts nothing: what a machine does besides would decide.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    reason = "it is run by hand, and stops where it cannot measure"
)]

mod bare;
mod browser;
mod load;
mod program;
mod rows;
mod table;

use std::path::Path;
use table::Table;

#[tokio::main]
async fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    if let [_, word, answer] = arguments.as_slice()
        && word == bare::WORD
    {
        return bare::serve(Path::new(answer)).await;
    }
    let mut table = Table::default();
    rows::start(&mut table).await;
    rows::pages(&mut table).await;
    rows::logins(&mut table).await;
    rows::locked(&mut table).await;
    rows::under_flood(&mut table).await;
    rows::growth(&mut table).await;
    browser::browser(&mut table);
    table.write();
}
