//! What stands in for a bank.

use super::generated;
use crate::check::constant;
use crate::emit;
use crate::spec::{Declared, Form};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A bank, all of whose kernels are one that does nothing.
pub(super) fn bank(
    declared: &Declared,
    ident: &Ident,
    (input, output): (&TokenStream, &TokenStream),
) -> TokenStream {
    let one = &Ident::new("__Kernel0", ident.span());
    let signal = declared.form == Form::Signal;
    let generated = generated(one, signal, input, output);
    let (kind, filter) = emit::kind_of_bank(signal);
    let names = &declared.bank;
    let count = names.len();
    let kernels = names.iter().map(|_| quote!(&#one));
    let mut constants: Vec<String> = names.iter().map(|name| constant(name)).collect();
    constants.sort();
    constants.dedup();
    let numbers = constants.iter().filter_map(|constant| {
        let constant: Ident = syn::parse_str(constant).ok()?;
        Some(quote!(pub const #constant: __p::usize = 0;))
    });
    let (pixels, array) = match signal {
        true => (None, array_of_signals(count, input, output)),
        false => (
            Some(pixels(ident, count, input, output)),
            array_of_planes(count, input, output),
        ),
    };
    quote! {
        #[derive(::core::fmt::Debug)]
        struct #one;
        #generated
        impl __c::Declared for #one {
            type Kind = #kind;
        }
        impl __c::Declared for #ident {
            type Kind = __c::Banks<#kind, #count>;
        }
        impl __c::GeneratedBank<#kind, #count> for #ident {
            type In = #input;
            type Out = #output;
            const NAMES: [&'static __p::str; #count] = [#(#names),*];
            fn kernels(&self) -> [&dyn #filter<In = #input, Out = #output>; #count] {
                [#(#kernels),*]
            }
        }
        #pixels
        impl #ident {
            #(#numbers)*
            #array
        }
    }
}

/// What runs a bank over pixels.
fn pixels(ident: &Ident, count: usize, input: &TokenStream, output: &TokenStream) -> TokenStream {
    let methods = ["run_pixels", "run_pixels_direct"].map(|method| {
        let method = Ident::new(method, ident.span());
        quote! {
            fn #method<const C: __p::usize>(&self, _: __p::usize, _: __c::Job<'_, #input, #output>) -> ::core::result::Result<(), __c::Error> {
                ::core::result::Result::Ok(())
            }
        }
    });
    quote! {
        impl __c::GeneratedPixels<#count> for #ident {
            #(#methods)*
        }
    }
}

/// `apply_array` of a bank of planes.
fn array_of_planes(count: usize, input: &TokenStream, output: &TokenStream) -> TokenStream {
    quote! {
        pub fn apply_array<const H: __p::usize, const W: __p::usize, const OH: __p::usize, const OW: __p::usize>(
            &self,
            _: &[[#input; W]; H],
        ) -> [[[#output; OW]; OH]; #count] {
            [[[<#output as ::core::default::Default>::default(); OW]; OH]; #count]
        }
    }
}

/// `apply_array` of a bank of signals.
fn array_of_signals(count: usize, input: &TokenStream, output: &TokenStream) -> TokenStream {
    quote! {
        pub fn apply_array<const L: __p::usize, const OL: __p::usize>(
            &self,
            _: &[#input; L],
        ) -> [[#output; OL]; #count] {
            [[<#output as ::core::default::Default>::default(); OL]; #count]
        }
    }
}
