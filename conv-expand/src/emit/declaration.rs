//! The impl of `Generated`: what the struct declares, and how it is run.

use super::literal;
use crate::spec::Declared;
use conv_plan::analysis::Factors;
use conv_plan::rules::{Arithmetic, ConvSpec, Dimensions, Missing, Mix, Presence, Weights};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The expression of type `WeightsRef` that gives the taps back.
pub(super) fn weights(declared: &Declared, kernel: &ConvSpec) -> TokenStream {
    if declared.shape.is_none() {
        return borrowed((kernel.weights(), kernel.factors()));
    }
    match kernel.weights() {
        Weights::Integer {
            multiply, divide, ..
        } => {
            let (multiply, divide) = (
                literal::integer(*multiply, "i64"),
                literal::integer(*divide, "i64"),
            );
            let narrow = matches!(
                kernel.presence(),
                Presence::RuntimeTaps {
                    accumulator: conv_plan::number::AccumulatorType::I32,
                    ..
                }
            );
            let variant = if narrow { quote!(I32) } else { quote!(Integer) };
            quote!(__c::WeightsRef::#variant {
                taps: <[_]>::as_flattened(&self.taps), multiply: #multiply, divide: #divide
            })
        }
        Weights::F32(_) => quote!(__c::WeightsRef::F32(<[_]>::as_flattened(&self.taps))),
        Weights::F64(_) => quote!(__c::WeightsRef::F64(<[_]>::as_flattened(&self.taps))),
    }
}

/// The expression of type `WeightsRef` for weights that are written, or for their factors.
pub(super) fn borrowed((weights, factors): (&Weights, Option<&Factors<f64>>)) -> TokenStream {
    let Some(Factors {
        column,
        row,
        products,
    }) = factors
    else {
        return fixed(weights);
    };
    let column = column.iter().map(|&tap| literal::double(tap));
    let row = row.iter().map(|&tap| literal::double(tap));
    let double = matches!(weights, Weights::F64(_));
    quote!(__c::WeightsRef::Products {
        column: &[#(#column),*], row: &[#(#row),*], products: #products, double: #double
    })
}

/// The method that runs the bodies, whose sums are of type `lane`.
pub(super) fn run(kernel: &ConvSpec, lane: &TokenStream, run: &TokenStream) -> TokenStream {
    let (input, output) = (
        literal::element(kernel.staged()),
        literal::element(kernel.output()),
    );
    let run = match kernel.missing() {
        Missing::Propagate => run.clone(),
        Missing::Renormalize => quote!(__job.renormalized::<#lane>(&|__job| { #run })),
    };
    quote! {
        fn run<const N: __p::usize>(
            &self,
            __job: __c::Job<'_, #input, #output>,
        ) -> ::core::result::Result<(), __c::Error> {
            #run
        }
    }
}

/// The method that says which loops its run-time twin has, unless they are those of sums.
pub(super) fn dynamic(kernel: &ConvSpec) -> Option<TokenStream> {
    let function = match (kernel.combination(), kernel.arithmetic()) {
        (None, Arithmetic::Fused) => return None,
        (None, Arithmetic::Strict) => quote!(strict),
        (Some(_), Arithmetic::Fused) => quote!(combined),
        (Some(_), Arithmetic::Strict) => quote!(strictly_combined),
    };
    Some(quote! {
        fn dynamic() -> __c::Dynamic<Self::In, Self::Out> {
            __c::Dynamic::#function()
        }
    })
}

/// The impls of a kernel, with the `methods` that run it.
pub(super) fn generated(
    ident: &Ident,
    kernel: &ConvSpec,
    weights: &TokenStream,
    methods: TokenStream,
) -> TokenStream {
    let (input, output) = (
        literal::element(kernel.staged()),
        literal::element(kernel.output()),
    );
    let (input_type, output_type) = (
        literal::element_type(kernel.input()),
        literal::element_type(kernel.output()),
    );
    let signal = kernel.dimensions() == Dimensions::Signal;
    let given = kernel.presence() != Presence::Written;
    let mixed = kernel.mix().map(|mix| mixed(ident, kernel, mix));
    let kind = match kernel.mix() {
        Some(_) => quote!(Mixes),
        None if signal => quote!(Signals),
        None => quote!(Planes),
    };
    let window = literal::window(&kernel.window());
    let overflow = literal::overflow(kernel.overflow());
    let method = literal::method(kernel.method());
    let arithmetic = literal::arithmetic(kernel.arithmetic());
    let missing = literal::missing(kernel.missing());
    let quantized = literal::quantized(kernel.quantized());
    let separable_error = literal::optional(kernel.separable_error());
    quote! {
        #[automatically_derived]
        impl __c::Generated for #ident {
            type In = #input;
            type Out = #output;
            const DECLARATION: __c::Declaration = __c::Declaration {
                signal: #signal,
                runtime_taps: #given,
                input: #input_type,
                output: #output_type,
                window: #window,
                overflow: #overflow,
                method: #method,
                arithmetic: #arithmetic,
                missing: #missing,
                quantized: #quantized,
                separable_error: #separable_error,
            };
            fn weights(&self) -> __c::WeightsRef<'_> {
                #weights
            }
            #methods
        }
        #[automatically_derived]
        impl __c::Declared for #ident {
            type Kind = __c::#kind;
        }
        #mixed
    }
}

/// The impls of a kernel that mixes channels.
fn mixed(ident: &Ident, kernel: &ConvSpec, mix: &Mix) -> TokenStream {
    let pixel = literal::element(kernel.input());
    let channels = mix.channels();
    let weights = fixed(mix.weights());
    quote! {
        #[automatically_derived]
        impl __c::GeneratedMix for #ident {
            type Pixel = #pixel;
            const CHANNELS: __p::usize = #channels;
            const MIX: __c::WeightsRef<'static> = #weights;
        }
        #[automatically_derived]
        impl __c::MixOf<#channels> for #ident {}
    }
}

/// The expression of type `WeightsRef` for weights that are written.
fn fixed(weights: &Weights) -> TokenStream {
    match weights {
        Weights::Integer {
            taps,
            multiply,
            divide,
        } => {
            let taps = taps.iter().map(|&tap| literal::integer(tap, "i64"));
            let (multiply, divide) = (
                literal::integer(*multiply, "i64"),
                literal::integer(*divide, "i64"),
            );
            quote!(__c::WeightsRef::Integer { taps: &[#(#taps),*], multiply: #multiply, divide: #divide })
        }
        Weights::F32(taps) => {
            let taps = taps.iter().map(|&tap| literal::single(tap));
            quote!(__c::WeightsRef::F32(&[#(#taps),*]))
        }
        Weights::F64(taps) => {
            let taps = taps.iter().map(|&tap| literal::double(tap));
            quote!(__c::WeightsRef::F64(&[#(#taps),*]))
        }
    }
}
