//! A bank: a hidden struct for each kernel, and what makes them one.
//!
//! ```text
//! struct __Kernel0; impl Generated for __Kernel0 { .. }      as for a kernel alone
//! struct __Kernel1; ..
//! impl GeneratedBank<2> for Name { fn kernels(&self) -> [&dyn Filter<..>; 2] { .. } .. }
//! ```

use super::array::place;
use super::{facts, item, literal, usage};
use crate::check::constant;
use crate::paths;
use crate::spec::Declared;
use conv_plan::plan::Plan;
use conv_plan::rules::ConvSpec;
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
    let few = first.kernel().tap_count() <= MAX_TAPS;
    let array = few.then(|| array(ident, first.kernel(), idents.first().copied(), plans.len()));
    let facts = facts::of_bank(ident, plans);
    let constants = constants(declared, ident);
    let files = super::files(&declared.files);
    item(
        declared,
        &quote!(;),
        &["src"],
        &usage::bank(declared, first.kernel()),
        &quote!(#files #(#structs)* #implemented #facts #constants #array),
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
    let names = &declared.bank;
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
        impl __c::Declared for #ident {
            type Kind = __c::Banks<#count>;
        }
        #[automatically_derived]
        impl __c::GeneratedBank<#count> for #ident {
            type In = #input;
            type Out = #output;
            const NAMES: [&'static __p::str; #count] = [#(#names),*];
            fn kernels(&self) -> [&dyn __c::Filter<In = #input, Out = #output>; #count] {
                [#(&#kernels),*]
            }
            #(#pixels)*
        }
    }
}

/// The names, and the number of each output under its name.
fn constants(declared: &Declared, ident: &Ident) -> TokenStream {
    let names = &declared.bank;
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

/// The method `apply_array`.
fn array(ident: &Ident, kernel: &ConvSpec, first: Option<&Ident>, count: usize) -> TokenStream {
    let (input, output) = (
        literal::element(kernel.input()),
        literal::element(kernel.output()),
    );
    let name = ident.to_string();
    let place = place(ident);
    let check = quote_spanned!(place=> const {
        __c::check_array(&<#first as __c::Generated>::DECLARATION, #name, [H, W], [OH, OW])
    });
    quote! {
        #[automatically_derived]
        impl #ident {
            /// Filters an array of `H` rows of `W` elements into one for each output, without an
            /// allocator.
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
}
