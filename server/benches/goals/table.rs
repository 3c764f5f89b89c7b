//! The rows, and where they are written.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// Where the table is kept.
const FILE: &str = "docs/bench.md";

#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

struct Row {
    what: String,
    figure: String,
    goal: String,
    met: bool,
    measured: String,
}

impl Table {
    /// Adds a row whose figure is to be `most` at most.
    pub(crate) fn most(
        &mut self,
        what: &str,
        figure: f64,
        most: f64,
        unit: &str,
        measured: String,
    ) {
        self.add(
            what,
            figure,
            figure <= most,
            format!("≤ {most}{unit}"),
            unit,
            measured,
        );
    }

    /// Adds a row whose figure is to be `least` at least.
    pub(crate) fn least(&mut self, what: &str, figure: f64, least: f64, measured: String) {
        self.add(
            what,
            figure,
            figure >= least,
            format!("≥ {least}"),
            "",
            measured,
        );
    }

    /// Adds a figure without a goal.
    pub(crate) fn fact(&mut self, what: &str, figure: f64, unit: &str, measured: String) {
        self.add(what, figure, true, "–".to_owned(), unit, measured);
    }

    fn add(
        &mut self,
        what: &str,
        figure: f64,
        met: bool,
        goal: String,
        unit: &str,
        measured: String,
    ) {
        let digits = if figure.abs() < 10.0 { 2 } else { 0 };
        let row = Row {
            what: what.to_owned(),
            figure: format!("{figure:.digits$}{unit}"),
            goal,
            met,
            measured,
        };
        let Row {
            figure,
            goal,
            measured,
            ..
        } = &row;
        let sign = if met { ' ' } else { '!' };
        println!("{sign} {what:58} {figure:>10}  {goal:>10}  {measured}");
        self.rows.push(row);
    }

    /// Writes all of it, with what it was measured on.
    pub(crate) fn write(&self) {
        let mut text = String::from(
            "# Figures\n\n\
             Made by `./x bench`. Each row is measured against something else in the same run, so that it says the same \
             on another machine; what a goal is missed by stands here too. How each is measured stands in \
             `server/benches/goals/rows.rs` and `end2end/tests/bench.spec.ts`.\n\n",
        );
        writeln!(text, "On {}.\n", machine()).unwrap();
        text.push_str("| what | figure | goal | met | measured |\n|---|---:|---:|---|---|\n");
        for row in &self.rows {
            let met = match (row.goal.as_str(), row.met) {
                ("–", _) => "–",
                (_, true) => "yes",
                (_, false) => "**no**",
            };
            let Row {
                what,
                figure,
                goal,
                measured,
                ..
            } = row;
            writeln!(text, "| {what} | {figure} | {goal} | {met} | {measured} |").unwrap();
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        std::fs::write(root.join(FILE), text).unwrap();
        println!("written to {FILE}");
    }
}

fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("an unknown processor", |rest| {
        rest.trim_start_matches(['\t', ':', ' '])
    });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory
        .lines()
        .next()
        .and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    let gigabytes = kilobytes.unwrap_or_default() / 1_048_576;
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    format!(
        "{cores} cores of {model}, {gigabytes} GB; {}; Latchkey {}",
        rustc.unwrap_or_default(),
        env!("CARGO_PKG_VERSION")
    )
}
