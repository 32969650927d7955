//! The order of the rooms in `ARCHITECTURE.md`, against what the code names.
//!
//! ```text
//! ARCHITECTURE.md: a < b, c      ->  the place of each room
//! files -> tokens -> paths that begin with `crate` or `super`, resolved  ->  arrows between rooms
//! ```
//!
//! An arrow to what a room's root re-exports is one to the part where that stands.
#![allow(clippy::unwrap_used)]

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const CRATES: [&str; 4] = ["conv-plan", "conv-syntax", "conv-expand", "conv-runtime"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// For each crate or room, the place of each part: parts of one place do not use each other.
type Order = BTreeMap<String, BTreeMap<String, usize>>;

fn order() -> Order {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, list) = map.split_once("```rooms\n").unwrap();
    let (list, _) = list.split_once("```").unwrap();
    let places = |line: &str| {
        let groups = line.split('<').enumerate();
        groups
            .flat_map(|(place, group)| {
                group
                    .split(',')
                    .map(move |room| (room.trim().to_owned(), place))
            })
            .collect()
    };
    list.lines()
        .map(|line| line.split_once(':').unwrap())
        .map(|(owner, line)| (owner.trim().to_owned(), places(line)))
        .collect()
}

/// A module as its path in the crate, and one that it names.
type Arrow = (Vec<String>, Vec<String>);

/// Every Rust file of a crate with its module path.
fn modules(directory: &Path, path: &[String], found: &mut Vec<(PathBuf, Vec<String>)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap().path();
        let name = entry.file_stem().unwrap().to_str().unwrap().to_owned();
        let inner: Vec<String> = path.iter().cloned().chain([name.clone()]).collect();
        if entry.is_dir() {
            if name != "tests" {
                modules(&entry, &inner, found);
            }
        } else if entry.extension().is_some_and(|extension| extension == "rs") && name != "tests" {
            let top = path.is_empty() && name == "lib";
            found.push((entry, if top { Vec::new() } else { inner }));
        }
    }
}

