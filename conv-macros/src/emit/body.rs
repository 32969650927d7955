//! The body of one pass: straight-line code for small kernels, a table of loads
//! for large ones.
//!
//! ```text
//! unrolled   for each input row of a tile: its windows, each vector loaded once  (input_row)
//!            or its sum, if the plan shares sums of rows                         (row_sums)
//! paired     along a row of 16-bit integers: sums of products of two taps
//! table      the run-time crate's loop over these loads
//! ```
//!
//! All except `paired`, which has one row, go down the input rows of a tile: each vector is loaded
//! once and added to every output row that it belongs to, which keeps few
//! vectors alive. For each output the order of operations is still the plan's,
//! row by row and left to right. Only `row_sums` adds the sum of a row instead of its terms, and
//! `paired` the sum of two products: both are for integers, which are exact in any order.

use super::{lane, literal};
use conv_plan::number::AccumulatorType;
use conv_plan::plan::{Coefficient, Form, LoadTable, Pass, PlannedTap, RowSums, Segment};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeMap;

/// The body's struct and its impl, unless it is one of the run-time crate's.
pub(super) fn body(
    name: &Ident,
    pass: &Pass,
    held: &TokenStream,
    epilogue: &TokenStream,
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
            // One reference for each output row: the compiler must not know that they are the
            // same, or it keeps each tap alive from its first row to its last.
            let count = pass.distinct_taps().len();
            (
                quote!(([&'a [#lane; #count]; #rows]);),
                quote!(<'a>),
                unrolled(pass, held),
            )
        }
        // The run-time crate has these bodies.
        Form::Table | Form::Generic => return None,
    };
    let lifetime = (!generics.is_empty()).then(|| quote!(<'_>));
    let taps = taps(pass);
    Some(quote! {
        struct #name #generics #fields
        impl __c::Body<#held, #lane, #rows> for #name #lifetime {
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
            fn tile<S: __c::Simd, const V: __p::usize>(
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

/// The expression of a band: the body in its tiles.
pub(super) fn band(name: &Ident, pass: &Pass, epilogue: &TokenStream) -> TokenStream {
    let lane = lane(pass);
    let (rows, tile) = (pass.lowering.tile.rows, super::tile(pass));
    let body = match pass.lowering.form {
        _ if pass.taps.is_empty() => quote!(#name),
        Form::Literals | Form::Pairs => quote!(#name),
        Form::Memory => {
            let table: Vec<_> = pass
                .distinct_taps()
                .into_iter()
                .map(|tap| literal::tap(tap, pass.accumulator))
                .collect();
            let count = table.len();
            quote!({
                const TABLE: &[#lane; #count] = &[#(#table),*];
                #name([TABLE; #rows].map(__c::opaque))
            })
        }
        Form::Table | Form::Generic => return table(pass, epilogue),
    };
    quote!(__c::Tiles::<_, #lane, #rows, #tile>::new(#body))
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
        let __w0 = __c::View::window::<S, __p::i32, { V }>(&__view, 0, __x, #reach);
        [__c::dot_pairs::<S, #count, { V }>(__s, __w0, &[#(#pairs),*])]
    }
}

/// The run-time crate's body that follows a table.
fn table(pass: &Pass, epilogue: &TokenStream) -> TokenStream {
    let lane = lane(pass);
    let rows = pass.lowering.tile.rows;
    let table = LoadTable::new(pass, rows);
    let segments = table.segments.iter().map(|segment| {
        let Segment {
            row,
            offset,
            reach,
            first,
            count,
            outputs,
        } = segment;
        quote! {
            __c::Segment {
                row: #row, offset: #offset, reach: #reach, first: #first, count: #count,
                outputs: #outputs,
            }
        }
    });
    let steps = table.steps.iter().map(|(offset, taps)| {
        let taps = taps.iter().map(|tap| match tap {
            Some(tap) => literal::tap(*tap, pass.accumulator),
            None => quote!(<#lane as __c::Lane>::EMPTY),
        });
        quote!(__c::Step { offset: #offset, taps: [#(#taps),*] })
    });
    let taps = taps(pass);
    quote!({
        const EPILOGUE: __c::Epilogue = #epilogue;
        const SEGMENTS: &[__c::Segment] = &[#(#segments),*];
        const STEPS: &[__c::Step<#lane, #rows>] = &[#(#steps),*];
        const TAPS: &[(__p::usize, __p::usize, #lane)] = #taps;
        __c::TableBand { segments: SEGMENTS, steps: STEPS, taps: TAPS, epilogue: &EPILOGUE }
    })
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
            #(#splats)*
            #code
            [#(#sums),*]
        };
    }
    let mut code = TokenStream::new();
    for loads in input_rows(pass).into_values() {
        code.extend(input_row(pass, held, &loads, &values, &sums));
    }
    quote! {
        let [#(mut #sums),*] = __c::empty::<S, #lane, #rows, { V }>(__s);
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
    for output in 0..pass.lowering.tile.rows {
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
            let row = input * pass.steps.column_stride + phase;
            let term = add(pass, (0, &sum), tap, values);
            quote! {
                let __w = __c::View::window::<S, #lane, { V }>(&__view, #row, __x, #offset);
                let __v = __c::load::<S, #held, #lane, { V }>(__s, __w, #offset);
                #term
            }
        });
        let adds = uses.iter().filter_map(|(output, tap)| {
            Some(add(pass, (*output, sums.get(*output)?), tap, values))
        });
        quote! {
            let [mut __row] = __c::empty::<S, #lane, 1, { V }>(__s);
            #(#terms)*
            let __v = __row;
            #(#adds)*
        }
    });
    quote!(#(#code)*)
}

/// The windows of one input row, and all that is loaded from them.
fn input_row(
    pass: &Pass,
    held: &TokenStream,
    loads: &Loads,
    values: &[Coefficient],
    sums: &[Ident],
) -> TokenStream {
    let lane = lane(pass);
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
        let name = format_ident!("__w{row}");
        quote!(let #name = __c::View::window::<S, #lane, { V }>(&__view, #row, __x, #reach);)
    });
    let adds = loads.values().map(|uses| {
        let load = uses.first().map(|(output, tap)| {
            let (row, offset) = place(*output, tap);
            let window = format_ident!("__w{row}");
            quote!(let __v = __c::load::<S, #held, #lane, { V }>(__s, #window, #offset);)
        });
        let adds = uses.iter().filter_map(|(output, tap)| {
            Some(add(pass, (*output, sums.get(*output)?), tap, values))
        });
        quote!(#load #(#adds)*)
    });
    quote!(#(#windows)* #(#adds)*)
}

/// One tap times the vector `__v`, added to a sum.
fn add(
    pass: &Pass,
    (output, sum): (usize, &Ident),
    tap: &PlannedTap,
    values: &[Coefficient],
) -> TokenStream {
    let lane = lane(pass);
    let index = values.iter().position(|&value| value == tap.coefficient);
    debug_assert!(index.is_some(), "a tap that its pass does not have");
    // Beyond the values there is none, and the code does not compile.
    let index = index.unwrap_or(values.len());
    match (tap.coefficient, pass.lowering.form) {
        (Coefficient::Integer(1), Form::Literals) => {
            quote!(__c::add::<S, #lane, { V }>(&mut #sum, __v);)
        }
        (Coefficient::Integer(-1), Form::Literals) => {
            quote!(__c::sub::<S, #lane, { V }>(&mut #sum, __v);)
        }
        (Coefficient::Float(1.0), Form::Literals) => {
            quote!(__c::add::<S, #lane, { V }>(&mut #sum, __v);)
        }
        (Coefficient::Float(-1.0), Form::Literals) => {
            quote!(__c::sub::<S, #lane, { V }>(&mut #sum, __v);)
        }
        (_, Form::Literals) => {
            let name = format_ident!("__t{index}");
            quote!(__c::mul_add::<S, #lane, { V }>(&mut #sum, __v, #name);)
        }
        _ => quote! {
            __c::mul_add::<S, #lane, { V }>(&mut #sum, __v, __c::splat::<S, #lane>(__s, self.0[#output][#index]));
        },
    }
}

fn is_unit(value: Coefficient) -> bool {
    matches!(
        value,
        Coefficient::Integer(1 | -1) | Coefficient::Float(1.0 | -1.0)
    )
}
