//! The body of one pass: straight-line code for small kernels, a table of loads
//! for large ones.
//!
//! ```text
//! unrolled   for each kernel column: its taps, and each input row of a tile once  (column)
//!            or for each input row its sum, if the plan shares these              (row_sums)
//! paired     along a row of 16-bit integers: sums of products of two taps
//! table      the run-time crate's loop over these loads                            (`table`)
//! ```
//!
//! All except `paired`, which has one row, go down the input rows of a tile: each vector is loaded
//! once and added to every output row that it belongs to, while the taps of the column stay in
//! registers. For each output the order of operations is the plan's, column by column and from top
//! to bottom. Only `row_sums` adds the sum of a row instead of its terms, and
//! `paired` the sum of two products: both are for integers, which are exact in any order.

use super::driver::SMALL;
use super::table::table;
use super::{lane, literal};
use conv_plan::number::{AccumulatorType, Epilogue};
use conv_plan::plan::{Coefficient, Form, Pass, PlannedTap, RowSums, distinct};
use conv_plan::rules::Arithmetic;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeMap;

/// The body's struct and its impl, unless it is one of the run-time crate's.
pub(super) fn body(
    name: &Ident,
    pass: &Pass,
    held: &TokenStream,
    epilogue: &Epilogue,
) -> Option<TokenStream> {
    let lane = lane(pass);
    let rows = pass.lowering.tile.rows;
    let (fields, generics, tile) = match pass.lowering.form {
        _ if pass.taps.is_empty() => (
            quote!(;),
            quote!(),
            quote! {
                let _ = (__view, __x);
                __c::zero::<S, #lane, #rows, { V }>(__s)
            },
        ),
        Form::Literals => (quote!(;), quote!(), unrolled(pass, held)),
        Form::Pairs => (quote!(;), quote!(), paired(pass)),
        Form::Memory => {
            let count = pass.distinct_taps().len();
            (
                quote!((&'a [#lane; #count]);),
                quote!(<'a>),
                unrolled(pass, held),
            )
        }
        // The run-time crate has these bodies.
        Form::Table | Form::Generic => return None,
    };
    let lifetime = (!generics.is_empty()).then(|| quote!(<'_>));
    let taps = taps(pass);
    let kind = epilogue.kind(pass.accumulator);
    let kind = matches!(kind, Epilogue::SHIFTED | Epilogue::NARROWED).then(|| {
        let constant = constant_of(kind);
        quote!(
            const KIND: __p::u8 = __c::Epilogue::#constant;
        )
    });
    let epilogue = literal::epilogue(epilogue);
    let strict = is_strict(pass).then(|| {
        quote!(
            const STRICT: __p::bool = true;
        )
    });
    Some(quote! {
        struct #name #generics #fields
        impl __c::Body<#held, #lane, #rows> for #name #lifetime {
            #strict
            #kind
            #[inline(always)]
            fn epilogue(&self) -> &__c::Epilogue {
                const EPILOGUE: __c::Epilogue = #epilogue;
                &EPILOGUE
            }
            fn visit(&self, __visit: &mut dyn ::core::ops::FnMut(__p::usize, __p::usize, #lane)) {
                const TAPS: &[(__p::usize, __p::usize, #lane)] = #taps;
                for &(__row, __column, __tap) in TAPS {
                    __visit(__row, __column, __tap);
                }
            }
            #[inline(always)]
            fn tile<S: __c::Simd, const V: __p::usize, const N: __p::usize>(
                &self,
                __s: S,
                __view: __c::View<'_, #held>,
                __x: __p::usize,
            ) -> __c::Block<S, #lane, #rows, { V }> {
                #tile
            }
        }
    })
}

/// The constant that is this kind of epilogue.
fn constant_of(kind: u8) -> TokenStream {
    match kind {
        Epilogue::MULTIPLIED => quote!(MULTIPLIED),
        Epilogue::HALVED => quote!(HALVED),
        Epilogue::SHIFTED => quote!(SHIFTED),
        Epilogue::NARROWED => quote!(NARROWED),
        Epilogue::SINGLE => quote!(SINGLE),
        Epilogue::DOUBLE => quote!(DOUBLE),
        Epilogue::WHOLE => quote!(WHOLE),
        _ => quote!(ANYHOW),
    }
}

/// The expression of a band: the body in its tiles.
pub(super) fn band(name: &Ident, pass: &Pass, epilogue: &Epilogue) -> TokenStream {
    if matches!(pass.lowering.form, Form::Table | Form::Generic) && !pass.taps.is_empty() {
        let table = table(pass, &literal::epilogue(epilogue), &quote!(N));
        if SMALL {
            let kind = constant_of(epilogue.kind(pass.accumulator));
            let strict = is_strict(pass);
            let (lane, rows) = (lane(pass), pass.lowering.tile.rows);
            return quote!(
                __c::OfKind::<'_, #lane, #rows, #strict, { __c::Epilogue::#kind }>(#table)
            );
        }
        return table;
    }
    let lane = lane(pass);
    let (rows, tile) = (pass.lowering.tile.rows, super::tile(pass));
    let body = value(name, pass);
    quote!(__c::Tiles::<_, #lane, #rows, #tile, { N }>::new(#body))
}

/// The expression of a body that is written out.
pub(super) fn value(name: &Ident, pass: &Pass) -> TokenStream {
    if pass.lowering.form != Form::Memory || pass.taps.is_empty() {
        return quote!(#name);
    }
    let lane = lane(pass);
    let table: Vec<_> = pass
        .distinct_taps()
        .into_iter()
        .map(|tap| literal::tap(tap, pass.accumulator))
        .collect();
    let count = table.len();
    quote!({
        const TABLE: &[#lane; #count] = &[#(#table),*];
        #name(__c::opaque(TABLE))
    })
}

/// The tile of a pass along a row of 16-bit integers.
fn paired(pass: &Pass) -> TokenStream {
    let pairs = pass.pairs();
    let reach = pairs
        .iter()
        .map(|(column, _)| column + 1)
        .max()
        .unwrap_or(1);
    let count = pairs.len();
    let pairs = pairs.iter().map(|(column, taps)| {
        let taps = taps.map(|tap| literal::tap(tap, AccumulatorType::I16));
        quote!((#column, [#(#taps),*]))
    });
    quote! {
        let __w0 = __c::View::window::<S, __p::i32, { V }>(&__view, 0, __x, #reach * N);
        [__c::dot_pairs::<S, #count, { V }, { N }>(__s, __w0, &[#(#pairs),*])]
    }
}

/// Row, column and value of each tap, as a slice.
fn taps(pass: &Pass) -> TokenStream {
    let taps = pass.taps.iter().map(|tap| {
        let (row, column) = (tap.row, tap.column);
        let value = literal::tap(tap.coefficient, pass.accumulator);
        quote!((#row, #column, #value))
    });
    quote!(&[#(#taps),*])
}

/// The sums of all output rows, as locals `__a0`, `__a1` and so on.
fn sums(pass: &Pass) -> Vec<Ident> {
    (0..pass.lowering.tile.rows)
        .map(|row| format_ident!("__a{row}"))
        .collect()
}

fn unrolled(pass: &Pass, held: &TokenStream) -> TokenStream {
    let lane = lane(pass);
    let rows = pass.lowering.tile.rows;
    let sums = sums(pass);
    let values = pass.distinct_taps();
    let splats = values.iter().enumerate().filter_map(|(index, &value)| {
        let name = format_ident!("__t{index}");
        let literal = literal::tap(value, pass.accumulator);
        (pass.lowering.form == Form::Literals && !is_unit(value))
            .then(|| quote!(let #name = __c::splat::<S, #lane>(__s, #literal);))
    });
    if let Some(factors) = &pass.lowering.row_sums {
        let code = row_sums(pass, held, factors, &values, &sums);
        return quote! {
            let [#(mut #sums),*] = __c::empty::<S, #lane, #rows, { V }>(__s);
            let [mut __v] = __c::empty::<S, #lane, 1, { V }>(__s);
            #(#splats)*
            #code
            [#(#sums),*]
        };
    }
    let mut windows = windows(pass);
    let mut code = TokenStream::new();
    for loads in columns(pass) {
        code.extend(column(pass, held, &loads, &values, &sums, &mut windows));
    }
    quote! {
        let [#(mut #sums),*] = __c::empty::<S, #lane, #rows, { V }>(__s);
        let [mut __v] = __c::empty::<S, #lane, 1, { V }>(__s);
        #(#splats)*
        #code
        [#(#sums),*]
    }
}

/// For each row of the view that a tile reads: how far.
fn windows(pass: &Pass) -> BTreeMap<usize, usize> {
    let mut reach: BTreeMap<usize, usize> = BTreeMap::new();
    for output in 0..pass.lowering.tile.rows {
        for tap in &pass.taps {
            let (row, offset) = place(pass, output, tap);
            let furthest = reach.entry(row).or_default();
            *furthest = (*furthest).max(offset);
        }
    }
    reach
}

/// The row of the view that holds what a tap meets for an output row of a tile, and the offset.
fn place(pass: &Pass, output: usize, tap: &PlannedTap) -> (usize, usize) {
    let (row, offset) = pass.steps.place(tap.row, tap.column);
    (
        row.saturating_add(output.saturating_mul(pass.steps.view_stride())),
        offset,
    )
}

/// For each input row of a tile, from the first output row's window on: what it is added to.
type Loads = BTreeMap<usize, Vec<(usize, PlannedTap)>>;

/// The loads of each kernel column, or of each of its phases, in the order of the taps.
fn columns(pass: &Pass) -> Vec<Loads> {
    let mut columns: Vec<Loads> = Vec::new();
    let phase = |tap: &PlannedTap| (tap.column, pass.steps.phase(tap.row));
    for taps in pass.taps.chunk_by(|a, b| phase(a) == phase(b)) {
        let mut loads = Loads::new();
        for output in 0..pass.lowering.tile.rows {
            for &tap in taps {
                let row = pass.steps.input_row(output, tap.row);
                loads.entry(row).or_default().push((output, tap));
            }
        }
        columns.push(loads);
    }
    columns
}

/// For each input row: the sum of the row, and what it is added to.
fn row_sums(
    pass: &Pass,
    held: &TokenStream,
    factors: &RowSums,
    values: &[Coefficient],
    sums: &[Ident],
) -> TokenStream {
    let lane = lane(pass);
    let mut uses: BTreeMap<usize, Vec<(usize, PlannedTap)>> = BTreeMap::new();
    for output in 0..pass.lowering.tile.rows {
        for &tap in &factors.column {
            let row = pass.steps.input_row(output, tap.row);
            uses.entry(row).or_default().push((output, tap));
        }
    }
    let sum = format_ident!("__row");
    let code = uses.into_iter().map(|(input, uses)| {
        let terms = factors.row.iter().map(|tap| {
            let (phase, offset) = pass.steps.place(0, tap.column);
            let row = input
                .saturating_mul(pass.steps.column_stride)
                .saturating_add(phase);
            let term = add(pass, &sum, tap, values);
            quote! {
                let __w = __c::View::window::<S, #lane, { V }>(&__view, #row, __x, #offset * N);
                __c::load::<S, #held, #lane, { V }>(__s, __w, #offset * N, &mut __v);
                #term
            }
        });
        let adds = uses
            .iter()
            .filter_map(|(output, tap)| Some(add(pass, sums.get(*output)?, tap, values)));
        quote! {
            let [mut __row] = __c::empty::<S, #lane, 1, { V }>(__s);
            #(#terms)*
            __v = __row;
            #(#adds)*
        }
    });
    quote!(#(#code)*)
}

/// All that is loaded for one kernel column, whose taps are read before; the windows that are not
/// there yet are made, and taken from `windows`.
fn column(
    pass: &Pass,
    held: &TokenStream,
    loads: &Loads,
    values: &[Coefficient],
    sums: &[Ident],
    windows: &mut BTreeMap<usize, usize>,
) -> TokenStream {
    let lane = lane(pass);
    let taps = (pass.lowering.form == Form::Memory).then(|| {
        let taps = distinct(loads.values().flatten().map(|(_, tap)| tap));
        let taps = taps.into_iter().map(|tap| {
            let index = index(values, tap);
            let name = format_ident!("__t{index}");
            quote!(let #name = __c::splat::<S, #lane>(__s, self.0[#index]);)
        });
        quote!(#(#taps)*)
    });
    let adds = loads.values().map(|uses| {
        let load = uses.first().map(|(output, tap)| {
            let (row, offset) = place(pass, *output, tap);
            let name = format_ident!("__w{row}");
            let window = windows.remove(&row).map(|reach| {
                quote!(let #name = __c::View::window::<S, #lane, { V }>(&__view, #row, __x, #reach * N);)
            });
            quote!(#window __c::load::<S, #held, #lane, { V }>(__s, #name, #offset * N, &mut __v);)
        });
        let adds = uses.iter().filter_map(|(output, tap)| {
            Some(add(pass, sums.get(*output)?, tap, values))
        });
        quote!(#load #(#adds)*)
    });
    quote!(#taps #(#adds)*)
}

/// Where a tap is among the different values; beyond them, where the code does not compile, if it
/// is not.
fn index(values: &[Coefficient], tap: Coefficient) -> usize {
    let index = values.iter().position(|&value| value == tap);
    debug_assert!(index.is_some(), "a tap that its pass does not have");
    index.unwrap_or(values.len())
}

/// One tap times the vector `__v`, added to a sum.
fn add(pass: &Pass, sum: &Ident, tap: &PlannedTap, values: &[Coefficient]) -> TokenStream {
    let lane = lane(pass);
    let function = match tap.coefficient {
        _ if pass.lowering.form == Form::Memory || !is_unit(tap.coefficient) => {
            let name = format_ident!("__t{}", index(values, tap.coefficient));
            let strict = is_strict(pass);
            return quote!(__c::sum_products::<S, #lane, { V }, #strict>(&mut #sum, &__v, #name););
        }
        Coefficient::Integer(1) | Coefficient::Float(1.0) => quote!(add),
        _ => quote!(sub),
    };
    quote!(__c::#function::<S, #lane, { V }>(&mut #sum, &__v);)
}

/// Whether products and sums are rounded each.
pub(super) fn is_strict(pass: &Pass) -> bool {
    pass.arithmetic == Arithmetic::Strict
}

fn is_unit(value: Coefficient) -> bool {
    matches!(
        value,
        Coefficient::Integer(1 | -1) | Coefficient::Float(1.0 | -1.0)
    )
}
