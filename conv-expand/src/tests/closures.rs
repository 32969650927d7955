//! Closures of values, read as Rust reads the body of a closure.

use super::{expanded, tokens};

#[test]
fn a_choice_is_an_operand() {
    for (bare, grouped) in [
        (
            "if v < 0 { 0 } else { v } * 2",
            "(if v < 0 { 0 } else { v }) * 2",
        ),
        (
            "1 - if v < 9 { v } else { 0 } * 3",
            "1 - ((if v < 9 { v } else { 0 }) * 3)",
        ),
        (
            "-if v < 0 { 1 } else { v }.min(3) - 2",
            "(-((if v < 0 { 1 } else { v }).min(3))) - 2",
        ),
        (
            "if v < 0 { 0 } else if v < 9 { v } else { 9 } * 2",
            "(if v < 0 { 0 } else { if v < 9 { v } else { 9 } }) * 2",
        ),
        (
            "{ let a = v / if v < 0 { 2 } else { 4 }; a }",
            "v / (if v < 0 { 2 } else { 4 })",
        ),
    ] {
        let code = |value: &str| {
            let source = format!("struct K: i8 -> i32 {{ taps: [1, 2], map: |v| {value} }}");
            expanded(tokens(&source)).to_string()
        };
        let found = code(bare);
        assert!(!found.contains("compile_error"), "{bare}: {found}");
        assert_eq!(found, code(grouped), "{bare}");
    }
}
