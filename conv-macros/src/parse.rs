//! Tokens to [`Spec`]: syntax only.
//!
//! The tokens are flattened once (`tokens`), then read as slices. `header` reads
//! up to the braces, `body` splits what is in them at its commas, and the other
//! modules read one kind of value each. A part that cannot be read is
//! reported and left out; the reader goes on after it, at the next comma or
//! the next struct.

mod activation;
mod body;
mod border;
mod closure;
mod constant;
mod count;
mod expression;
mod file;
mod header;
mod late;
mod layer;
mod number;
mod quantize;
mod repair;
mod require;
mod taps;
mod tokens;
mod value;

pub(crate) use constant::{Filter, filter};

use crate::diag::Diagnostics;
use crate::spec::Spec;
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
