//! The body of one pass: straight-line code for small kernels, loops over
//! unrolled runs of taps for large ones.
//!
//! Straight-line code goes down the input rows of a tile: each vector is loaded
//! once and added to every output row that it belongs to, which keeps few
//! vectors alive. For each output the order of operations is still the plan's,
//! row by row and left to right.

mod runs;

use super::literal;
use conv_runtime::plan::{Coefficient, Form, Pass, PlannedTap};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeMap;

/// The body's struct and its impl.
pub(super) fn body(name: &Ident, pass: &Pass, finish: &TokenStream) -> TokenStream {
    let lane = format_ident!("{}", pass.accumulator.name());
    let (rows, vectors) = (pass.tile.rows, pass.tile.vectors);
    let (fields, generics, tile) = match pass.form {
        _ if pass.taps.is_empty() => (
            quote!(;),
            quote!(),
            quote! {
                let _ = (view, x);
                __c::zero::<S, #lane, #rows, #vectors>(s)
            },
        ),
        Form::Literals => (quote!(;), quote!(), unrolled(pass)),
        Form::Table => {
            // One reference for each output row: the compiler must not know that they are the
            // same, or it keeps each tap alive from its first row to its last.
            let count = distinct(&pass.taps).len();
            (
                quote!(([&'a [#lane; #count]; #rows]);),
                quote!(<'a>),
                unrolled(pass),
            )
        }
        Form::Looped => {
            let count = pass.taps.len();
            let runs = runs::split(pass);
            let trips = runs.len();
            (
                quote!((&'a [#lane; #count], &'a [usize; #trips]);),
                quote!(<'a>),
                runs::tile(pass, &runs),
            )
        }
    };
    let lifetime = (!generics.is_empty()).then(|| quote!(<'_>));
    let visited = pass.taps.iter().map(|tap| {
        let (row, column) = (tap.row, tap.column);
        let value = literal::tap(tap.coefficient, pass.accumulator);
        quote!((#row, #column, #value))
    });
    quote! {
        struct #name #generics #fields
        impl __c::Body<#lane, #rows, #vectors> for #name #lifetime {
            #[inline(always)]
            fn finish(&self) -> &__c::Finish {
                const FINISH: __c::Finish = #finish;
                &FINISH
            }
            fn visit(&self, visit: &mut dyn __c::FnMut(usize, usize, #lane)) {
                const TAPS: &[(usize, usize, #lane)] = &[#(#visited),*];
                for &(row, column, tap) in TAPS {
                    visit(row, column, tap);
                }
            }
            #[inline(always)]
            fn tile<S: __c::Simd>(
                &self,
                s: S,
                view: __c::View<'_, #lane>,
                x: usize,
            ) -> __c::Block<S, #lane, #rows, #vectors> {
                #tile
            }
        }
    }
}

/// The expression that makes the body.
pub(super) fn make(name: &Ident, pass: &Pass) -> TokenStream {
    let values = |taps: Vec<Coefficient>| {
        taps.into_iter()
            .map(|tap| literal::tap(tap, pass.accumulator))
            .collect::<Vec<_>>()
    };
    match pass.form {
        _ if pass.taps.is_empty() => quote!(#name),
        Form::Literals => quote!(#name),
        Form::Table => {
            let table = values(distinct(&pass.taps));
            let lane = format_ident!("{}", pass.accumulator.name());
            let (rows, count) = (pass.tile.rows, table.len());
            quote!({
                const TABLE: &[#lane; #count] = &[#(#table),*];
                #name([TABLE; #rows].map(__c::opaque))
            })
        }
        Form::Looped => {
            let table = values(pass.taps.iter().map(|tap| tap.coefficient).collect());
            let trips = runs::split(pass).into_iter().map(|run| run.trips);
            quote!(#name(__c::opaque(&[#(#table),*]), __c::opaque(&[#(#trips),*])))
        }
    }
}

/// The different values of the taps, in order of appearance.
fn distinct(taps: &[PlannedTap]) -> Vec<Coefficient> {
    let mut different = Vec::new();
    for tap in taps {
        if !different.contains(&tap.coefficient) {
            different.push(tap.coefficient);
        }
    }
    different
}

/// The sums of all output rows, as locals `a0`, `a1` and so on.
fn sums(pass: &Pass) -> Vec<Ident> {
    (0..pass.tile.rows)
        .map(|row| format_ident!("a{row}"))
        .collect()
}

fn unrolled(pass: &Pass) -> TokenStream {
    let lane = format_ident!("{}", pass.accumulator.name());
    let (rows, vectors) = (pass.tile.rows, pass.tile.vectors);
    let sums = sums(pass);
    let values = distinct(&pass.taps);
    let splats = values.iter().enumerate().filter_map(|(index, &value)| {
        let name = format_ident!("t{index}");
        let literal = literal::tap(value, pass.accumulator);
        (pass.form == Form::Literals && !is_unit(value))
            .then(|| quote!(let #name = __c::splat::<S, #lane>(s, #literal);))
    });
    let mut code = TokenStream::new();
    for loads in input_rows(pass).into_values() {
        code.extend(input_row(pass, &loads, &values, &sums));
    }
    quote! {
        let [#(mut #sums),*] = __c::empty::<S, #lane, #rows, #vectors>(s);
        #(#splats)*
        #code
        [#(#sums),*]
    }
}

/// For each kernel column: what is added to which output row.
type Loads = BTreeMap<usize, Vec<(usize, PlannedTap)>>;

/// For each input row of a tile, from the first output row's window on, its loads.
fn input_rows(pass: &Pass) -> BTreeMap<usize, Loads> {
    let mut input_rows: BTreeMap<usize, Loads> = BTreeMap::new();
    for output in 0..pass.tile.rows {
        for &tap in &pass.taps {
            let row = output * pass.steps.row_stride + tap.row * pass.steps.row_dilation;
            input_rows
                .entry(row)
                .or_default()
                .entry(tap.column)
                .or_default()
                .push((output, tap));
        }
    }
    input_rows
}

/// The windows of one input row, and all that is loaded from them.
fn input_row(pass: &Pass, loads: &Loads, values: &[Coefficient], sums: &[Ident]) -> TokenStream {
    let lane = format_ident!("{}", pass.accumulator.name());
    let vectors = pass.tile.vectors;
    let place = |output: usize, tap: &PlannedTap| {
        let (row, offset) = pass.steps.place(tap.row, tap.column);
        (row + output * pass.steps.view_stride(), offset)
    };
    let mut reach: BTreeMap<usize, usize> = BTreeMap::new();
    for (output, tap) in loads.values().flatten() {
        let (row, offset) = place(*output, tap);
        let furthest = reach.entry(row).or_default();
        *furthest = (*furthest).max(offset);
    }
    let windows = reach.iter().map(|(row, reach)| {
        let name = format_ident!("w{row}");
        quote!(let #name = view.window::<S, #vectors>(#row, x, #reach);)
    });
    let adds = loads.values().map(|uses| {
        let load = uses.first().map(|(output, tap)| {
            let (row, offset) = place(*output, tap);
            let window = format_ident!("w{row}");
            quote!(let v = __c::load::<S, #lane, #vectors>(s, #window, #offset);)
        });
        let adds = uses.iter().filter_map(|(output, tap)| {
            Some(add(pass, (*output, sums.get(*output)?), tap, values))
        });
        quote!(#load #(#adds)*)
    });
    quote!(#(#windows)* #(#adds)*)
}

/// One tap times the vector `v`, added to a sum.
fn add(
    pass: &Pass,
    (output, sum): (usize, &Ident),
    tap: &PlannedTap,
    values: &[Coefficient],
) -> TokenStream {
    let lane = format_ident!("{}", pass.accumulator.name());
    let vectors = pass.tile.vectors;
    let index = values.iter().position(|&value| value == tap.coefficient);
    match (tap.coefficient, pass.form) {
        (Coefficient::Integer(1), Form::Literals) => {
            quote!(__c::add::<S, #lane, #vectors>(&mut #sum, v);)
        }
        (Coefficient::Integer(-1), Form::Literals) => {
            quote!(__c::sub::<S, #lane, #vectors>(&mut #sum, v);)
        }
        (Coefficient::Float(1.0), Form::Literals) => {
            quote!(__c::add::<S, #lane, #vectors>(&mut #sum, v);)
        }
        (Coefficient::Float(-1.0), Form::Literals) => {
            quote!(__c::sub::<S, #lane, #vectors>(&mut #sum, v);)
        }
        (_, Form::Literals) => {
            let name = format_ident!("t{}", index.unwrap_or(0));
            quote!(__c::mul_add::<S, #lane, #vectors>(&mut #sum, v, #name);)
        }
        _ => quote! {
            __c::mul_add::<S, #lane, #vectors>(&mut #sum, v, __c::splat::<S, #lane>(s, self.0[#output][#index]));
        },
    }
}

fn is_unit(value: Coefficient) -> bool {
    matches!(
        value,
        Coefficient::Integer(1 | -1) | Coefficient::Float(1.0 | -1.0)
    )
}
