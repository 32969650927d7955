//! Token soup: it is answered, and a body of it leaves the struct behind.

use super::words::{WORDS, below, expanded, grouped, messages, pick, told};
use arbitrary::Unstructured;
use conv_expand::filter;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Draws trees of words, and expands them as a call, as a body, and as an attribute with its
/// constant.
pub fn run(bytes: &[u8]) {
    let bytes = &mut Unstructured::new(bytes);
    let (shape, phase) = (below(bytes, 4), below(bytes, 4));
    let soup = soup(bytes, 6);
    match shape {
        0 => told(&messages(expanded(soup))),
        1 => told(&messages(filter(soup, tree(bytes, 4), None).into_tokens())),
        _ => {
            let header: TokenStream = "pub struct Kept: u8 -> i32".parse().unwrap_or_default();
            let body = TokenTree::from(Group::new(Delimiter::Brace, grouped(soup, phase)));
            let code = expanded(header.into_iter().chain([body]).collect());
            assert!(code.to_string().contains("pub struct Kept"));
            told(&messages(code));
        }
    }
}

fn tree(bytes: &mut Unstructured<'_>, depth: usize) -> TokenStream {
    let words: Vec<&str> = (0..below(bytes, 7)).map(|_| pick(bytes, WORDS)).collect();
    let leaf = words.join(" ").parse().unwrap_or_default();
    if depth == 0 || below(bytes, 3) == 0 {
        return leaf;
    }
    let delimiters = [
        Delimiter::Bracket,
        Delimiter::Brace,
        Delimiter::Parenthesis,
        Delimiter::None,
    ];
    let delimiter = delimiters[below(bytes, 4)];
    let group = TokenTree::from(Group::new(delimiter, soup(bytes, depth - 1)));
    leaf.into_iter().chain([group]).collect()
}

fn soup(bytes: &mut Unstructured<'_>, depth: usize) -> TokenStream {
    (0..=below(bytes, 6))
        .flat_map(|_| tree(bytes, depth))
        .collect()
}
