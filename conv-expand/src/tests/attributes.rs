//! What becomes of the user's attributes, and of names that are words of Rust.

use super::{expanded, tokens};
use crate::filter;

fn code(source: &str) -> String {
    let code = expanded(tokens(source)).to_string();
    assert!(!code.contains("compile_error"), "{source}: {code}");
    code
}

/// These tokens as `quote` writes them.
fn written(source: &str) -> String {
    tokens(source).to_string()
}

#[test]
fn what_the_user_derives_under_a_condition_is_derived_otherwise() {
    let kernel = code(
        "#[cfg_attr(test, derive(Debug), cfg_attr(not(doc), derive(std::hash::Hash)))]
         #[cfg_attr(true, derive(Debug))] #[derive(Clone)] struct K: u8 { taps: [1] }",
    );
    for expected in [
        "#[derive(::core::marker::Copy, ::core::default::Default, ::core::cmp::PartialEq,
          ::core::cmp::Eq)]",
        "#[cfg_attr(not(any(test, true)), derive(::core::fmt::Debug))]",
        "#[cfg_attr(not(any(all(test, not(doc)))), derive(::core::hash::Hash))]",
    ] {
        assert!(kernel.contains(&written(expected)), "{expected}: {kernel}");
    }
    let shape = code("#[cfg_attr(test, derive(Debug))] struct K: f32 { shape: [3] }");
    let expected = "#[cfg(not(any(test)))] #[automatically_derived] impl ::core::fmt::Debug for K";
    assert!(shape.contains(&written(expected)), "{shape}");
}

#[test]
fn deprecated_names_are_allowed_where_the_user_deprecates_and_nowhere_else() {
    let allows = |code: &str| {
        let levels = ["allow(deprecated)", "cfg_attr(any(), allow(deprecated))"];
        levels.map(|level| code.matches(&written(&format!("#[{level}]"))).count())
    };
    for (attribute, expected) in [
        ("", [0, 0]),
        ("#[deprecated]", [2, 0]),
        ("#[deprecated(note = \"gone\")]", [2, 0]),
        ("#[cfg_attr(any(), deprecated)]", [0, 2]),
    ] {
        // The constant is named, and the struct.
        let constant = tokens(&format!("{attribute} const SUM: [i16; 2] = [1, 1];"));
        let filter = filter(tokens("Sum: u8 -> i16"), constant, None).into_tokens();
        assert_eq!(allows(&filter.to_string()), expected, "{attribute}");
        let tested = code(&format!(
            "{attribute} struct K: u8 {{ taps: [1], verify: test }}"
        ));
        assert_eq!(allows(&tested), expected, "{attribute}");
    }
}

#[test]
fn outputs_are_named_without_the_mark_of_a_raw_word() {
    let right = code("struct K: u8 { taps: { r#in: [1], out: [1] } }");
    let wrong = expanded(tokens("struct K: u8 { taps: { r#in: [2], out: [1] } }"));
    for code in [right, wrong.to_string()] {
        let names = written("[\"in\", \"out\"]");
        assert_eq!(code.matches(&names).count(), 2, "{code}");
    }
}
