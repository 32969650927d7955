//! Every path that generated code names.
//!
//! Generated code reaches everything through the hidden module `__private` of
//! the facade, so that nothing a user has in scope can change its meaning.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// The path of the facade crate: `::conv_kernel`, or what the key `crate` says.
#[derive(Debug, Clone)]
pub(crate) struct Krate(TokenStream);

impl Krate {
    pub(crate) const fn new(path: TokenStream) -> Self {
        Self(path)
    }

    /// The error type, which `?` turns into the errors of its users.
    pub(crate) fn error(&self) -> TokenStream {
        quote!(#self::Error)
    }
}

impl Default for Krate {
    fn default() -> Self {
        Self(quote!(::conv_kernel))
    }
}

impl ToTokens for Krate {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}
