//! The words that editors show: those of a declaration, and those that are documented.

use super::{errors, spec, tokens};
use crate::parse;
use crate::spec::{Key, Word};
use conv_plan::taps::expression::named;
use conv_syntax::diag::Diagnostics;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::ext::IdentExt;
use syn::{Item, UseTree};

type Words = BTreeMap<String, BTreeSet<String>>;

/// The words under each key in the run-time crate.
fn documented() -> Words {
    let listed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conv-runtime/src/api/words/listed");
    let items = |file: &str| {
        let text = fs::read_to_string(listed.join(file)).expect("the words are listed there");
        syn::parse_file(&text).expect("Rust").items
    };
    let mut words = Words::new();
    note("", &items("../listed.rs"), &mut words);
    for (key, file) in [
        ("key", "key.rs"),
        ("value", "value.rs"),
        ("taps", "taps.rs"),
        ("taps", "taps/library.rs"),
    ] {
        note(key, &items(file), &mut words);
    }
    words
}

fn note(key: &str, items: &[Item], words: &mut Words) {
    for item in items {
        match item {
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    note(&module.ident.to_string(), items, words);
                }
            }
            Item::Const(constant) => {
                let documented = constant
                    .attrs
                    .iter()
                    .any(|attr| attr.path().is_ident("doc"));
                assert!(documented, "{}", constant.ident);
                insert(key, &constant.ident, words);
            }
            Item::Use(import) => imported(key, &import.tree, words),
            _ => {}
        }
    }
}

fn insert(key: &str, word: &syn::Ident, words: &mut Words) {
    words
        .entry(key.into())
        .or_default()
        .insert(word.unraw().to_string());
}

fn imported(key: &str, tree: &UseTree, words: &mut Words) {
    match tree {
        UseTree::Path(path) => imported(key, &path.tree, words),
        UseTree::Name(name) => insert(key, &name.ident, words),
        UseTree::Rename(rename) => insert(key, &rename.rename, words),
        UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|tree| imported(key, tree, words)),
        UseTree::Glob(_) => {}
    }
}

/// The words in backticks of a message, after the first, which is the wrong one.
fn quoted(message: &str) -> Vec<String> {
    let word = |text: &str| {
        let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        text[..end.unwrap_or(text.len())].to_owned()
    };
    message
        .split('`')
        .skip(1)
        .step_by(2)
        .skip(1)
        .map(word)
        .collect()
}

#[test]
fn every_key_and_every_kernel_is_documented_for_editors() {
    let words = documented();
    let keys = Key::ALL.into_iter().filter(|key| *key != Key::Crate);
    let keys: BTreeSet<String> = keys.map(|key| key.name().to_owned()).collect();
    assert_eq!(words["key"], keys);
    for kernel in named() {
        assert!(words["taps"].contains(kernel.name), "{}", kernel.name);
    }
}

#[test]
fn every_word_that_a_key_takes_is_documented_for_editors() {
    let words = documented();
    for (kernel, key) in [
        ("[[1.0]]", "padding"),
        ("[[1.0]]", "border"),
        ("[[1.0]]", "mode"),
        ("[[1.0]]", "method"),
        ("[[1.0]]", "overflow"),
        ("[[1.0]]", "arithmetic"),
        ("[[1.0]]", "missing"),
        ("[[1.0]]", "require"),
        ("[[1.0]]", "separable"),
        ("[[1.0]]", "verify"),
        ("[[[[1.0]]]]", "layout"),
        ("[[[[1.0]]]]", "activation"),
        ("[[[[1.0]]]]", "winograd"),
    ] {
        let found = errors(&format!("struct K: f32 {{ taps: {kernel}, {key}: zzz }}"));
        let mut choices = quoted(&found.concat());
        // "a value of `separable`".
        choices.retain(|choice| choice != key);
        assert!(!choices.is_empty(), "{key}: {found:?}");
        for choice in choices {
            assert!(words[key].contains(&choice), "{key}: {choice}: {found:?}");
        }
        // None is documented that the key does not take.
        for word in &words[key] {
            let found = errors(&format!(
                "struct K: f32 {{ taps: {kernel}, {key}: {word} }}"
            ));
            let unknown = found.concat().contains(&format!("`{word}` is not"));
            assert!(!unknown || word == "nan", "{key}: {found:?}");
        }
    }
    for (call, key) in [
        ("taps: [1.0].zzz()", "taps"),
        ("taps: [1.0], map: |v| v.zzz()", "value"),
    ] {
        let found = errors(&format!("struct K: f32 {{ {call} }}"));
        for choice in quoted(&found.concat()) {
            assert!(words[key].contains(&choice), "{key}: {choice}: {found:?}");
        }
    }
}

/// `key::padding padding::same`.
fn shown(words: &[Word]) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|Word { key, word }| format!("{key}::{}", word.unraw()))
        .collect();
    words.join(" ")
}

#[test]
fn the_words_of_a_declaration_are_those_of_the_language() {
    let documented = documented();
    for (declaration, words) in [
        (
            "struct K: u8 -> i16 { taps: sobel_x, padding: same, border: [zero, constant(1)] }",
            "element::u8 element::i16 key::taps taps::sobel_x key::padding padding::same key::border border::zero border::constant",
        ),
        (
            "struct K: f32 { taps: 2 * box(size: [3, 3]) - gabor([9, 9], 2, pi/4, 3, 1, degrees(45)).flip(), crate: ::a::b }",
            "element::f32 key::taps taps::box taps::gabor taps::pi taps::degrees taps::flip",
        ),
        (
            "struct K: u8 { taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| if gx > 0 { max(gx, 0).min(gy) } else { let a = gy; a } }",
            "element::u8 key::taps taps::sobel_x taps::sobel_y key::combine value::max value::min",
        ),
        (
            "struct K: f32 { taps: [0.25, 0.5, 0.25], require: [unit_gain, symmetric], missing: renormalize }",
            "element::f32 key::taps key::require require::unit_gain require::symmetric key::missing missing::renormalize",
        ),
    ] {
        let found = spec(tokens(declaration)).words;
        assert_eq!(shown(&found), words, "{declaration}");
        for Word { key, word } in found {
            assert!(
                documented[key].contains(&word.unraw().to_string()),
                "{key}: {word}"
            );
        }
    }
}

#[test]
fn words_that_are_not_whole_yet_are_among_those_of_a_declaration() {
    for (declaration, words) in [
        (
            "struct K: u { taps: sob, pad }",
            "element::u key::taps taps::sob key::pad",
        ),
        (
            "struct K: f32 { taps: [1.0], border: [zero, repl] }",
            "element::f32 key::taps key::border border::zero border::repl",
        ),
    ] {
        let mut errors = Diagnostics::default();
        let specs = parse::declarations(tokens(declaration), &mut errors);
        assert!(errors.count() > 0, "{declaration}");
        assert_eq!(
            specs
                .iter()
                .map(|spec| shown(&spec.words))
                .collect::<String>(),
            words
        );
    }
}
