//! What a declaration of the crate `conv-kernel` becomes: tokens in, the tokens of a Rust program
//! out.
//!
//! A call becomes, in this order: tokens, `Spec` (what was written, with its places),
//! `ConvSpec` (checked by conv-plan), `Plan`, tokens. `expand` is that line.
//!
//! The macros of `conv-macros` are two functions of this crate, which an ordinary program can call
//! too: `conv expand` prints what they give, and tests and fuzz targets read it. Use
//! `conv-kernel`; what is public here may change in any release.
//!
//! ```
//! let kernel = "struct Mean: u8 { taps: [1, 2, 1], scale: 1/4, padding: saem }";
//! let expansion = conv_expand::declarations(kernel.parse()?, None);
//! assert!(expansion.code.to_string().contains("struct Mean"));
//! assert!(expansion.mistakes.errors()[0].to_string().contains("did you mean `same`"));
//! # Ok::<(), proc_macro2::LexError>(())
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod check;
mod emit;
mod expand;
mod fallback;
#[cfg(feature = "layers")]
pub mod file;
mod parse;
mod paths;
mod spec;
#[cfg(test)]
mod tests;

pub use expand::{Expansion, declarations, filter};
