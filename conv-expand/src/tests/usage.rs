//! The documentation of generated structs, beside a file that compiles and runs its calls.

use super::{expanded, tokens};
use proc_macro2::{TokenStream, TokenTree};

/// A file that the compile tests run.
const CALLS: &str = include_str!("../../../tests/tests/ui/pass/calls.rs");

/// The lines of documentation before the struct.
fn docs(code: TokenStream) -> Vec<String> {
    let mut lines = Vec::new();
    for token in code {
        match token {
            TokenTree::Ident(word) if word == "struct" => break,
            TokenTree::Group(attribute) => {
                let attribute: TokenStream = attribute.stream();
                if let Ok(meta) = syn::parse2::<syn::MetaNameValue>(attribute)
                    && meta.path.is_ident("doc")
                    && let syn::Expr::Lit(literal) = meta.value
                    && let syn::Lit::Str(line) = literal.lit
                {
                    lines.push(line.value());
                }
            }
            _ => {}
        }
    }
    lines
}

/// The lines between ```` ```text ```` and ```` ``` ````, without the space before them.
fn example(docs: &[String]) -> Vec<&str> {
    docs.iter()
        .map(|line| line.trim_start())
        .skip_while(|line| *line != "```text")
        .skip(1)
        .take_while(|line| *line != "```")
        .collect()
}

/// The declarations of the file, one a line.
fn declarations() -> impl Iterator<Item = &'static str> {
    CALLS
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("struct"))
}

#[test]
fn the_calls_in_the_documentation_are_those_that_are_run() {
    assert_eq!(declarations().count(), 8);
    for declaration in declarations() {
        let docs = docs(expanded(tokens(declaration)));
        let example = example(&docs);
        assert!(example.len() >= 3, "{declaration}: {docs:#?}");
        for line in example {
            let found = line.is_empty() || CALLS.lines().any(|call| call.trim() == line);
            assert!(found, "{declaration}: {line}");
        }
    }
}

#[test]
fn the_documentation_follows_that_of_the_user() {
    let source = "/// Mine.\n#[derive(Clone)] struct K: u8 -> i16 { taps: [-1, 1], crate: ::a::b }";
    let docs = docs(expanded(tokens(source)));
    let expected = [
        " Mine.",
        "",
        " Takes signals of `u8`, and gives signals of `i16`:",
        "",
        " ```text",
        " use a::b::prelude::*;",
        " ",
        " let result: Vec<i16> = K.apply(&samples)?;",
        " ```",
    ];
    assert_eq!(docs, expected);
}
