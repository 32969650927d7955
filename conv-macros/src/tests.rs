//! The front end from outside: source text in, kernels and messages out.
//!
//! Messages with their places are tested by `tests/ui`; here are the facts that
//! need many cases, those of layers in `layers`, and `soup`, which feeds the macro nonsense.

mod expansion;
mod layers;
mod repair;
mod replacements;
mod soup;
mod usage;
mod words;

use crate::check::Checked;
use crate::diag::Diagnostics;
use crate::spec::Spec;
use crate::{check, expand, parse};
use conv_plan::number::{AccumulatorType, ElementType, Overflow};
use conv_plan::rules::{ConvSpec, Presence, Weights};
use conv_plan::window::{AxisPadding, Border};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("the test's source is made of tokens")
}

/// The messages in an expansion.
fn messages(code: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut after_name = false;
    for token in code {
        match token {
            TokenTree::Ident(ident) => after_name = ident == "compile_error",
            TokenTree::Group(group) if after_name => {
                found.push(group.stream().to_string());
                after_name = false;
            }
            _ => {}
        }
    }
    found
}

fn errors(source: &str) -> Vec<String> {
    messages(expand::expand(tokens(source)))
}

fn spec(source: TokenStream) -> Spec {
    let mut errors = Diagnostics::default();
    let mut specs = parse::declarations(source, &mut errors);
    let found = messages(errors.into_compile_errors());
    assert!(found.is_empty(), "{found:?}");
    specs.pop().expect("one declaration")
}

fn checked(source: TokenStream) -> ConvSpec {
    let mut errors = Diagnostics::default();
    let checked = check::declaration(&spec(source), &mut errors);
    let found = messages(errors.into_compile_errors());
    match checked {
        Some(Checked::Kernel(kernel)) => kernel,
        Some(Checked::Layer(layer)) => panic!("{layer:?}"),
        None => panic!("{found:?}"),
    }
}

fn kernel(source: &str) -> ConvSpec {
    checked(tokens(source))
}

#[test]
fn every_key_reaches_the_kernel() {
    let kernel = kernel(
        "pub(crate) struct K: u8 -> i16 {
            mode: convolve, taps: [[1, 2], [3, 4]], padding: same, anchor: [0, 1],
            dilation: [1, 3], scale: 1/2, border: [wrap, constant(255)], overflow: wrap,
            stride: 1, crate: ::other::name
        }",
    );
    assert_eq!(
        (kernel.input(), kernel.output()),
        (ElementType::U8, ElementType::I16)
    );
    assert_eq!(
        *kernel.weights(),
        Weights::Integer {
            taps: vec![4, 3, 2, 1],
            multiply: 1,
            divide: 2
        }
    );
    assert_eq!(kernel.window().row_border, Border::Wrap);
    assert_eq!(kernel.window().column_border, Border::Constant(255.0));
    assert_eq!(kernel.window().columns.dilation, 3);
    assert_eq!(
        kernel.window().rows.padding,
        AxisPadding::Explicit {
            before: 1,
            after: 0
        }
    );
    assert_eq!(kernel.overflow(), None);
}

#[test]
fn a_shape_kernel_keeps_its_sizes_and_accumulator() {
    let source = "struct K: i16 -> i32 { shape: [3, 5], accumulator: i64, overflow: wrap }";
    let kernel = kernel(source);
    assert_eq!(kernel.tap_count(), 15);
    assert_eq!(kernel.overflow(), Some(Overflow::Wrap));
    assert!(matches!(
        kernel.presence(),
        Presence::RuntimeTaps {
            accumulator: AccumulatorType::I64,
            ..
        }
    ));
    assert_eq!(spec(tokens(source)).declared().shape, Some(vec![3, 5]));
}

