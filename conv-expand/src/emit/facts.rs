//! The facts about a kernel as constants: plain numbers, so that a user's compiler has nothing to
//! work out and their documentation shows the values.
//!
//! A kernel whose taps come later has those of its window, and so has one that makes something of
//! its sums.

use super::literal;
use conv_plan::plan::{Facts, Plan};
use conv_plan::rules::{ConvSpec, Dimensions, Presence};
use conv_plan::taps::MAX_TAPS;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// Those of a bank: of the window that its kernels have in common. What differs from kernel to
/// kernel, `facts()` tells.
pub(super) fn of_bank(ident: &Ident, plans: &[Plan]) -> TokenStream {
    let all: Vec<Facts> = plans.iter().map(Facts::new).collect();
    let window = plans.first().zip(all.first());
    let window = window.map(|(plan, facts)| of_window(plan.kernel(), facts));
    let operations: usize = all.iter().map(Facts::operations).sum();
    quote! {
        #[automatically_derived]
        impl #ident {
            #window
            /// Multiply-adds for one place of all outputs, the most where they differ; where an FFT
            /// may be used those of the direct way.
            pub const OPS_PER_OUTPUT: __p::usize = #operations;
        }
    }
}

pub(super) fn constants(ident: &Ident, kernel: &ConvSpec, plan: &Plan) -> TokenStream {
    let facts = Facts::new(plan);
    let window = of_window(kernel, &facts);
    let operations = facts.operations();
    let sums = kernel.presence() == Presence::Written && kernel.combination().is_none();
    let taps = sums.then(|| of_taps(kernel, &facts));
    quote! {
        #[automatically_derived]
        impl #ident {
            #window
            /// Multiply-adds for each output, the most where they differ; where an FFT may be used
            /// those of the direct way.
            pub const OPS_PER_OUTPUT: __p::usize = #operations;
            #taps
        }
    }
}

fn of_window(kernel: &ConvSpec, facts: &Facts) -> TokenStream {
    match kernel.dimensions() {
        Dimensions::Plane => of_plane(facts),
        Dimensions::Signal => of_signal(facts),
    }
}

fn of_plane(facts: &Facts) -> TokenStream {
    let ([rows, columns], [y, x], [dy, dx]) = (facts.shape(), facts.stride(), facts.dilation());
    let [above_below, left_right] = facts.padding().map(literal::padding);
    let [[top, bottom], [left, right]] = facts.halo();
    quote! {
        /// Rows and columns of taps.
        pub const SHAPE: [__p::usize; 2] = [#rows, #columns];
        /// Input rows and columns from one output to the next.
        pub const STRIDE: [__p::usize; 2] = [#y, #x];
        /// Input rows and columns from one tap to the next.
        pub const DILATION: [__p::usize; 2] = [#dy, #dx];
        /// The padding above and below, and left and right; an anchor has become `Explicit`.
        pub const PADDING: [__c::AxisPadding; 2] = [#above_below, #left_right];
        /// Input rows that an output may read above and below its own, and columns left and
        /// right of it.
        pub const HALO: [[__p::usize; 2]; 2] = [[#top, #bottom], [#left, #right]];
    }
}

fn of_signal(facts: &Facts) -> TokenStream {
    let ([_, taps], [_, stride], [_, dilation]) = (facts.shape(), facts.stride(), facts.dilation());
    let padding = literal::padding(facts.padding()[1]);
    let [_, [before, after]] = facts.halo();
    quote! {
        /// The number of taps.
        pub const SHAPE: [__p::usize; 1] = [#taps];
        /// Inputs from one output to the next; zeros that `interpolate` inserts count.
        pub const STRIDE: __p::usize = #stride;
        /// Inputs from one tap to the next.
        pub const DILATION: __p::usize = #dilation;
        /// The padding before and after the signal; an anchor has become `Explicit`.
        pub const PADDING: __c::AxisPadding = #padding;
        /// Inputs that an output may read before and after its own.
        pub const HALO: [__p::usize; 2] = [#before, #after];
    }
}

/// What only taps that are known can tell.
fn of_taps(kernel: &ConvSpec, facts: &Facts) -> TokenStream {
    let [min, max] = facts.results().map(literal::double);
    let (nonzero, gain) = (facts.nonzero(), literal::double(facts.gain()));
    let few = kernel.tap_count() <= MAX_TAPS;
    let rank = few.then(|| facts.rank().ok()).flatten().map(|rank| {
        quote! {
            /// The rank of the taps as a matrix, exact: 1 if they are a column times a row.
            pub const RANK: __p::usize = #rank;
        }
    });
    let taps = few.then(|| taps(kernel, facts));
    let quantized = kernel.quantized().map(|quantized| {
        let error = literal::double(quantized.error);
        quote! {
            /// The most that a result differs from that of the real taps, before both are rounded.
            pub const QUANTIZATION_ERROR: __p::f64 = #error;
        }
    });
    quote! {
        #taps
        /// How many taps are not 0.
        pub const NONZERO: __p::usize = #nonzero;
        #rank
        /// What a constant input is multiplied by, away from the border: the sum of the taps times
        /// the scale.
        pub const GAIN: __p::f64 = #gain;
        /// The smallest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MIN_SUM: __p::f64 = #min;
        /// The largest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MAX_SUM: __p::f64 = #max;
        #quantized
    }
}

/// The taps as an array of the kernel's axes.
fn taps(kernel: &ConvSpec, facts: &Facts) -> TokenStream {
    let [rows, columns] = facts.shape();
    let taps: Vec<TokenStream> = kernel.scaled_taps().map(literal::double).collect();
    let lines = taps.chunks(columns.max(1)).map(|row| quote!([#(#row),*]));
    let (ty, value) = match kernel.dimensions() {
        Dimensions::Plane => (quote!([[__p::f64; #columns]; #rows]), quote!([#(#lines),*])),
        Dimensions::Signal => (
            quote!([__p::f64; #columns]),
            lines.map(ToTokens::into_token_stream).collect(),
        ),
    };
    quote! {
        /// What the inputs under the window are multiplied by, in the order of correlation
        /// (`mode: convolve` has flipped them): the taps times the scale, each rounded to `f64`,
        /// which holds those of floats exactly.
        pub const TAPS: #ty = #value;
    }
}
