//! The syntax of the values in a declaration: from tokens to what was written, each value with its
//! place.
//!
//! ```text
//! diag     places, messages, and what collects them
//! written  what a user wrote
//! read     one file for each kind of value: taps and their expressions, borders, closures ..
//! text     the same from a string, with the feature `text`
//! keys     the keys of a kernel or a layer as strings, read into options, with the same feature
//! ```
//!
//! The macro of `conv-kernel`, its command line and its Python package read with this crate, so
//! that there is one grammar and one set of messages. Use those; what is public here may change in
//! any release.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The places of errors are in the order of the compiler's, which only it can tell.
extern crate proc_macro;

pub mod diag;
#[cfg(feature = "text")]
pub mod keys;
pub mod read;
#[cfg(feature = "text")]
pub mod text;
pub mod written;
