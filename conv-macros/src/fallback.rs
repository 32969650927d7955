//! What stands in for a struct whose declaration has a mistake.
//!
//! The name stays declared, so that its uses are not errors too: one mistake,
//! one message. The program does not compile, so nothing here ever runs.

use crate::spec::Declared;
use proc_macro2::TokenStream;
use quote::quote;

/// The struct under its name, with all that its uses may need.
pub(crate) fn declaration(declared: &Declared) -> TokenStream {
    let Declared {
        attrs, vis, ident, ..
    } = declared;
    let constructor = constructor(declared);
    let traits = traits(declared);
    quote! {
        #(#attrs)*
        #vis struct #ident;
        #constructor
        #traits
    }
}

/// `new`, for a kernel whose taps come at run time.
fn constructor(declared: &Declared) -> Option<TokenStream> {
    declared.shape.as_ref()?;
    let Declared { ident, krate, .. } = declared;
    let cfgs = declared.cfgs();
    let error = krate.error();
    Some(quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #ident {
            #[doc(hidden)]
            pub fn new<Taps>(_: Taps) -> ::core::result::Result<Self, #error> {
                ::core::result::Result::Ok(Self)
            }
        }
    })
}

/// The traits of a kernel, so that calls of their methods resolve.
fn traits(_declared: &Declared) -> TokenStream {
    TokenStream::new()
}
