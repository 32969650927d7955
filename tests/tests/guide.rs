//! The pages of the guide: every page is in it, and what pages name exists.
#![allow(clippy::unwrap_used)]

use conv_plan::taps::expression::named;
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The names of the files of a folder, and their text.
fn texts(folder: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(root().join(folder)).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| path.extension().is_none_or(|extension| extension != "png"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn every_page_of_laws_is_in_the_guide_and_names_property_tests_that_exist() {
    let pages = texts("docs/guide/laws");
    let tests: String = texts("tests/optimised/tests/laws")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let guide = fs::read_to_string(root().join("src/guide/laws.rs")).unwrap();
    assert_eq!(pages.len(), guide.matches("include_str!").count());
    for (page, text) in pages {
        assert!(
            guide.contains(&format!("/{page}.md\")]\npub mod {page} {{}}")),
            "{page}"
        );
        let names = text.split('`').skip(1).step_by(2);
        let names: Vec<&str> = names.filter(|name| name.ends_with("_cases")).collect();
        assert!(!names.is_empty(), "{page} names no test");
        for name in names {
            assert!(tests.contains(&format!("fn {name}(")), "{page}: {name}");
        }
        assert!(text.contains("\n```rust\n"), "{page} shows nothing");
    }
}

/// The pages of a folder, each of which the guide has under its name, with code.
fn pages(name: &str) -> Vec<(String, String)> {
    let files = texts(&format!("docs/guide/{name}"));
    let guide = fs::read_to_string(root().join(format!("src/guide/{name}.rs"))).unwrap();
    let included = format!("docs/guide/{name}/");
    assert_eq!(files.len(), guide.matches(&included).count(), "{name}");
    for (page, text) in &files {
        assert!(guide.contains(&format!("{included}{page}.md")), "{page}");
        assert!(guide.contains(&format!("pub mod {page} {{}}")), "{page}");
        assert!(text.contains("\n```rust\n"), "{page} shows nothing");
    }
    files
}

#[test]
fn every_kernel_of_the_library_is_on_a_page_with_a_picture() {
    let pages = pages("kernels");
    for (page, text) in &pages {
        assert!(text.contains(&format!("]({page}.png)")), "{page}");
    }
    for kernel in named() {
        let (alone, called) = (format!("`{}`", kernel.name), format!("`{}(", kernel.name));
        let found = |(_, text): &(String, String)| text.contains(&alone) || text.contains(&called);
        assert!(pages.iter().any(found), "no page has {}", kernel.name);
    }
}

#[test]
fn every_entry_of_the_cookbook_is_a_program_and_the_readme_counts_them() {
    let pages = pages("cookbook");
    let count = |mark: &str| -> usize {
        let each = pages.iter().map(|(_, text)| text.matches(mark).count());
        each.sum()
    };
    let entries = count("\n## ");
    assert_eq!(count("\n```rust\n"), entries);
    assert!(count("assert") + count("verify(") >= entries);
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains(&format!("has {entries} jobs")), "{entries}");
}
