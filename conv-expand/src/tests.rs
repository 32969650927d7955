//! The front end from outside: source text in, kernels and messages out.
//!
//! Messages with their places are tested by `tests/ui`; here are the facts that
//! need many cases, those of layers in `layers`, and `soup`, which feeds the macro nonsense.

mod attributes;
mod closures;
mod editors;
// They are those of bodies that are unrolled.
#[cfg(not(feature = "small"))]
mod expansion;
mod expressions;
mod layers;
mod mistakes;
mod plans;
mod repair;
mod replacements;
mod reproducible;
mod soup;
mod told;
mod usage;
mod words;

use crate::check::Checked;
use crate::spec::Spec;
use crate::{check, expand, parse};
use conv_plan::number::{AccumulatorType, ElementType, Overflow};
use conv_plan::rules::{ConvSpec, Presence, Weights};
use conv_plan::window::{AxisPadding, Border};
use conv_syntax::diag::Diagnostics;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::path::Path;

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("the test's source is made of tokens")
}

/// Where files are.
const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// What a call becomes.
fn expanded(source: TokenStream) -> TokenStream {
    expand::declarations(source, Some(Path::new(HERE))).into_tokens()
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
    messages(expanded(tokens(source)))
}

fn spec(source: TokenStream) -> Spec {
    let mut errors = Diagnostics::default();
    let mut specs = parse::declarations(source, &mut errors);
    let found = messages(errors.into_compile_errors());
    assert!(found.is_empty(), "{found:?}");
    let mut spec = specs.pop().expect("one declaration");
    spec.body.files.directory = Some(HERE.into());
    spec
}

fn checked(source: TokenStream) -> ConvSpec {
    let mut errors = Diagnostics::default();
    let checked = check::declaration(&spec(source), &mut errors);
    let found = messages(errors.into_compile_errors());
    match checked {
        Some(Checked::Kernel(kernel)) => *kernel,
        Some(Checked::Bank(kernels)) => panic!("{kernels:?}"),
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
    let derives = declared
        .derives
        .iter()
        .map(|derive| derive.name.to_string());
    assert_eq!(derives.collect::<Vec<_>>(), ["Clone", "Debug"]);
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
fn nesting_beyond_the_stack_is_reported() {
    let taps = (0..10_000).fold(TokenStream::new(), |inner, _| {
        TokenTree::from(Group::new(Delimiter::Bracket, inner)).into()
    });
    let code = expanded(
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
    let code = expanded(tokens(
        "struct A: u8 { taps: [x] } junk pub struct B: u8 { taps: [1] }",
    ));
    let text = code.to_string();
    assert!(
        text.contains("struct A ;") && text.contains("struct B"),
        "{text}"
    );
    assert_eq!(messages(code).len(), 2);
}
