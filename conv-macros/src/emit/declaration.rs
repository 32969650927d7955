//! The impl of `Generated`: what the struct declares, and how it is run.

use super::literal;
use crate::spec::Declared;
use conv_plan::rules::Kernel;
use conv_plan::rules::{Dimensions, Presence, Weights};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The expression of type `WeightsRef` that gives the taps back.
pub(super) fn weights(declared: &Declared, kernel: &Kernel) -> TokenStream {
    let given = declared.shape.is_some();
    match &kernel.weights {
        Weights::Integer {
            taps,
            multiply,
            divide,
        } => {
            let (multiply, divide) = (
                literal::integer(*multiply, "i64"),
                literal::integer(*divide, "i64"),
            );
            let (variant, taps) = if given {
                let narrow = matches!(
                    kernel.presence,
                    Presence::Given {
                        accumulator: conv_plan::number::AccumulatorType::I32,
                        ..
                    }
                );
                (
                    if narrow {
                        quote!(Given32)
                    } else {
                        quote!(Integer)
                    },
                    quote!(<[_]>::as_flattened(&self.taps)),
                )
            } else {
                let taps = taps.iter().map(|&tap| literal::integer(tap, "i64"));
                (quote!(Integer), quote!(&[#(#taps),*]))
            };
            quote!(__c::WeightsRef::#variant { taps: #taps, multiply: #multiply, divide: #divide })
        }
        Weights::Single(_) if given => {
            quote!(__c::WeightsRef::Single(<[_]>::as_flattened(&self.taps)))
        }
        Weights::Double(_) if given => {
            quote!(__c::WeightsRef::Double(<[_]>::as_flattened(&self.taps)))
        }
        Weights::Single(taps) => {
            let taps = taps.iter().map(|&tap| literal::single(tap));
            quote!(__c::WeightsRef::Single(&[#(#taps),*]))
        }
        Weights::Double(taps) => {
            let taps = taps.iter().map(|&tap| literal::double(tap));
            quote!(__c::WeightsRef::Double(&[#(#taps),*]))
        }
    }
}

pub(super) fn generated(
    ident: &Ident,
    kernel: &Kernel,
    weights: &TokenStream,
    run: &TokenStream,
) -> TokenStream {
    let (input, output) = (
        literal::element(kernel.input),
        literal::element(kernel.output),
    );
    let (input_type, output_type) = (
        literal::element_type(kernel.input),
        literal::element_type(kernel.output),
    );
    let signal = kernel.dimensions == Dimensions::Signal;
    let given = kernel.presence != Presence::Fixed;
    let kind = if signal {
        quote!(Signals)
    } else {
        quote!(Planes)
    };
    let geometry = literal::geometry(&kernel.geometry);
    let overflow = literal::overflow(kernel.overflow);
    quote! {
        #[automatically_derived]
        impl __c::Generated for #ident {
            type In = #input;
            type Out = #output;
            const DECLARATION: __c::Declaration = __c::Declaration {
                signal: #signal,
                given: #given,
                input: #input_type,
                output: #output_type,
                geometry: #geometry,
                overflow: #overflow,
            };
            fn weights(&self) -> __c::WeightsRef<'_> {
                #weights
            }
            fn run(&self, __job: __c::Job<'_, #input, #output>) -> __c::Result<(), __c::Error> {
                #run
            }
        }
        #[automatically_derived]
        impl __c::Declared for #ident {
            type Kind = __c::#kind;
        }
    }
}
