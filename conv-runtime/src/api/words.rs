//! The words of the language, each under the key that takes it, so that editors can show what one
//! means and which there are.
//!
//! Generated code names a word where the user wrote it, in [`words!`](crate::words). A compiler
//! leaves that out. rust-analyzer, which sets `rust_analyzer`, reads it as an import, and so finds
//! the documentation here; a word that is not whole yet it completes from those next to it. Words
//! that mean an item of this project are that item, under its name in the language.

// Names in messages of the compiler stay short: these would make some of them ambiguous.
#[cfg(all(rust_analyzer, feature = "alloc"))]
mod listed;
#[cfg(all(rust_analyzer, feature = "alloc"))]
pub use listed::*;

/// Words of a declaration: `key::padding padding::same`.
#[cfg(all(rust_analyzer, feature = "alloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! words {
    ($($key:ident :: $word:ident)*) => {
        $(use $crate::__private::words::$key::$word as _;)*
    };
}

/// Words of a declaration, which only editors look at.
#[cfg(not(all(rust_analyzer, feature = "alloc")))]
#[doc(hidden)]
#[macro_export]
macro_rules! words {
    ($($words:tt)*) => {};
}
