//! Words of the language and beside it, and whole declarations.

use arbitrary::Unstructured;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// What a call of the macro becomes, without a directory of files.
pub(crate) fn expanded(call: TokenStream) -> TokenStream {
    conv_expand::declarations(call, None).into_tokens()
}

/// Where a declaration may break.
pub(crate) const WORDS: &[&str] = &[
    "struct",
    "pub",
    "crate",
    "K",
    "_",
    "fn",
    "u8",
    "i8",
    "u16",
    "i16",
    "i32",
    "f32",
    "f64",
    "i64",
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
    "transposed",
    "output_padding",
    "accumulator",
    "stride",
    "dilation",
    "padding",
    "border",
    "mode",
    "scale",
    "overflow",
    "anchor",
    "method",
    "arithmetic",
    "missing",
    "interpolate",
    "channels",
    "map",
    "combine",
    "require",
    "quantize",
    "verify",
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
    "direct",
    "fft",
    "auto",
    "always",
    "never",
    "strict",
    "fused",
    "renormalize",
    "unit_gain",
    "symmetric",
    "separable",
    "exact",
    "approximate",
    "lossy",
    "test",
    "true",
    "false",
    "nan",
    "nchw",
    "nhwc",
    "nchw16",
    "relu",
    "leaky",
    "clamp",
    "tanh",
    "file",
    "tensor",
    "gaussian",
    "box",
    "binomial",
    "impulse",
    "sobel_x",
    "laplacian",
    "kirsch",
    "north",
    "log",
    "dog",
    "gabor",
    "savitzky_golay",
    "lowpass",
    "bandpass",
    "hamming",
    "kaiser",
    "remez",
    "hilbert",
    "ramp",
    "motion",
    "disk",
    "outer",
    "pi",
    "degrees",
    "flip",
    "transpose",
    "rotate90",
    "normalize",
    "order",
    "sigma",
    "v",
    "abs",
    "min",
    "sqrt",
    "hypot",
    "atan2",
    "round",
    "if",
    "else",
    "let",
    "|",
    "||",
    "&&",
    "!",
    "==",
    "<",
    ">",
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
    "'a",
    "0",
    "1",
    "2",
    "3",
    "5",
    "16",
    "63",
    "1.0",
    "0.5",
    "0.25",
    "1e39",
    "1e400",
    "1e-400",
    "1u8",
    "2f32",
    "0xff",
    "0b1",
    "1_0",
    "9223372036854775807",
    "18446744073709551616",
    "99999999999999999999999999",
    "1e999999999",
    "\"text\"",
    "\"a.npy\"",
    "'c'",
    "b\"x\"",
    "1e",
    "0x",
];

