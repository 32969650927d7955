//! The messages for the mistakes in `tests/tests/ui/fail`, without a compiler: all of them in a
//! moment, wherever this crate runs. Their places are tested there.

use super::tokens;
use crate::expand::declarations;
use proc_macro2::{TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the tests of messages run, and files of weights are.
const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests");

/// What is in the calls of the macro in a program.
fn calls(program: TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = program.into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        match &tokens[..at] {
            [.., TokenTree::Ident(name), TokenTree::Punct(bang)]
                if name == "conv_kernel" && bang.as_char() == '!' =>
            {
                found.push(group.stream());
            }
            _ => found.extend(calls(group.stream())),
        }
    }
    found
}

/// The messages for the mistakes of a program, in no order: only the compiler knows places.
fn told(program: &str) -> Vec<String> {
    let mut all = Vec::new();
    for call in calls(tokens(program)) {
        let expansion = declarations(call, Some(Path::new(TESTS)));
        all.extend(
            expansion
                .mistakes
                .errors()
                .iter()
                .map(syn::Error::to_string),
        );
    }
    all.sort();
    all
}

/// The messages without a number in what the compiler printed: those of the macro.
fn printed(lines: &str) -> Vec<String> {
    let messages = lines
        .lines()
        .filter_map(|line| line.strip_prefix("error: "));
    let mut all: Vec<String> = messages.map(str::to_owned).collect();
    all.sort();
    all
}

/// Programs with one mistake each.
fn programs() -> Vec<PathBuf> {
    let entries = fs::read_dir(format!("{TESTS}/tests/ui/fail")).expect("there are such programs");
    let paths = entries.map(|entry| entry.expect("the folder is read").path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

#[test]
fn mistakes_have_the_messages_that_the_compiler_prints() {
    let read = |path: &Path| fs::read_to_string(path).expect("it can be read");
    let mut compared = 0;
    for path in programs() {
        let program = read(&path);
        // The macro gets other tokens than stand here.
        if program.contains("conv_filter") || program.contains("macro_rules") {
            continue;
        }
        let expected = printed(&read(&path.with_extension("stderr")));
        assert_eq!(told(&program), expected, "{}", path.display());
        compared += 1;
    }
    assert!(compared > 450, "{compared}");
}
