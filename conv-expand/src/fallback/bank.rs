//! What stands in for a bank.

use super::{Constant, generated, of_window};
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
    let names = declared.outputs();
    let count = names.len();
    let kernels = names.iter().map(|_| quote!(&#one));
    let mut facts = of_window(signal);
    facts.push(Constant {
        name: "NAMES",
        ty: quote!([&'static __p::str; #count]),
        value: quote!([#(#names),*]),
    });
    let mut constants: Vec<String> = names.iter().map(|name| constant(name)).collect();
    // Such a name is a mistake.
    constants.retain(|constant| facts.iter().all(|fact| fact.name != constant));
    constants.sort();
    constants.dedup();
    let numbers = constants.iter().filter_map(|constant| {
        let constant: Ident = syn::parse_str(constant).ok()?;
        Some(quote!(pub const #constant: __p::usize = 0;))
    });
    let (others, methods) = match signal {
        true => (
            streamed(ident, count, input, output),
            of_signals(count, input, output),
        ),
        false => (
            pixels(ident, count, input, output),
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
        #others
        impl #ident {
            #(#facts)*
            #(#numbers)*
            #methods
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

/// The type of a stream.
fn streamed(ident: &Ident, count: usize, input: &TokenStream, output: &TokenStream) -> TokenStream {
    quote! {
        impl __c::Streamed for #ident {
            type Stream<'k> = __c::BankStream<'k, #input, #output, [#input; 1], #count>;
        }
    }
}

/// `apply_array` and `stream` of a bank of signals.
fn of_signals(count: usize, input: &TokenStream, output: &TokenStream) -> TokenStream {
    quote! {
        pub fn apply_array<const L: __p::usize, const OL: __p::usize>(
            &self,
            _: &[#input; L],
        ) -> [[#output; OL]; #count] {
            [[<#output as ::core::default::Default>::default(); OL]; #count]
        }
        pub fn stream(&self) -> <Self as __c::Streamed>::Stream<'_> {
            loop {}
        }
    }
}
