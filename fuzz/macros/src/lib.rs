//! What holds for whatever the macro is given: tokens, and files.
//!
//! A crate of macros exports nothing else, so its modules are compiled here once more, as those of
//! a library.

extern crate proc_macro;

#[path = "../../../conv-macros/src"]
mod macros {
    pub(crate) mod check;
    pub(crate) mod emit;
    pub(crate) mod expand;
    pub(crate) mod fallback;
    pub(crate) mod file;
    pub(crate) mod parse;
    pub(crate) mod paths;
    pub(crate) mod spec;
}
// The modules know each other by these names.
use macros::{check, emit, expand, fallback, file, parse, paths, spec};

pub mod declaration;
pub mod files;
pub mod tokens;
mod words;
