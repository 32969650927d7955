//! A pass as the table of loads that the run-time crate's body follows.

use super::body::is_strict;
use super::{lane, literal};
use conv_plan::plan::{LoadTable, Pass, Segment, Steps};
use proc_macro2::TokenStream;
use quote::quote;

/// The run-time crate's body that follows a table of taps that are written.
pub(super) fn table(pass: &Pass, epilogue: &TokenStream, channels: &TokenStream) -> TokenStream {
    let (lane, places) = (lane(pass), places(pass));
    let taps = pass
        .taps
        .iter()
        .map(|tap| literal::tap(tap.coefficient, pass.accumulator));
    table_of(
        pass,
        epilogue,
        &quote!({ const TAPS: &[#lane] = &[#(#taps),*]; TAPS }),
        &quote!({ const PLACES: &[(__p::usize, __p::usize)] = #places; PLACES }),
        channels,
    )
}

/// The run-time crate's body that follows a table of these values at these places.
pub(super) fn table_of(
    pass: &Pass,
    epilogue: &TokenStream,
    taps: &TokenStream,
    places: &TokenStream,
    channels: &TokenStream,
) -> TokenStream {
    let lane = lane(pass);
    let rows = pass.lowering.tile.rows;
    let LoadTable {
        segments,
        step,
        block,
    } = LoadTable::new(pass);
    let segments = segments.iter().map(|segment| {
        let Segment {
            row,
            offset,
            first,
            count,
        } = segment;
        quote!(__c::Segment { row: #row, offset: #offset, first: #first, count: #count })
    });
    let strict = is_strict(pass);
    // As a number it would be that of the machine that compiles.
    let block = if block == Steps::WHOLE {
        quote!(__p::usize::MAX)
    } else {
        quote!(#block)
    };
    quote!({
        const EPILOGUE: __c::Epilogue = #epilogue;
        const SEGMENTS: &[__c::Segment] = &[#(#segments),*];
        __c::TableBand::<'_, #lane, #rows, #strict> {
            segments: SEGMENTS, step: #step, block: #block, taps: #taps, places: #places, epilogue: &EPILOGUE,
            channels: #channels,
        }
    })
}

/// Row and column of each tap, as a slice.
pub(super) fn places(pass: &Pass) -> TokenStream {
    let places = pass.taps.iter().map(|tap| {
        let (row, column) = (tap.row, tap.column);
        quote!((#row, #column))
    });
    quote!(&[#(#places),*])
}
