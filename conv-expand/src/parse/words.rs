//! The words of the language in a declaration, right or wrong, for editors to show what they mean.

use super::tokens::{Piece, group, inside, is_punct, pieces};
use crate::spec::{Key, Word};
use proc_macro2::{Delimiter, Ident, TokenTree};

/// Words that have a meaning to the compiler, and no documentation here.
const RESERVED: [&str; 10] = [
    "_", "as", "crate", "else", "false", "if", "let", "self", "super", "true",
];

/// The words between the name and the braces: element types.
pub(super) fn of_types(tokens: &[TokenTree], words: &mut Vec<Word>) {
    for token in tokens {
        if let TokenTree::Ident(word) = token {
            note("element", word, words);
        }
    }
}

/// The keys, and the words of their values.
pub(super) fn of_body(tokens: &[TokenTree], words: &mut Vec<Word>) {
    for Piece { tokens, .. } in pieces(tokens) {
        let [TokenTree::Ident(key), rest @ ..] = tokens else {
            continue;
        };
        note("key", key, words);
        if let [colon, value @ ..] = rest
            && is_punct(colon, ':')
        {
            match Key::named(&key.to_string()) {
                None | Some(Key::Crate) => {}
                Some(Key::Map | Key::Combine) => of_closure(value, words),
                // An array of numbers may be long, and has no words.
                Some(Key::Taps) => of_value(Key::Taps.name(), false, value, words),
                Some(key) => of_value(key.name(), true, value, words),
            }
        }
    }
}

/// All words but the names that are given to something.
fn of_value(key: &'static str, lists: bool, tokens: &[TokenTree], words: &mut Vec<Word>) {
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        match token {
            TokenTree::Ident(word) if !next.is_some_and(|next| is_punct(next, ':')) => {
                note(key, word, words);
            }
            TokenTree::Group(list) if lists || list.delimiter() != Delimiter::Bracket => {
                of_value(key, lists, &inside(list), words);
            }
            _ => {}
        }
    }
}

/// The functions that a closure calls; what else it names is its own.
fn of_closure(tokens: &[TokenTree], words: &mut Vec<Word>) {
    let mut after_point = false;
    for (at, token) in tokens.iter().enumerate() {
        let is_list = |next: &TokenTree| group(next, Delimiter::Parenthesis).is_some();
        match token {
            TokenTree::Ident(word) if after_point || tokens.get(at + 1).is_some_and(is_list) => {
                note("value", word, words);
            }
            TokenTree::Group(inner) => of_closure(&inside(inner), words),
            _ => {}
        }
        after_point = is_punct(token, '.');
    }
}

fn note(key: &'static str, word: &Ident, words: &mut Vec<Word>) {
    if RESERVED.iter().any(|reserved| word == reserved) {
        return;
    }
    // It is a kernel here, and a keyword to the compiler.
    let word = match word == "box" {
        true => Ident::new_raw("box", word.span()),
        false => word.clone(),
    };
    words.push(Word { key, word });
}
