//! What holds for whatever the macro is given: tokens, and files.

pub mod declaration;
pub mod files;
pub mod tokens;
mod words;
