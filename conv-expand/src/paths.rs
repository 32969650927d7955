//! Every path that generated code names.
//!
//! Generated code has to mean the same whatever the user has in scope, without the prelude too:
//!
//! - It reaches everything through `__c`, the hidden module `__private` of the facade, and
//!   primitive types through `__p`: a user may have a type `u8`. What `core` has it names by its path.
//!   Inside the items of a struct of one of these names, that struct is `__Kernel`.
//! - Methods are called by their paths, since a trait of the user's may have one of the same name.
//! - Locals begin with `__`. The parameters of public methods have names that document them, so
//!   there are functions of these names next to the methods: a constant of the user's with such a
//!   name would turn the parameter into a pattern, and the function hides it.
//! - Constants as generic arguments stand in braces, `{ V }`: a type `V` would be taken for them.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

/// The path of the facade crate: `::conv_kernel`, or what the key `crate` says.
#[derive(Debug, Clone)]
pub(crate) struct Krate(TokenStream);

impl Krate {
    pub(crate) const fn new(path: TokenStream) -> Self {
        Self(path)
    }

    /// The error type.
    pub(crate) fn error(&self) -> TokenStream {
        quote!(#self::Error)
    }
}

/// What the items of a struct call it: another name if it has that of an import.
pub(crate) fn inside(ident: &Ident) -> Ident {
    if ident == "__c" || ident == "__p" {
        Ident::new("__Kernel", ident.span())
    } else {
        ident.clone()
    }
}

/// A block with the items of a struct, which see the imports.
pub(crate) fn block(
    krate: &Krate,
    ident: &Ident,
    parameters: &[&str],
    items: &TokenStream,
) -> TokenStream {
    let imports = imports(krate, parameters);
    let inside = inside(ident);
    if inside == *ident {
        return quote!({ #imports #items });
    }
    quote! {{
        type #inside = #ident;
        const _: () = { #imports #items };
    }}
}

/// What generated items see as `__c` and `__p`, and the names of their public parameters.
fn imports(krate: &Krate, parameters: &[&str]) -> TokenStream {
    let parameters = parameters.iter().map(|name| format_ident!("{name}"));
    quote! {
        use #krate::__private as __c;
        use ::core::primitive as __p;
        #(fn #parameters() {})*
    }
}

/// A primitive type, inside the block that has the imports.
pub(crate) fn primitive(name: &str) -> TokenStream {
    let name = format_ident!("{name}");
    quote!(__p::#name)
}

/// A primitive type anywhere.
pub(crate) fn primitive_anywhere(name: &str) -> TokenStream {
    let name: Ident = format_ident!("{name}");
    quote!(::core::primitive::#name)
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
