//! The pages of the guide name tests that exist, with their number of cases.
#![allow(clippy::unwrap_used)]

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
