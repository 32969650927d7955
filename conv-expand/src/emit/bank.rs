//! A bank: a hidden struct for each kernel, and what makes them one.
//!
//! ```text
//! struct __Kernel0; impl Generated for __Kernel0 { .. }      as for a kernel alone
//! struct __Kernel1; ..
//! impl GeneratedBank<Planes, 2> for Name { fn kernels(&self) -> [&dyn Filter<..>; 2] { .. } .. }
//! impl GeneratedPixels<2> for Name { .. }
//! ```
//!
//! A bank of signals is one of `Signals`, and has a `stream` in place of pixels.

use super::array::{place, stream_buffer};
use super::{facts, item, literal, usage};
use crate::check::constant;
use crate::paths;
use crate::spec::Declared;
use conv_plan::plan::Plan;
use conv_plan::rules::{ConvSpec, Dimensions};
use conv_plan::taps::MAX_TAPS;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// The struct of a bank and its impls; the kernels are in the order of the names.
pub(crate) fn bank(declared: &Declared, plans: &[Plan]) -> TokenStream {
    let ident = &paths::inside(&declared.ident);
    let kernels: Vec<(Ident, &Plan)> = plans
        .iter()
        .enumerate()
        .map(|(index, plan)| (format_ident!("__Kernel{index}"), plan))
        .collect();
    let structs = kernels.iter().map(|(ident, plan)| {
        let (_, _, generated) = super::generated(declared, ident, plan.kernel(), plan);
        quote! {
            #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
            struct #ident;
            #generated
        }
    });
    let Some(first) = plans.first() else {
        return TokenStream::new();
    };
    let idents: Vec<&Ident> = kernels.iter().map(|(ident, _)| ident).collect();
    let implemented = implemented(declared, ident, first.kernel(), &idents);
    let pixels = match first.kernel().dimensions() {
        Dimensions::Plane => Some(pixels(ident, first.kernel(), &idents)),
        Dimensions::Signal => None,
    };
    let few = first.kernel().tap_count() <= MAX_TAPS;
    let methods = few.then(|| methods(ident, first.kernel(), idents.first().copied(), plans.len()));
    let facts = facts::of_bank(ident, plans);
    let constants = constants(declared, ident);
    let files = super::files(&declared.files);
    item(
        declared,
        &quote!(;),
        &["src"],
        &usage::bank(declared, first.kernel()),
        &quote!(#files #(#structs)* #implemented #pixels #facts #constants #methods),
    )
}

/// What makes the kernels a bank.
fn implemented(
    declared: &Declared,
    ident: &Ident,
    kernel: &ConvSpec,
    kernels: &[&Ident],
) -> TokenStream {
    let (input, output) = (
        literal::element(kernel.input()),
        literal::element(kernel.output()),
    );
    let count = kernels.len();
    let names = declared.outputs();
    let (kind, filter) = kind_of_bank(kernel.dimensions() == Dimensions::Signal);
    quote! {
        #[automatically_derived]
        impl __c::Declared for #ident {
            type Kind = __c::Banks<#kind, #count>;
        }
        #[automatically_derived]
        impl __c::GeneratedBank<#kind, #count> for #ident {
            type In = #input;
            type Out = #output;
            const NAMES: [&'static __p::str; #count] = [#(#names),*];
            fn kernels(&self) -> [&dyn #filter<In = #input, Out = #output>; #count] {
                [#(&#kernels),*]
            }
        }
    }
}

/// What the kernels of a bank are, and their trait.
pub(crate) fn kind_of_bank(signals: bool) -> (TokenStream, TokenStream) {
    match signals {
        true => (quote!(__c::Signals), quote!(__c::SignalFilter)),
        false => (quote!(__c::Planes), quote!(__c::Filter)),
    }
}

/// What runs the kernels over pixels.
fn pixels(ident: &Ident, kernel: &ConvSpec, kernels: &[&Ident]) -> TokenStream {
    let (input, output) = (
        literal::element(kernel.input()),
        literal::element(kernel.output()),
    );
    let count = kernels.len();
    let pixels = ["run_pixels", "run_pixels_direct"].map(|method| {
        let method = format_ident!("{method}");
        let arms = kernels.iter().enumerate().map(
            |(index, kernel)| quote!(#index => __c::PixelFilter::#method::<{ C }>(&#kernel, __job),),
        );
        quote! {
            fn #method<const C: __p::usize>(
                &self,
                __kernel: __p::usize,
                __job: __c::Job<'_, #input, #output>,
            ) -> ::core::result::Result<(), __c::Error> {
                match __kernel {
                    #(#arms)*
                    _ => ::core::result::Result::Ok(()),
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl __c::GeneratedPixels<#count> for #ident {
            #(#pixels)*
        }
    }
}

/// The names, and the number of each output under its name.
fn constants(declared: &Declared, ident: &Ident) -> TokenStream {
    let names = declared.outputs();
    let count = names.len();
    let numbers = names.iter().enumerate().map(|(index, name)| {
        let docs = format!(" The number of the output `{name}`.");
        let constant = Ident::new(&constant(name), ident.span());
        quote! {
            #[doc = #docs]
            pub const #constant: __p::usize = #index;
        }
    });
    quote! {
        #[automatically_derived]
        impl #ident {
            /// The names of the outputs, in their order.
            pub const NAMES: [&'static __p::str; #count] = [#(#names),*];
            #(#numbers)*
        }
    }
}

/// The methods `apply_array`, and `stream` of signals that may come in blocks.
fn methods(ident: &Ident, kernel: &ConvSpec, first: Option<&Ident>, count: usize) -> TokenStream {
    let (input, output) = (
        literal::element(kernel.input()),
        literal::element(kernel.output()),
    );
    let name = ident.to_string();
    let place = place(ident);
    let declaration = quote!(&<#first as __c::Generated>::DECLARATION);
    let array = match kernel.dimensions() {
        Dimensions::Plane => {
            let check = quote_spanned!(place=> const {
                __c::check_array(#declaration, #name, [H, W], [OH, OW])
            });
            quote! {
                /// Filters an array of `H` rows of `W` elements into one for each output, without
                /// an allocator.
                ///
                /// A wrong output height `OH` or width `OW` fails the build.
                #[must_use]
                pub fn apply_array<const H: __p::usize,
                    const W: __p::usize,
                    const OH: __p::usize,
                    const OW: __p::usize,
                >(
                    &self,
                    src: &[[#input; W]; H],
                ) -> [[[#output; OW]; OH]; #count] {
                    #check
                    __c::apply_bank_array(self, src)
                }
            }
        }
        Dimensions::Signal => {
            let check = quote_spanned!(place=> const {
                __c::check_signal_array(#declaration, #name, L, OL)
            });
            quote! {
                /// Filters an array of `L` elements into one for each output, without an allocator.
                ///
                /// A wrong output length `OL` fails the build.
                #[must_use]
                pub fn apply_array<const L: __p::usize, const OL: __p::usize>(
                    &self,
                    src: &[#input; L],
                ) -> [[#output; OL]; #count] {
                    #check
                    __c::apply_signal_bank_array(self, src)
                }
            }
        }
    };
    let stream = stream_buffer(kernel).map(|buffer| {
        quote! {
            /// A state that takes a signal in blocks of any length, and gives those of each output,
            /// without an allocator.
            #[must_use]
            pub fn stream(
                &self,
            ) -> __c::BankStream<'_, #input, #output, [#input; #buffer], #count> {
                __c::bank_stream::<Self, #first, #count, #buffer>(self)
            }
        }
    });
    let kept = stream_buffer(kernel).map(|buffer| {
        quote! {
            #[automatically_derived]
            impl __c::Streamed for #ident {
                type Stream<'k> = __c::BankStream<'k, #input, #output, [#input; #buffer], #count>;
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #ident {
            #array
            #stream
        }
        #kept
    }
}
