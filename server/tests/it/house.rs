//! The house stands as ARCHITECTURE.md says: arrows between its rooms go one way, a table belongs to one service, and
//! a name means one thing. It reads what the files `use`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The packages, by the folder of their files.
const PACKAGES: [&str; 6] = [
    "app/model/src",
    "app/texts/src",
    "app/accounts/src",
    "app/src",
    "server/src",
    "app/testkit/src",
];
/// Tables that every service may read: all of them are about users.
const COMMON_TABLES: [&str; 3] = ["users", "user_fields", "user_list"];
/// What `store` may stand on.
const BELOW_STORE: [&str; 1] = ["secret"];
/// Names that sea-orm gives to every table.
const GIVEN_NAMES: [&str; 3] = ["Migration", "Model", "Relation"];

type Edges = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The module of a file, as `login::lockout`; nothing for the package itself.
fn module(package: &Path, file: &Path) -> String {
    let path = file.strip_prefix(package).unwrap().with_extension("");
    let parts = path.iter().map(|part| part.to_str().unwrap());
    let parts: Vec<_> = parts
        .filter(|part| !["mod", "lib", "main"].contains(part))
        .collect();
    parts.join("::")
}

/// A file without its own tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    text.split("#[cfg(test)]").next().unwrap().to_owned()
}

