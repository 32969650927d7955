//! The pages of the guide: every page is in it, and what pages name exists.
#![allow(clippy::unwrap_used)]

use base64::prelude::{BASE64_STANDARD, Engine};
use conv_plan::taps::expression::named;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The names of the files of a folder except its README, and their text.
fn texts(folder: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(root().join(folder)).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| path.extension().is_none_or(|extension| extension != "png"))
        .filter(|path| !is_readme(path))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn is_readme(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "README.md")
}

/// A file of the guide, with its pages in a line each.
fn modules(path: &str) -> String {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace("page!( ", "page!(")
}

#[test]
fn every_page_of_laws_is_in_the_guide_and_names_property_tests_that_exist() {
    let pages = texts("docs/guide/laws");
    let tests: String = texts("tests/tests/laws")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let guide = modules("src/guide/laws.rs");
    assert_eq!(pages.len(), guide.matches("page!(").count());
    for (page, text) in pages {
        assert!(
            guide.contains(&format!("page!({page}, \"docs/guide/laws/{page}.md\"")),
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
    let guide = modules(&format!("src/guide/{name}.rs"));
    let included = format!("docs/guide/{name}/");
    assert_eq!(files.len(), guide.matches(&included).count(), "{name}");
    for (page, text) in &files {
        let named = format!("page!({page}, \"{included}{page}.md\"");
        assert!(guide.contains(&named), "{page}");
        assert!(text.contains("\n```rust\n"), "{page} shows nothing");
    }
    files
}

#[test]
fn every_kernel_of_the_library_is_on_a_page_with_a_picture() {
    let pages = pages("kernels");
    for (page, text) in &pages {
        assert!(text.contains(&format!("][{page}.png]")), "{page}");
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

/// Definitions of links, `[label]: target`.
fn definitions(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().filter_map(|line| line.strip_prefix('['));
    lines.filter_map(|line| line.split_once("]: "))
}

/// Whether a text has a link with this label.
fn has_link(text: &str, label: &str) -> bool {
    let link = format!("[{label}]");
    let uses = text.match_indices(&link);
    let mut after = uses.map(|(at, _)| &text[at + link.len()..]);
    after.any(|rest| !rest.starts_with(':'))
}

/// Whether a page has the heading that this fragment of a link names.
fn has_heading(page: &Path, fragment: &str) -> bool {
    let text = fs::read_to_string(page).unwrap();
    let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
    let mut fragments = headings.map(|heading| heading.to_lowercase().replace(' ', "-"));
    fragments.any(|found| found == fragment)
}

#[test]
fn every_link_of_a_page_leads_to_a_file_and_in_the_documentation_to_a_page() {
    let links = fs::read_to_string(root().join("docs/guide/links.txt")).unwrap();
    let folders = [
        "docs",
        "docs/guide",
        "docs/guide/kernels",
        "docs/guide/cookbook",
        "docs/guide/laws",
    ];
    let pages = folders.iter().flat_map(|folder| {
        let pages = markdown(folder).into_iter();
        pages.map(move |path| (*folder, path))
    });
    let readme = ("", root().join("README.md"));
    let mut found = 0;
    for (folder, path) in pages.chain([readme]) {
        let text = fs::read_to_string(&path).unwrap();
        let page = path.display();
        for (label, target) in definitions(&text) {
            found += 1;
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = root().join(folder).join(file);
            assert!(file.exists(), "{page}: {target}");
            assert!(
                heading.is_empty() || has_heading(&file, heading),
                "{page}: {target}"
            );
            assert!(has_link(&text, label), "{page} does not use [{label}]");
            // READMEs of folders are for whoever reads the files, and not in the documentation.
            let alone = target.ends_with(".png") || !folder.is_empty() && is_readme(&path);
            assert!(alone || links.contains(&format!("[{label}]: ")), "{label}");
        }
        for (label, _) in definitions(&links) {
            let defined = text.contains(&format!("\n[{label}]: "));
            assert!(
                defined || !has_link(&text, label),
                "{page}: [{label}] is undefined"
            );
        }
        // In the documentation a path would lead nowhere.
        assert!(
            !text.contains("](docs/") && !text.contains(".md)"),
            "{page}"
        );
    }
    assert!(found > 60, "{found}");
}

/// The files of Markdown in a folder.
fn markdown(folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(root().join(folder)).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

#[test]
fn every_page_of_the_guide_is_in_it() {
    let guide = modules("src/guide.rs");
    let links = fs::read_to_string(root().join("docs/guide/links.txt")).unwrap();
    let pages = markdown("docs/guide");
    assert!(pages.len() > 15);
    for path in pages.iter().filter(|path| !is_readme(path)) {
        let page = path.file_stem().unwrap().to_str().unwrap();
        let named = format!("page!({page}, \"docs/guide/{page}.md\"");
        assert!(guide.contains(&named), "{page}");
        assert!(guide.contains(&format!("//! | [`{page}`] |")), "{page}");
        assert!(
            links.contains(&format!("[{page}]: crate::guide::{page}\n")),
            "{page}"
        );
    }
}

/// `UPDATE_EXPECT=1` writes the READMEs anew.
#[test]
fn the_readme_of_each_folder_has_the_table_of_its_module() {
    for (name, folder, title) in [
        ("guide", "docs/guide", "The guide"),
        ("guide/cookbook", "docs/guide/cookbook", "The cookbook"),
        (
            "guide/kernels",
            "docs/guide/kernels",
            "The library of kernels",
        ),
        ("guide/laws", "docs/guide/laws", "The laws of convolution"),
    ] {
        let module = format!("src/{name}.rs");
        let text = fs::read_to_string(root().join(&module)).unwrap();
        let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
        let lines: Vec<&str> = lines.map(str::trim_start).collect();
        let first = lines.iter().position(|line| line.starts_with('|')).unwrap();
        let table = lines[first..].iter().take_while(|line| !line.is_empty());
        let mut expected = format!("# {title}\n\n{}", lines[..first].join("\n"));
        let mut links = Vec::new();
        for line in table {
            // | [`page`] | what it is about |
            let Some((page, rest)) = line
                .strip_prefix("| [`")
                .and_then(|row| row.split_once("`]"))
            else {
                expected += &format!("\n{line}");
                continue;
            };
            let (_, rest) = rest.split_once(" | ").unwrap();
            expected += &format!("\n| [{page}] | {rest}");
            let places = [
                format!("{page}.md"),
                page.to_owned(),
                format!("../{page}.md"),
            ];
            let place = places
                .into_iter()
                .find(|place| root().join(folder).join(place).exists());
            links.push((page, place.unwrap_or_else(|| "..".to_owned())));
        }
        links.sort();
        expected += "\n\n";
        for (page, place) in links {
            expected += &format!("[{page}]: {place}\n");
        }
        is_written(&root().join(folder).join("README.md"), &expected);
    }
}

/// Pages of documentation have their pictures within: `UPDATE_EXPECT=1` writes them anew.
#[test]
fn embedded_pictures_are_those_of_the_files() {
    let folder = root().join("docs/guide/embedded");
    let pictures = ["docs", "docs/guide/kernels"].map(|place| {
        let files = fs::read_dir(root().join(place)).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "png"))
    });
    let mut count = 0;
    for path in pictures.into_iter().flatten() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let embedded = folder.join(name).with_extension("txt");
        let data = BASE64_STANDARD.encode(fs::read(&path).unwrap());
        let expected = format!("[{name}]: data:image/png;base64,{data}\n");
        is_written(&embedded, &expected);
        count += 1;
    }
    assert_eq!(count, fs::read_dir(folder).unwrap().count());
}

/// That a file is what it is made from: `UPDATE_EXPECT=1` writes it.
fn is_written(path: &Path, expected: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, expected).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    let name = path.display();
    assert!(
        found == expected,
        "{name}: run this test with UPDATE_EXPECT=1"
    );
}