#[test]
fn literals_have_their_exact_value() {
    let doubles = |literals: &str| match kernel(&format!("struct K: f64 {{ taps: [{literals}] }}"))
        .weights()
    {
        Weights::F64(taps) => taps.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        doubles("1_000, 0x_ff, 0b1010, 0o17, -3, 1/3, -1/16, 0.1, 1., 2.5e-3, 1E+2, 1_0.2_5"),
        [
            1000.0,
            255.0,
            10.0,
            15.0,
            -3.0,
            1.0 / 3.0,
            -0.0625,
            0.1,
            1.0,
            2.5e-3,
            100.0,
            10.25
        ]
    );
    assert_eq!(doubles("0e999999999999999999999, 1.0"), [0.0, 1.0]);
    assert_eq!(
        doubles("4.9e-324, 1.7976931348623157e308"),
        [f64::from_bits(1), f64::MAX]
    );
}

#[test]
fn a_decimal_is_rounded_once_to_single_precision() {
    // Between two singles, just above the middle; a double rounds it to the middle itself.
    let literal = "1.00000005960464478";
    let kernel = kernel(&format!(
        "struct K: f32 {{ taps: [{literal}], padding: 1, border: constant({literal}) }}"
    ));
    let expected: f32 = literal.parse().expect("a float");
    assert_eq!(*kernel.weights(), Weights::F32(vec![expected]));
    assert_eq!(
        kernel.window().column_border,
        Border::Constant(f64::from(expected))
    );
}

/// Every token alone in an invisible group, and every group of the result again.
fn wrapped(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| {
            let token = match token {
                TokenTree::Group(group) => {
                    Group::new(group.delimiter(), wrapped(group.stream())).into()
                }
                token => token,
            };
            TokenTree::from(Group::new(Delimiter::None, token.into()))
        })
        .collect()
}

#[test]
fn invisible_groups_change_nothing() {
    let source = "#[derive(Clone, ::core::fmt::Debug)] pub struct K: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: [[1, 2], [3, 4]], border: constant(7),
        scale: -1/2, stride: [1, 2]
    }";
    let (header, body) = source.split_once("pub").expect("a visibility");
    let body = tokens(&format!("pub{body}"));
    let whole: TokenStream = [tokens(header), wrapped(body)].into_iter().collect();
    assert_eq!(checked(whole.clone()), kernel(source));
    let declared = spec(whole).declared();
    assert_eq!(declared.derives, ["Clone", "Debug"]);
    assert_eq!(declared.attrs.len(), 1);
}

