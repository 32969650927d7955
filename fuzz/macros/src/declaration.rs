//! Declarations with a few of their words deleted, doubled, exchanged or replaced: accepted or
//! refused, whichever way the tokens are grouped and however often they are expanded.

use super::words::{VALID, WORDS, below, expanded, grouped, messages, pick, told};
use arbitrary::Unstructured;
use proc_macro2::TokenStream;

/// Draws a declaration and edits, and expands it.
pub fn run(bytes: &[u8]) {
    let bytes = &mut Unstructured::new(bytes);
    let mut words: Vec<&str> = pick(bytes, VALID).split(' ').collect();
    let phase = below(bytes, 4);
    for _ in 0..below(bytes, 6) {
        let (at, other) = (below(bytes, words.len()), below(bytes, words.len()));
        match below(bytes, 5) {
            0 if words.len() > 1 => drop(words.remove(at)),
            1 => words.insert(at, words[other]),
            2 => words.swap(at, other),
            3 => words[at] = number(bytes),
            _ => words[at] = pick(bytes, WORDS),
        }
    }
    let Ok(declaration) = words.join(" ").parse::<TokenStream>() else {
        return;
    };
    let plain = expanded(declaration.clone());
    let again = expanded(declaration.clone());
    assert_eq!(
        plain.to_string(),
        again.to_string(),
        "an expansion differs from the one before"
    );
    let found = messages(plain);
    told(&found);
    // Invisible groups change nothing about it.
    assert_eq!(found, messages(expanded(grouped(declaration, phase))));
}

/// A number that reaches further than those of usual declarations.
fn number(bytes: &mut Unstructured<'_>) -> &'static str {
    const NUMBERS: &[&str] = &[
        "0",
        "1",
        "2",
        "4",
        "7",
        "8",
        "15",
        "64",
        "100",
        "255",
        "256",
        "4096",
        "4097",
        "65536",
        "2147483647",
        "2147483648",
        "4294967296",
        "9223372036854775807",
        "18446744073709551615",
        "1e-3",
        "1e3",
        "0.999",
        "1e38",
        "3.5e38",
        "1e308",
        "1e309",
        "1e-45",
        "1e-330",
        "0.1",
        "123456789.123456789",
    ];
    pick(bytes, NUMBERS)
}