/// What a file uses of its own package, each by its whole path. What it only passes on with `pub use` it does not need.
fn used(module: &str, code: &str) -> Vec<String> {
    let lines = code.lines().filter(|line| !line.trim().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let mut paths = Vec::new();
    for statement in code.split(';') {
        let (before, imported) = statement.rsplit_once("use ").unwrap_or((statement, ""));
        let begins = before.rsplit('\n').next().unwrap_or_default().trim();
        if begins.starts_with("pub") && !imported.is_empty() {
            continue;
        }
        paths.extend(expanded(&imported.split_whitespace().collect::<String>()));
        paths.extend(before.split("crate::").skip(1).map(|rest| {
            let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            let path: String = rest.chars().take_while(|&c| is_path(c)).collect();
            format!("crate::{path}")
        }));
    }
    let whole = paths.iter().filter_map(|path| whole(module, path));
    whole.collect()
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`.
fn expanded(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else {
        return vec![path.to_owned()];
    };
    let rest = rest.strip_suffix('}').unwrap_or(rest);
    let (mut parts, mut depth, mut part) = (Vec::new(), 0, String::new());
    for c in rest.chars() {
        match c {
            ',' if depth == 0 => parts.push(std::mem::take(&mut part)),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                part.push(c);
            }
        }
    }
    parts.push(part);
    let parts = parts.iter().filter(|part| !part.is_empty());
    parts
        .flat_map(|part| expanded(part))
        .map(|part| format!("{before}{part}"))
        .collect()
}

/// A path from the package's root, if it is one of the package.
fn whole(module: &str, path: &str) -> Option<String> {
    if let Some(path) = path.strip_prefix("crate::") {
        return Some(path.to_owned());
    }
    let mut parts: Vec<&str> = module.split("::").filter(|part| !part.is_empty()).collect();
    let mut rest = path;
    while let Some(above) = rest.strip_prefix("super::") {
        parts.pop();
        rest = above;
    }
    (rest != path).then(|| {
        parts.push(rest);
        parts.join("::")
    })
}

/// Who needs whom in a package, module by module.
fn edges(package: &str) -> Edges {
    let folder = root().join(package);
    let files = files(&folder);
    let modules: BTreeSet<_> = files.iter().map(|file| module(&folder, file)).collect();
    let mut edges = Edges::new();
    for file in &files {
        let from = module(&folder, file);
        for path in used(&from, &code(file)) {
            let mut to = path.as_str();
            while !modules.contains(to) {
                to = to.rsplit_once("::").map_or("", |(above, _)| above);
            }
            if to != from {
                edges.entry(from.clone()).or_default().insert(to.to_owned());
            }
        }
    }
    edges
}

/// The first circle that is found, if there is one.
fn circle(edges: &Edges) -> Option<Vec<String>> {
    fn walk(
        edges: &Edges,
        at: &str,
        way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|seen| seen == at) {
            return Some(way[start..].to_vec());
        }
        if !done.insert(at.to_owned()) {
            return None;
        }
        way.push(at.to_owned());
        for to in edges.get(at).into_iter().flatten() {
            let found = walk(edges, to, way, done);
            if found.is_some() {
                return found;
            }
        }
        way.pop();
        None
    }
    let mut done = BTreeSet::new();
    let starts = edges.keys();
    starts
        .into_iter()
        .find_map(|start| walk(edges, start, &mut Vec::new(), &mut done))
}

fn room(module: &str) -> String {
    module.split("::").next().unwrap_or_default().to_owned()
}

#[test]
fn arrows_between_rooms_go_one_way() {
    for package in PACKAGES {
        let all = edges(package);
        let mut rooms = Edges::new();
        for (from, targets) in &all {
            let to = targets.iter().map(|to| room(to));
            let to = to.filter(|to| *to != room(from) && !to.is_empty());
            rooms.entry(room(from)).or_default().extend(to);
        }
        assert_eq!(circle(&rooms), None, "rooms of {package}");
        for inner in all
            .keys()
            .map(|module| room(module))
            .collect::<BTreeSet<_>>()
        {
            let inside = all.iter().filter(|(from, _)| room(from) == inner);
            let inside = inside.map(|(from, to)| {
                let to = to.iter().filter(|to| room(to) == inner);
                (from.clone(), to.cloned().collect())
            });
            assert_eq!(circle(&inside.collect()), None, "{inner} in {package}");
        }
    }
}

#[test]
fn a_circle_is_seen() {
    let code = "use super::c::D;\nuse crate::e::{F, g::H};\npub use super::I;\nfn j() { crate::k::l(); }\n";
    assert_eq!(used("a::b", code), ["a::c::D", "e::F", "e::g::H", "k::l"]);
    let edges = |pairs: &[(&str, &str)]| {
        let mut edges = Edges::new();
        for (from, to) in pairs {
            let targets = edges.entry((*from).to_owned()).or_default();
            targets.insert((*to).to_owned());
        }
        edges
    };
    assert_eq!(circle(&edges(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
    let found = circle(&edges(&[("a", "b"), ("b", "c"), ("c", "b")]));
    assert_eq!(found.unwrap(), ["b", "c"]);
}

#[test]
fn the_store_stands_on_nothing_above_it() {
    for (from, targets) in edges("app/accounts/src") {
        if room(&from) == "store" {
            let above = targets.iter().map(|to| room(to));
            let above = above.filter(|to| to != "store" && !BELOW_STORE.contains(&to.as_str()));
            assert_eq!(above.collect::<Vec<_>>(), Vec::<String>::new(), "{from}");
        }
    }
}

#[test]
fn a_table_belongs_to_one_service() {
    let folder = root().join("app/accounts/src");
    let tables = files(&folder.join("store"));
    let tables: Vec<_> = tables
        .iter()
        .map(|file| module(&folder, file))
        .filter_map(|module| Some(module.strip_prefix("store::")?.to_owned()))
        .filter(|table| !table.contains("::") && !COMMON_TABLES.contains(&table.as_str()))
        .collect();
    assert!(tables.contains(&"sessions".to_owned()));
    let mut owners: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for file in files(&folder) {
        let from = module(&folder, &file);
        let (room, code) = (room(&from), code(&file));
        if room == "store" {
            continue;
        }
        let used = used(&from, &code);
        for table in &tables {
            let path = format!("store::{table}");
            let is_used = used.iter().any(|it| {
                let rest = it.strip_prefix(&path);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            });
            if is_used || code.contains(&format!("{path}::")) {
                owners.entry(table).or_default().insert(room.clone());
            }
        }
    }
    owners.retain(|_, rooms| rooms.len() > 1);
    assert_eq!(owners, BTreeMap::new());
}

#[test]
fn a_name_of_a_type_means_one_thing() {
    let folders = PACKAGES.iter().map(|package| root().join(package));
    let tests = [
        "app/accounts/tests",
        "app/model/tests",
        "server/tests",
        "server/benches",
        "fuzz/src",
    ];
    let folders = folders.chain(tests.map(|tests| root().join(tests)));
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in folders.flat_map(|folder| files(&folder)) {
        for line in fs::read_to_string(&file).unwrap().lines() {
            let words: Vec<_> = line.split([' ', '<', '(', ';', '{', '=', ':']).collect();
            let kind = words
                .iter()
                .position(|word| ["struct", "enum", "trait", "type"].contains(word));
            let Some(kind) = kind.filter(|&kind| {
                words[..kind]
                    .iter()
                    .all(|it| it.is_empty() || it.starts_with("pub") || it.ends_with(')'))
            }) else {
                continue;
            };
            // What a trait asks for is named by the trait.
            if words[kind] == "type" && line.starts_with(' ') {
                continue;
            }
            let name = words.get(kind + 1).copied().unwrap_or_default();
            if name.starts_with(char::is_uppercase) && !GIVEN_NAMES.contains(&name) {
                let file = file.display().to_string();
                names.entry(name.to_owned()).or_default().push(file);
            }
        }
    }
    assert!(names.len() > 300, "{}", names.len());
    names.retain(|_, files| files.len() > 1);
    assert_eq!(names, BTreeMap::new());
}