#[test]
fn valid_declarations_have_no_messages() {
    for source in [
        "",
        "struct K: f32 { taps: [1] }",
        "struct A: f32 { taps: [1] } struct B: u8 { taps: [[1]] };  pub struct C: u8 { taps: [1], }",
        "/// Docs.\n#[derive(Clone)] pub(in a::b) struct K: u8 -> f64 { taps: [[1, 2]], crate: crate::a }",
        "struct r#type: f32 -> u8 { taps: [0.5, 0.5], overflow: saturate, padding: causal }",
        "struct K: i32 { shape: [3], accumulator: i64, overflow: saturate, padding: [1, 2] }",
        "struct K: u8 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], scale: 1/16, padding: same, border: reflect101 }",
        "struct K: u8 { taps: [[0.25, 0.5, 0.25]], padding: [0, 1], border: [zero, wrap] }",
    ] {
        assert_eq!(errors(source), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn each_mistake_gives_one_message() {
    for (source, expected) in [
        (
            "struct K: f32 { taps: [1] stride: 2 }",
            &["missing comma: add `,` before `stride`"][..],
        ),
        (
            "struct K: f32 { taps: [1]; stride: 2 }",
            &["separated by commas"],
        ),
        ("struct K: f32 { taps: }", &["no value"]),
        ("struct K: f32 { taps }", &["no value"]),
        ("struct K: f32 { taps = [1] }", &["write `taps: [1]`"]),
        ("struct K: f32 { taps [1] }", &["add `:` after `taps`"]),
        ("struct K: f32 { taps: [1], , }", &["remove one `,`"]),
        (
            "struct K: f32 { taps: [1], 3: 4 }",
            &["a key and its value go here"],
        ),
        (
            "struct K: f32 { /** doc */ taps: [1] }",
            &["move this above the `struct`"],
        ),
        ("struct K: f32", &["no body"]),
        ("struct K { taps: [1] }", &["no element types"]),
        ("struct K: { taps: [1] }", &["no element types"]),
        ("struct K: -> u8 { taps: [1] }", &["missing before `->`"]),
        ("struct K: u8 -> { taps: [1] }", &["missing after `->`"]),
        ("struct K: u8 => i16 { taps: [1] }", &["write `->`"]),
        ("struct K<T>: u8 { taps: [1] }", &["remove `<T>`"]),
        (
            "struct K<T: Fn() -> u8>: T { taps: [1] }",
            &["remove `<..>`, and"],
        ),
        ("struct K(u8) { taps: [1] }", &["write `: u8`"]),
        ("struct K u8 { taps: [1] }", &["`:` is missing"]),
        ("struct fn: u8 { taps: [1] }", &["struct's name"]),
        ("struct", &["no name"]),
        ("pub", &["a kernel is missing"]),
        ("#[a]", &["a kernel is missing"]),
        (
            "enum E { A } struct K: u8 { taps: [1] }",
            &["only kernels go in `conv_kernel!`"],
        ),
        ("struct K: u32 { taps: [1] }", &["write `i32`"]),
        (
            "struct K: u8 -> f31 { taps: [1], overflow: wrap }",
            &["did you mean `f32`"],
        ),
        ("struct K: Pixel { taps: [1] }", &["write `u8`, `i8`"]),
        (
            "struct K: f32 { taps: [1], stride: 1.5 }",
            &["whole number"],
        ),
        (
            "struct K: f32 { taps: [1], stride: 1 2 }",
            &["write `1` or `[1, 2]`"],
        ),
        ("struct K: f32 { taps: [1], stride: n }", &["is a name"]),
        (
            "struct K: f32 { taps: [1], stride: 99999999999999999999999 }",
            &["is at most 2147483647"],
        ),
        (
            "struct K: f32 { taps: [1], padding: [[1], [2, 3]] }",
            &["two sides here: write `[1, 1]`"],
        ),
        (
            "struct K: f32 { taps: [1], padding: 1, border: constant }",
            &["needs a value"],
        ),
        (
            "struct K: f32 { taps: [1], padding: 1, border: clamp }",
            &["write `replicate`"],
        ),
        (
            "struct K: f32 { taps: [1], padding: 1, border: wrap(1) }",
            &["remove `(1)`"],
        ),
        (
            "struct K: f32 { taps: [1], crate: 2 }",
            &["is the path of the crate"],
        ),
        (
            "struct K: f32 { taps: [1, [2]] }",
            &["this row is among taps"],
        ),
        (
            "struct K: f32 { taps: [[1], 2] }",
            &["this tap is not in a row: write `[2, ..]`"],
        ),
        (
            "struct K: f32 { taps: [1 2, 3 -4] }",
            &["before `2`", "before `-4`"],
        ),
        (
            "struct K: f32 { taps: [1.0/2.0] }",
            &["write `1/2` or `0.5`"],
        ),
        ("struct K: f32 { taps: [1.5/3] }", &["write `0.5`"]),
        ("struct K: f32 { taps: [4.0/2] }", &["write `4/2` or `2.0`"]),
        ("struct K: f32 { taps: [1/0] }", &["denominator"]),
        ("struct K: f32 { taps: [1/-2] }", &["write `-1/2`"]),
        ("struct K: f32 { taps: [-1/-2] }", &["write `1/2`"]),
        ("struct K: f32 { taps: [1/2/3] }", &["write `1/6`"]),
        ("struct K: f32 { taps: [1/N/3] }", &["does not calculate"]),
        ("struct K: f32 { taps: [1/16 2/16] }", &["before `2`"]),
        (
            "struct K: f32 { taps: [\"one\"] }",
            &["this is not a number"],
        ),
        (
            "struct K: f32 { taps: [1] pading: same }",
            &[
                "missing comma: add `,` before `pading`",
                "did you mean `padding`",
            ],
        ),
        ("struct K: f32 { \"taps\": [1] }", &["write `taps`"]),
        ("struct K: f32 { taps => [1] }", &["write `taps: [1]`"]),
        ("struct K: &f32 { taps: [1] }", &["write `f32`"]),
        ("struct K: u8 i16 { taps: [1] }", &["write `u8 -> i16`"]),
        (
            "struct K: u8 { taps: [1], accumulator: f64 }",
            &["remove `accumulator`"],
        ),
        ("struct K: f32 { taps: [(1 + 2)] }", &["does not calculate"]),
        ("struct K: f32 { taps: [1u8] }", &["write `1`"]),
        ("struct K: f32 { taps: [1f32] }", &["write `1.0`"]),
        ("struct K: f32 { taps: [1e400] }", &["`f64` cannot hold 1e"]),
        (
            "struct K: f32 { taps: [1e999999999999999999999] }",
            &["`f64` cannot hold 1e"],
        ),
        (
            "struct K: f32 { taps: [1e-999999999999999999999] }",
            &["rounds to 0"],
        ),
        // A broken value is not also a missing one, and hides what depends on it.
        (
            "struct K: u8 { taps: [x, y] }",
            &["`x` is a name", "`y` is a name"],
        ),
        (
            "struct K: u8 { taps: [[1, 2], [3]], stride: [1, 2, 3] }",
            &["this row has 1 tap"],
        ),
        ("struct K: u8 { taps: [9], scale: x }", &["`x` is a name"]),
        ("struct K: u8 { taps: [9], overflow: x }", &["`x` is not"]),
        (
            "struct K: u8 { taps: [1], padding: x, border: wrap, anchor: 0 }",
            &["`x` is not"],
        ),
        ("struct K: u8 { taps: [1], shape: [1] }", &["not both"]),
        ("struct K: u8 { }", &["no taps"]),
        (
            "struct K: u8 { taps: [1], delta: 1, offset: 2 }",
            &["remove `delta`", "remove `offset`"],
        ),
        ("struct K: u8 { tap: [9] }", &["did you mean `taps`"]),
        ("struct K: u8 { shap: [9] }", &["did you mean `shape`"]),
        (
            "struct K: u8 { taps: [9], overflw: saturate }",
            &["did you mean `overflow`"],
        ),
        (
            "struct K: u8 { taps: [1], pad: same, border: wrap }",
            &["did you mean `padding`"],
        ),
    ] {
        let found = errors(source);
        assert_eq!(found.len(), expected.len(), "{source}: {found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{source}: {found}");
        }
    }
}

#[test]
fn nesting_beyond_the_stack_is_reported() {
    let taps = (0..10_000).fold(TokenStream::new(), |inner, _| {
        TokenTree::from(Group::new(Delimiter::Bracket, inner)).into()
    });
    let code = expand::expand(
        [tokens("struct K: u8"), {
            let body = [tokens("taps:"), taps].into_iter().collect();
            TokenTree::from(Group::new(Delimiter::Brace, body)).into()
        }]
        .into_iter()
        .collect(),
    );
    assert!(messages(code)[0].contains("nested too deeply"));
}

#[test]
fn a_struct_with_a_mistake_leaves_the_others_alone() {
    let code = expand::expand(tokens(
        "struct A: u8 { taps: [x] } junk pub struct B: u8 { taps: [1] }",
    ));
    let text = code.to_string();
    assert!(
        text.contains("struct A ;") && text.contains("struct B"),
        "{text}"
    );
    assert_eq!(messages(code).len(), 2);
}
