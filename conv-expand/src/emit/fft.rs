//! What a kernel with `method: fft` or `method: auto` says of its transform.

use super::literal;
use conv_plan::plan::{DirectCost, Plan, Transform};
use proc_macro2::TokenStream;
use quote::quote;

/// The method of `Generated` that gives it; none for `method: direct`.
pub(super) fn by_fft(plan: &Plan) -> Option<TokenStream> {
    let transform = transform(&Transform::new(plan)?);
    let accumulator = literal::accumulator(plan.accumulator());
    let epilogue = literal::epilogue(plan.epilogue());
    Some(quote! {
        fn by_fft(&self) -> ::core::option::Option<__c::ByFft<'_>> {
            static SPECTRA: __c::Spectra = __c::Spectra::new();
            ::core::option::Option::Some(__c::ByFft {
                transform: #transform,
                accumulator: #accumulator,
                epilogue: #epilogue,
                weights: <Self as __c::Generated>::weights(self),
                spectra: &SPECTRA,
            })
        }
    })
}

/// In the range of every target: no block comes near it.
fn largest_block(largest: usize) -> TokenStream {
    if largest == usize::MAX {
        return quote!(__p::usize::MAX);
    }
    let largest = largest.min(1 << 30);
    quote!(#largest)
}

fn transform(transform: &Transform) -> TokenStream {
    let Transform {
        method,
        signal,
        precision,
        extent: [rows, columns],
        stride: [down, across],
        largest,
        direct,
    } = transform;
    let largest = largest_block(*largest);
    let (method, precision) = (literal::method(*method), literal::accumulator(*precision));
    let direct = match direct {
        None => quote!(::core::option::Option::None),
        Some(DirectCost { passes, blocks }) => {
            let passes = passes.map(|(operations, accumulator)| {
                let accumulator = literal::accumulator(accumulator);
                quote!((#operations, #accumulator))
            });
            quote! {
                ::core::option::Option::Some(__c::DirectCost {
                    passes: [#(#passes),*],
                    blocks: #blocks,
                })
            }
        }
    };
    quote! {
        __c::Transform {
            method: #method,
            signal: #signal,
            precision: #precision,
            extent: [#rows, #columns],
            stride: [#down, #across],
            largest: #largest,
            direct: #direct,
        }
    }
}
