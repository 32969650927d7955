//! Nonsense in: the macro must return, and leave the struct's name behind.

use super::{expanded, messages, tokens};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Words of the language, and words beside it.
const WORDS: &[&str] = &[
    "struct",
    "pub",
    "crate",
    "K",
    "u8",
    "i8",
    "u16",
    "i16",
    "i32",
    "f32",
    "f64",
    "u32",
    "taps",
    "shape",
    "weights",
    "axes",
    "bias",
    "layout",
    "groups",
    "activation",
    "winograd",
    "file",
    "true",
    "nhwc",
    "relu",
    "leaky",
    "clamp",
    "always",
    "accumulator",
    "stride",
    "dilation",
    "padding",
    "border",
    "mode",
    "scale",
    "overflow",
    "anchor",
    "valid",
    "same",
    "same_lower",
    "full",
    "causal",
    "zero",
    "constant",
    "replicate",
    "reflect",
    "reflect101",
    "wrap",
    "saturate",
    "correlate",
    "convolve",
    "i64",
    "_",
    "fn",
    "NaN",
    "gaussian",
    "box",
    "sobel_x",
    "lowpass",
    "hamming",
    "kaiser",
    "pi",
    "degrees",
    "flip",
    "normalize",
    "order",
    "+",
    "*",
    ".",
    ":",
    ":",
    ":",
    ",",
    ",",
    ",",
    "->",
    "-",
    "/",
    "#",
    ";",
    "=",
    "::",
    "<",
    "'a",
    "0",
    "1",
    "2",
    "3",
    "1.0",
    "0.5",
    "1e39",
    "1e400",
    "1e-400",
    "1u8",
    "2f32",
    "0xff",
    "0b1",
    "1_0",
    "9223372036854775807",
    "99999999999999999999999999",
    "1e999999999",
    "\"text\"",
    "'c'",
    "b\"x\"",
    "c\"x\"",
    "1e",
    "0x",
];

const VALID: &[&str] = &[
    "taps : [ [ - 1 , 0 , 1 ] , [ - 2 , 0 , 2 ] , [ - 1 , 0 , 1 ] ] , padding : same , border : reflect101 ,",
    "taps : [ 1 / 16 , 4 / 16 , 6 / 16 , 4 / 16 , 1 / 16 ] , scale : 1.5 , overflow : saturate , padding : [ 1 , 2 ]",
    "shape : [ 3 , 3 ] , accumulator : i64 , stride : [ 2 , 1 ] , overflow : wrap , dilation : 2 ,",
    "taps : [ [ 1 , 2 ] , [ 3 , 4 ] ] , padding : same , anchor : [ 0 , 1 ] , mode : convolve , border : [ wrap , constant ( 3 ) ] , overflow : wrap",
    "taps : [ [ [ [ 1 , 2 ] ] ] , [ [ [ 3 , - 4 ] ] ] ] , bias : [ 0.5 , - 1 ] , activation : leaky ( 0.1 ) , layout : nhwc , padding : 1 ,",
    "shape : [ 8 , 2 , 3 , 3 ] , groups : 2 , bias : true , activation : clamp ( - 1 , 1 ) , winograd : auto , overflow : saturate",
    "axes : 1 , weights : file ( \"a.npy\" ) , bias : file ( \"b.safetensors\" , \"c\" ) , stride : 2",
    "taps : [ [ 0.5 , 1e2 ] ] , padding : [ [ 1 , 2 ] , [ 3 , 4 ] ] , crate : :: conv_kernel , overflow : saturate",
];

fn word() -> impl Strategy<Value = &'static str> {
    select(WORDS)
}

/// Trees of words, in groups with all delimiters.
fn soup() -> impl Strategy<Value = TokenStream> {
    let leaf = prop::collection::vec(word(), 0..6)
        .prop_map(|words| words.join(" ").parse().unwrap_or_default());
    leaf.prop_recursive(5, 64, 6, |inner| {
        let delimiter = select(vec![
            Delimiter::None,
            Delimiter::Bracket,
            Delimiter::Bracket,
            Delimiter::Brace,
            Delimiter::Parenthesis,
        ]);
        prop::collection::vec((delimiter, inner), 0..6).prop_map(|groups| {
            groups
                .into_iter()
                .map(|(delimiter, inner)| TokenTree::from(Group::new(delimiter, inner)))
                .collect()
        })
    })
}

/// The words of a body with some of them deleted, doubled, exchanged or replaced.
fn mutated() -> impl Strategy<Value = TokenStream> {
    let edits = prop::collection::vec((0..4u8, any::<Index>(), any::<Index>(), word()), 1..5);
    (select(VALID), edits).prop_filter_map("unbalanced", |(body, edits)| {
        let mut words: Vec<&str> = body.split(' ').collect();
        for (edit, at, other, word) in edits {
            let (at, other) = (at.index(words.len()), other.index(words.len()));
            match edit {
                0 if words.len() > 1 => drop(words.remove(at)),
                1 => words.insert(at, words[other]),
                2 => words.swap(at, other),
                _ => words[at] = word,
            }
        }
        words.join(" ").parse().ok()
    })
}

/// The tokens, those at every third place in an invisible group.
fn grouped(tokens: TokenStream, phase: usize) -> TokenStream {
    tokens
        .into_iter()
        .enumerate()
        .map(|(index, token)| match token {
            token if index % 3 == phase => Group::new(Delimiter::None, token.into()).into(),
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), grouped(group.stream(), phase)).into()
            }
            token => token,
        })
        .collect()
}

fn struct_with(body: TokenStream) -> TokenStream {
    let mut code = tokens("pub struct K: u8 -> i32");
    code.extend([TokenTree::from(Group::new(Delimiter::Brace, body))]);
    code
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_tokens_are_answered(soup in soup()) {
        let _ = expanded(soup);
    }

    #[test]
    fn any_body_leaves_the_struct(soup in soup(), phase in 0..4usize) {
        let code = expanded(struct_with(grouped(soup, phase)));
        prop_assert!(code.to_string().contains("pub struct K"));
    }

    #[test]
    fn any_header_is_answered(words in prop::collection::vec(word(), 0..8)) {
        let Ok(header) = words.join(" ").parse::<TokenStream>() else { return Ok(()) };
        let _ = expanded(header.into_iter().chain(tokens("{ taps: [1] } struct Next: u8 { taps: [1] }")).collect());
    }

    #[test]
    fn mutations_are_accepted_or_reported(body in mutated(), phase in 0..4usize) {
        let plain = expanded(struct_with(body.clone()));
        prop_assert!(plain.to_string().contains("pub struct K"));
        // Invisible groups change nothing about it.
        let grouped = expanded(struct_with(grouped(body, phase)));
        prop_assert_eq!(messages(plain), messages(grouped));
    }
}