/// What a module names: paths from `crate`, from `super`, and of other crates of the project.
fn named(tokens: TokenStream, module: &[String], arrows: &mut Vec<Arrow>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let word = |index: usize| match tokens.get(index) {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    };
    let colons = |index: usize| {
        let colon = |index: usize| matches!(tokens.get(index), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        colon(index) && colon(index + 1)
    };
    let mut index = 0;
    while index < tokens.len() {
        let first = word(index);
        let starts = !(index >= 2 && colons(index - 2));
        if let (Some("mod"), Some(name), Some(TokenTree::Group(group))) =
            (first.as_deref(), word(index + 1), tokens.get(index + 2))
        {
            let inner: Vec<String> = module.iter().cloned().chain([name]).collect();
            named(group.stream(), &inner, arrows);
            index += 3;
            continue;
        }
        let base = match first.as_deref() {
            Some("crate") => Some(Vec::new()),
            Some("super") => Some(module[..module.len().saturating_sub(1)].to_vec()),
            Some(
                "conv_plan" | "conv_syntax" | "conv_expand" | "conv_runtime" | "conv_macros"
                | "conv_kernel",
            ) => Some(vec![format!("::{}", first.unwrap().replace('_', "-"))]),
            _ => None,
        };
        if let (Some(mut base), true) = (base, starts && colons(index + 1)) {
            index += 3;
            while word(index).is_some_and(|word| word == "super") && colons(index + 1) {
                base.pop();
                index += 3;
            }
            leaves(&tokens[index..], base, &mut |path, _| {
                arrows.push((module.to_vec(), path));
            });
            continue;
        }
        if let Some(TokenTree::Group(group)) = tokens.get(index) {
            named(group.stream(), module, arrows);
        }
        index += 1;
    }
}

/// Calls `found` with the paths of a `use` tree, or with one path, that begin at `base`, and the
/// name of each.
fn leaves(
    tokens: &[TokenTree],
    mut base: Vec<String>,
    found: &mut dyn FnMut(Vec<String>, Option<String>),
) {
    let word = |index: usize| match tokens.get(index) {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    };
    let mut index = 0;
    loop {
        match tokens.get(index) {
            Some(TokenTree::Ident(ident)) if ident == "self" => {}
            Some(TokenTree::Ident(ident)) => base.push(ident.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let comma =
                    |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
                for path in inner.split(comma).filter(|path| !path.is_empty()) {
                    leaves(path, base.clone(), found);
                }
                return;
            }
            _ => break,
        }
        let colon = |index: usize| matches!(tokens.get(index), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        if !(colon(index + 1) && colon(index + 2)) {
            break;
        }
        index += 3;
    }
    let alias = word(index + 1).filter(|word| word == "as");
    let name = alias.map_or_else(|| base.last().cloned(), |_| word(index + 2));
    found(base, name);
}

/// For each crate or room with an order of its own: the names that its root re-exports, and the
/// path in the crate of each.
type Exports = BTreeMap<String, BTreeMap<String, Vec<String>>>;

fn exports(order: &Order) -> Exports {
    let owners = order.keys().filter(|owner| *owner != "crates");
    owners
        .map(|owner| {
            let mut path: Vec<String> = owner.split('/').map(str::to_owned).collect();
            let source = root().join(path.remove(0)).join("src");
            let file = if path.is_empty() {
                "lib"
            } else {
                &path.join("/")
            };
            let text = fs::read_to_string(source.join(file).with_extension("rs")).unwrap();
            let mut names = BTreeMap::new();
            exported(text.parse().unwrap(), |inner, name, _| {
                let whole = match inner.first().map(String::as_str) {
                    Some("crate") => inner[1..].to_vec(),
                    _ => [&path[..], &inner].concat(),
                };
                names.insert(name, whole);
            });
            (owner.clone(), names)
        })
        .collect()
}

/// Calls `found` with the paths that follow `pub use`, the name of each, and whether it is public
/// everywhere.
fn exported(tokens: TokenStream, mut found: impl FnMut(Vec<String>, String, bool)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |index: usize, word: &str| matches!(tokens.get(index), Some(TokenTree::Ident(ident)) if ident == word);
    for index in 0..tokens.len() {
        if !is(index, "pub") {
            continue;
        }
        // `pub(crate)` is two tokens.
        let within = matches!(tokens.get(index + 1), Some(TokenTree::Group(_)));
        let first = index + 1 + usize::from(within);
        if is(first, "use") {
            leaves(&tokens[first + 1..], Vec::new(), &mut |path, name| {
                found(path, name.unwrap(), !within);
            });
        }
    }
}

/// What is wrong with an arrow, if anything is.
fn objection(order: &Order, exports: &Exports, owner: &str, arrow: &Arrow) -> Option<String> {
    let (from, mut to) = (&arrow.0, arrow.1.clone());
    if let Some(other) = to.first().and_then(|first| first.strip_prefix("::")) {
        let places = &order["crates"];
        return (places[other] >= places[owner]).then(|| format!("names the crate {other}"));
    }
    // The parts of the crate, then those of each room that has an order of its own.
    let mut owner = owner.to_owned();
    for (depth, from) in from.iter().enumerate() {
        let places = order.get(&owner)?;
        if !places.contains_key(to.get(depth)?)
            && let Some(path) = exports[&owner].get(&to[depth])
        {
            to.splice(..=depth, path.iter().cloned());
        }
        if *from != to[depth] {
            // What is no room is an item of the root.
            let (from_place, to_place) = (places.get(from), places.get(&to[depth]));
            return match (from_place, to_place) {
                (None, _) => Some(format!("`{from}` of {owner} is not in the list")),
                (Some(from), Some(to)) if to >= from => Some(String::from("against the order")),
                _ => None,
            };
        }
        owner = format!("{owner}/{from}");
    }
    None
}

/// Every arrow of a crate that runs against the order, and the rooms that it has.
fn check(order: &Order, owner: &str) -> (Vec<String>, BTreeSet<String>) {
    let exports = exports(order);
    let source = root().join(owner).join("src");
    let mut files = Vec::new();
    modules(&source, &[], &mut files);
    assert!(files.len() > 10, "{owner} has files");
    let mut wrong = Vec::new();
    let mut rooms = BTreeSet::new();
    for (file, module) in files {
        rooms.extend(module.first().cloned());
        let text = fs::read_to_string(&file).unwrap();
        let mut arrows = Vec::new();
        named(text.parse().unwrap(), &module, &mut arrows);
        for arrow in arrows {
            if let Some(objection) = objection(order, &exports, owner, &arrow) {
                let file = file.strip_prefix(root()).unwrap().display().to_string();
                wrong.push(format!("{file}: {}: {objection}", arrow.1.join("::")));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    (wrong, rooms)
}

#[test]
fn no_room_uses_a_later_one() {
    let order = order();
    let wrong: Vec<String> = CRATES
        .iter()
        .flat_map(|owner| check(&order, owner).0)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_list_has_every_room_and_no_other() {
    let order = order();
    for owner in CRATES {
        let (_, found) = check(&order, owner);
        let listed: BTreeSet<String> = order[owner].keys().cloned().collect();
        assert_eq!(listed, found, "{owner}");
    }
}

#[test]
fn an_arrow_against_the_order_is_seen() {
    let order = order();
    let exports = exports(&order);
    let seen = |owner: &str, module: &str, code: &str| {
        let module: Vec<String> = module.split("::").map(str::to_owned).collect();
        let mut arrows = Vec::new();
        named(code.parse().unwrap(), &module, &mut arrows);
        arrows
            .iter()
            .filter_map(|arrow| objection(&order, &exports, owner, arrow))
            .count()
    };
    let runtime = |module: &str, code: &str| seen("conv-runtime", module, code);
    assert_eq!(runtime("api::filter", "use crate::data::Plane;"), 0);
    assert_eq!(runtime("data::plane", "use crate::api::Filter;"), 1);
    assert_eq!(runtime("oracle::matrix", "use crate::exec::Element;"), 1);
    assert_eq!(
        runtime("data::plane", "use crate::{data::Error, api::{A, b::B}};"),
        2
    );
    assert_eq!(
        runtime("data::plane", "fn f() -> crate::verify::Mismatch { x }"),
        1
    );
    assert_eq!(runtime("data::plane", "use super::super::api::Filter;"), 1);
    assert_eq!(
        runtime("data::plane", "mod m { use super::super::super::api::F; }"),
        1
    );
    assert_eq!(
        runtime("exec::simd::lane", "use crate::exec::planes::Job;"),
        1
    );
    assert_eq!(
        runtime("exec::layers::sweep", "use crate::exec::planes::Job;"),
        0
    );
    assert_eq!(runtime("exec::planes::job", "use crate::exec::Element;"), 1);
    assert_eq!(runtime("exec::planes::job", "use crate::Element;"), 1);
    assert_eq!(runtime("exec::layers::sweep", "use crate::Element;"), 0);
    assert_eq!(runtime("data::plane", "use crate::__private::Lane;"), 1);
    assert_eq!(seen("conv-plan", "plan", "use conv_runtime::Error;"), 1);
    assert_eq!(seen("conv-expand", "check", "use conv_runtime::Error;"), 1);
    assert_eq!(
        seen("conv-expand", "check", "use conv_plan::plan::Plan;"),
        0
    );
}

#[test]
fn generated_code_can_name_nothing_that_the_macro_does_not_write() {
    let room = root().join("conv-runtime/src/api/generated.rs");
    let mut names = BTreeSet::new();
    let text = fs::read_to_string(room).unwrap();
    exported(text.parse().unwrap(), |_, name, everywhere| {
        if everywhere {
            names.insert(name);
        }
    });
    assert!(names.contains("Body"), "{names:?}");
    let mut files = Vec::new();
    modules(&root().join("conv-expand/src"), &[], &mut files);
    let written: String = files
        .iter()
        .map(|(file, _)| fs::read_to_string(file).unwrap())
        .collect();
    let unused: Vec<&String> = names
        .iter()
        .filter(|name| {
            let path = format!("__c::{name}");
            let field = format!("__private::{name}");
            let chosen = format!("quote!({name})");
            ![path, field, chosen]
                .iter()
                .any(|form| written.contains(form))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}