/// Declarations that the macro accepts, with spaces between their words.
pub(crate) const VALID: &[&str] = &[
    "pub struct K : u8 -> i16 { taps : [ [ - 1 , 0 , 1 ] , [ - 2 , 0 , 2 ] , [ - 1 , 0 , 1 ] ] , padding : same , border : reflect101 , }",
    "struct K : f32 { taps : [ 1 / 16 , 4 / 16 , 6 / 16 , 4 / 16 , 1 / 16 ] , scale : 1.5 , padding : [ 1 , 2 ] , arithmetic : strict }",
    "struct K : i16 -> i32 { shape : [ 3 , 3 ] , accumulator : i64 , stride : [ 2 , 1 ] , overflow : wrap , dilation : 2 , }",
    "struct K : u8 { taps : [ [ 1 , 2 ] , [ 3 , 4 ] ] , padding : same , anchor : [ 0 , 1 ] , mode : convolve , border : [ wrap , constant ( 3 ) ] , overflow : wrap }",
    "struct K : f32 { taps : [ [ [ [ 1 , 2 ] ] ] , [ [ [ 3 , - 4 ] ] ] ] , bias : [ 0.5 , - 1 ] , activation : leaky ( 0.1 ) , layout : nhwc , padding : 1 , }",
    "struct K : f32 { shape : [ 8 , 2 , 3 , 3 ] , groups : 2 , bias : true , activation : clamp ( - 1 , 1 ) , winograd : auto }",
    "struct K : f32 { shape : [ 8 , 4 , 2 , 2 ] , transposed : true , stride : 2 , output_padding : 1 , layout : nchw16 }",
    "struct K : f32 { axes : 1 , weights : file ( \"a.npy\" ) , bias : file ( \"b.safetensors\" , tensor ( \"c\" ) ) , stride : 2 }",
    "struct K : f64 { taps : [ [ 0.5 , 1e2 ] ] , padding : [ [ 1 , 2 ] , [ 3 , 4 ] ] , crate : :: conv_kernel }",
    "struct K : u8 { taps : 3 * impulse ( [ 5 , 5 ] ) - 2 * gaussian ( [ 5 , 5 ] , sigma : 1.0 ) , padding : same , border : replicate , overflow : saturate }",
    "struct K : f32 { taps : lowpass ( 63 , 0.25 , kaiser ( 8.6 ) ) , padding : same , method : auto , require : [ unit_gain , symmetric ] }",
    "struct K : u8 -> i16 { taps : ( box ( [ 3 , 3 ] ) * 9 * sobel_x ) . flip ( ) . transpose ( ) , padding : full }",
    "struct K : u8 { taps : gaussian ( [ 5 , 5 ] , 1.2 ) , padding : same , quantize : [ 12 , lossy ] , require : unit_gain }",
    "struct K : f32 { taps : remez ( 21 , [ 0 , 0.2 , 0.3 , 1 ] , [ 1 , 0 ] , [ 1 , 10 ] ) , interpolate : 3 , stride : 2 , padding : causal }",
    "struct K : u8 { taps : { gx : sobel_x , gy : sobel_y } , combine : | gx , gy | gx . abs ( ) + gy . abs ( ) , overflow : saturate , padding : same }",
    "struct K : f32 { taps : { own : impulse ( [ 5 , 5 ] ) , blur : disk ( 2 ) } , combine : | own , blur | { let detail = own - blur ; if detail . abs ( ) < 0.02 { own } else { own + 0.8 * detail } } }",
    "struct K : u8 -> i16 { taps : { gx : sobel_x , gy : sobel_y } , padding : same , verify : test }",
    "struct K : u8 { taps : [ [ - 2 , - 1 , 0 ] , [ - 1 , 0 , 1 ] , [ 0 , 1 , 2 ] ] , map : | v | v / 2 + 128 , overflow : saturate }",
    "struct K : u8 -> i16 { taps : [ [ - 1 , 0 , 1 ] ] , channels : [ 0.299 , 0.587 , 0.114 ] , padding : same }",
    "struct K : f32 { taps : [ 1 / 4 , 1 / 2 , 1 / 4 ] , padding : same , border : constant ( nan ) , missing : renormalize }",
    "/// Words.\n # [ derive ( Clone ) ] pub ( crate ) struct K : i8 { taps : [ [ 1 ; 3 ] ; 3 ] , scale : 1 / 9 } struct L : u8 { taps : [ 1 ] }",
    "struct K : f64 { taps : outer ( savitzky_golay ( 5 , 2 ) , [ 1 , 2 , 1 ] ) . normalize ( ) , border : wrap , padding : same }",
];

/// A number below `count`; 0 where there are no more bytes.
pub(crate) fn below(bytes: &mut Unstructured<'_>, count: usize) -> usize {
    bytes.int_in_range(0..=count.saturating_sub(1)).unwrap_or(0)
}

/// One of these.
pub(crate) fn pick<'a>(bytes: &mut Unstructured<'_>, words: &[&'a str]) -> &'a str {
    words[below(bytes, words.len())]
}

/// The tokens, with every third, counted from `phase`, in an invisible group: as `macro_rules`
/// hands them on. Attributes are the user's and stay as they are.
pub(crate) fn grouped(tokens: TokenStream, phase: usize) -> TokenStream {
    let mut attribute = false;
    let token = |(index, token): (usize, TokenTree)| {
        let kept = attribute;
        attribute = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        match token {
            token if kept || attribute => token,
            token if index % 3 == phase => Group::new(Delimiter::None, token.into()).into(),
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), grouped(group.stream(), phase)).into()
            }
            token => token,
        }
    };
    tokens.into_iter().enumerate().map(token).collect()
}

/// The messages of an expansion.
pub(crate) fn messages(code: TokenStream) -> Vec<String> {
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

/// That no message asks for a report: what the macro refuses, it says why.
pub(crate) fn told(messages: &[String]) {
    let bug = messages
        .iter()
        .find(|message| message.contains("please report it"));
    assert!(bug.is_none(), "{bug:?}");
}
