//! Tokens to [`Spec`]: syntax only.
//!
//! The tokens are flattened once (`tokens`), then read as slices. `header` reads
//! up to the braces, `body` splits what is in them at its commas, and conv-syntax
//! reads the values, except those that only declarations have. A part
//! that cannot be read is reported and left out; the reader goes on after it, at
//! the next comma or the next struct.

mod body;
mod constant;
mod header;
mod late;
mod layer;
mod place;
mod repair;
mod words;

pub(crate) use constant::{Filter, filter};

use crate::spec::Spec;
use conv_syntax::diag::Diagnostics;
use conv_syntax::read::{
    activation, border, closure, count, file, layers, number, quantize, require, separable, taps,
    tokens, value,
};
use proc_macro2::TokenStream;

/// Every struct of the call whose name could be read.
pub(crate) fn declarations(input: TokenStream, errors: &mut Diagnostics) -> Vec<Spec> {
    let tokens = tokens::flatten(input, errors);
    let mut rest = tokens.as_slice();
    let mut specs = Vec::new();
    while !rest.is_empty() {
        match header::declaration(&mut rest, errors) {
            Some(spec) => specs.push(spec),
            None => rest = tokens::next_declaration(rest),
        }
    }
    specs
}
