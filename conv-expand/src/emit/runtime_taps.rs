//! The parts of a kernel whose taps come at run time: a table, `new`, and a
//! generic body that needs no tokens of its own.

use super::{Parts, body, driver, literal, table};
use crate::paths;
use crate::spec::Declared;
use conv_plan::plan::{Form, Pass, Passes, Plan};
use conv_plan::rules::{Arithmetic, ConvSpec, Dimensions, Presence, Weights};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// What is known later has no factors: one pass, or one for each branch.
pub(super) fn parts(declared: &Declared, kernel: &ConvSpec, plan: &Plan) -> Parts {
    let accumulator = plan.accumulator().name();
    let lane = paths::primitive(accumulator);
    let field = paths::primitive_anywhere(accumulator);
    let (rows, columns) = (kernel.window().rows.kernel, kernel.window().columns.kernel);
    (
        quote! { { taps: [[#field; #columns]; #rows] } },
        constructor(declared, kernel, &lane),
        match plan.passes() {
            Passes::One(_) | Passes::Two { .. } => {
                super::in_both_builds(plan, &|plan| match plan.passes() {
                    Passes::One(pass) => run(kernel, plan, pass),
                    // Taps that come later have no factors.
                    Passes::Two { .. } | Passes::Polyphase(_) => TokenStream::new(),
                })
            }
            Passes::Polyphase(passes) => branches(kernel, plan, passes),
        },
    )
}

/// Runs a table for each branch.
fn branches(kernel: &ConvSpec, plan: &Plan, passes: &[Pass]) -> TokenStream {
    let lane = paths::primitive(plan.accumulator().name());
    let columns = &kernel.window().columns;
    let (count, step) = (columns.kernel, columns.polyphase().step());
    let epilogue = literal::epilogue(plan.epilogue());
    let name = |index: usize| format_ident!("__taps{index}");
    let taps = passes.iter().enumerate().map(|(index, pass)| {
        let (name, length) = (name(index), pass.taps.len());
        let places = pass.taps.iter().map(|tap| {
            let column = index + tap.column * step;
            quote!((0, #column))
        });
        quote! {
            let #name = __c::in_order::<#lane, 1, #count, #length>(&self.taps, &[#(#places),*]);
        }
    });
    let arms = passes.iter().enumerate().map(|(index, pass)| {
        let (name, places) = (name(index), table::places(pass));
        let band = table::table_of(pass, &epilogue, &quote!(&#name), &places, &quote!(N));
        match index {
            // No other index is asked for.
            0 => quote!(_ => #band),
            index => quote!(#index => #band),
        }
    });
    let strict = kernel.arithmetic() == Arithmetic::Strict;
    // The arm for all others comes last.
    let mut arms: Vec<TokenStream> = arms.collect();
    arms.reverse();
    quote! {
        #(#taps)*
        __job.polyphase::<#lane, #strict>(&|__branch: __p::usize| match __branch { #(#arms,)* })
    }
}

fn run(kernel: &ConvSpec, plan: &Plan, pass: &Pass) -> TokenStream {
    let lane = super::lane(pass);
    let types = (kernel.staged(), driver::output(kernel, plan));
    let rows = pass.lowering.tile.rows;
    let tile = super::tile(pass);
    let (y, x) = (&kernel.window().rows, &kernel.window().columns);
    let (ky, sy, dy) = (y.kernel, y.stride, y.dilation);
    let (kx, sx, dx) = (x.kernel, x.stride, x.dilation);
    let epilogue = literal::epilogue(plan.epilogue());
    if pass.lowering.form == Form::Table {
        let count = pass.taps.len();
        let places = table::places(pass);
        let band = table::table_of(
            pass,
            &epilogue,
            &quote!(&__taps),
            &quote!(PLACES),
            &quote!(N),
        );
        let run = driver::one_pass(types, pass, &band);
        return quote! {
            const PLACES: &[(__p::usize, __p::usize)] = #places;
            let __taps = __c::in_order::<#lane, #ky, #kx, #count>(&self.taps, PLACES);
            #run
        };
    }
    let strict = body::is_strict(pass);
    let band = quote! {
        __c::Tiles::<_, #lane, #rows, #tile, { N }>::new(
            __c::RuntimeTaps::<'_, #lane, #ky, #kx, #sy, #sx, #dy, #dx, #strict>::new(&self.taps, EPILOGUE),
        )
    };
    let run = driver::one_pass(types, pass, &band);
    quote! {
        const EPILOGUE: __c::Epilogue = #epilogue;
        #run
    }
}

/// `new`, which checks the taps.
fn constructor(declared: &Declared, kernel: &ConvSpec, lane: &TokenStream) -> TokenStream {
    let ident = &paths::inside(&declared.ident);
    let (rows, columns) = (kernel.window().rows.kernel, kernel.window().columns.kernel);
    let (argument, table) = match kernel.dimensions() {
        Dimensions::Signal => (
            quote!(__c::SignalTaps<#lane, #columns>),
            quote!(__c::SignalTaps::<#lane, #columns>::taps(&taps)?),
        ),
        Dimensions::Plane => (
            quote!(__c::PlaneTaps<#lane, #columns, #rows>),
            quote!(__c::PlaneTaps::<#lane, #columns, #rows>::taps(&taps)?),
        ),
    };
    let (what, how) = match kernel.dimensions() {
        Dimensions::Signal => (
            format!(" The kernel with these {columns} taps."),
            " They are an array, a slice or a `Vec`.",
        ),
        Dimensions::Plane => (
            format!(" The kernel with these {rows} rows of {columns} taps."),
            " They are an array of rows, or an array, a slice or a `Vec` of rows or of all taps, row by row.",
        ),
    };
    let lengths = match kernel.dimensions() {
        Dimensions::Signal => " `Error::TapCount` for a wrong number of taps;",
        Dimensions::Plane => {
            " `Error::TapCount`, `Error::TapRows` or `Error::TapColumns` for a wrong number of them;"
        }
    };
    let (scale, flipped) = match kernel.presence() {
        Presence::RuntimeTaps { scale, flipped, .. } => (scale, flipped),
        Presence::Written => (conv_plan::number::Scale::ONE, false),
    };
    let folding = literal::scale(&scale);
    let (check, docs) = match kernel.weights() {
        Weights::Integer {
            multiply, divide, ..
        } => {
            let (multiply, divide) = (
                literal::integer(*multiply, "i64"),
                literal::integer(*divide, "i64"),
            );
            (
                quote! {
                    __c::integers(
                        &<Self as __c::Generated>::DECLARATION,
                        #table,
                        (#multiply, #divide),
                        #flipped,
                    )?
                },
                " `Error::Range` if a sum of these taps could overflow the accumulator or, \
                 unless `overflow` was declared, the output type.",
            )
        }
        Weights::F32(_) => (
            quote!(__c::singles(#table, #folding, #flipped)?),
            " `Error::NotFinite` for a tap that is NaN, infinite, or becomes so when it is scaled.",
        ),
        Weights::F64(_) => (
            quote!(__c::doubles(#table, #folding, #flipped)?),
            " `Error::NotFinite` for a tap that is NaN, infinite, or becomes so when it is scaled.",
        ),
    };
    quote! {
        #[automatically_derived]
        impl #ident {
            #[doc = #what]
            ///
            #[doc = #how]
            ///
            /// # Errors
            ///
            #[doc = #lengths]
            #[doc = #docs]
            pub fn new(taps: impl #argument) -> ::core::result::Result<Self, __c::Error> {
                ::core::result::Result::Ok(Self { taps: #check })
            }
        }
    }
}
