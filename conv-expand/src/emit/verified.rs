//! The test that `verify: test` asks for.
//!
//! It is in a module, which does not see what the user's path of the crate may be relative to: so a
//! hidden method, inside the block of the struct's items, calls `verify`.

use crate::paths;
use crate::spec::Declared;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;

/// The method, and the module with the test.
pub(super) fn parts(declared: &Declared) -> (TokenStream, TokenStream) {
    let Declared { ident, krate, .. } = declared;
    let inside = paths::inside(ident);
    let method = quote! {
        #[cfg(test)]
        #[automatically_derived]
        impl #inside {
            #[doc(hidden)]
            fn __verify(&self) -> ::core::result::Result<(), __c::Error> {
                #krate::verify(self)
            }
        }
    };
    let module = format_ident!("{}_is_verified", in_snake_case(&ident.unraw().to_string()));
    let cfgs = declared.cfgs();
    let levels = declared.deprecations();
    let test = quote! {
        #(#cfgs)*
        #[cfg(test)]
        #(#levels)*
        mod #module {
            #[test]
            fn every_way_gives_the_same_results() {
                if let ::core::result::Result::Err(error) = super::#ident::__verify(&super::#ident) {
                    ::core::panic!("{error}");
                }
            }
        }
    };
    (method, test)
}

fn in_snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
