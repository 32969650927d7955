//! Large kernels: runs of equal pieces, one piece unrolled, a loop over the rest.
//!
//! A piece is a kernel row without its zero taps, or a part of a long one.
//! Pieces that follow each other at a constant distance and have their taps in
//! the same places make a run. The trip counts are read through an opaque
//! reference, because unrolling the loop would undo all this.

use conv_runtime::plan::{Pass, PlannedTap, Steps};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeMap;

/// The taps of a part of a long row.
const PIECE: usize = 16;

/// A row of a plane kernel is cut only if it has more taps than this: parts of rows make no runs
/// down the kernel.
const ROW: usize = 64;

/// Equal pieces at a constant distance.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    /// Row and column of the first piece.
    start: (usize, usize),
    /// Rows and columns from one piece to the next.
    step: (usize, usize),
    /// Columns of a piece's taps, from its first on.
    pattern: Vec<usize>,
    /// Position of the first piece's first tap in the table.
    first: usize,
    /// Number of pieces.
    pub(super) trips: usize,
}

/// The runs of a pass, in the order of its taps.
pub(super) fn split(pass: &Pass) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut first = 0;
    for piece in pieces(&pass.taps) {
        let Some(tap) = piece.first() else { continue };
        let start = (tap.row, tap.column);
        let pattern: Vec<usize> = piece
            .iter()
            .map(|other| other.column - tap.column)
            .collect();
        let joined = runs
            .last_mut()
            .is_some_and(|run| run.join(start, &pattern, &pass.steps));
        if !joined {
            runs.push(Run {
                start,
                step: (0, 0),
                pattern,
                first,
                trips: 1,
            });
        }
        first += piece.len();
    }
    runs
}

/// Rows of taps, long ones cut.
fn pieces(taps: &[PlannedTap]) -> impl Iterator<Item = &[PlannedTap]> {
    let one_row = taps.first().map(|tap| tap.row) == taps.last().map(|tap| tap.row);
    let longest = if one_row { PIECE } else { ROW };
    taps.chunk_by(|a, b| a.row == b.row).flat_map(move |row| {
        let piece = if row.len() > longest { PIECE } else { longest };
        row.chunks(piece)
    })
}

impl Run {
    /// Whether a piece continues this run; it is counted if it does.
    fn join(&mut self, start: (usize, usize), pattern: &[usize], steps: &Steps) -> bool {
        let at = |step: (usize, usize)| {
            (
                self.start.0 + step.0 * self.trips,
                self.start.1 + step.1 * self.trips,
            )
        };
        let step = if self.trips == 1 {
            match (
                start.0.checked_sub(self.start.0),
                start.1.checked_sub(self.start.1),
            ) {
                (Some(rows), Some(columns)) => (rows, columns),
                _ => return false,
            }
        } else {
            self.step
        };
        // All pieces of a run see the same phases.
        let whole_phases = (step.1 * steps.column_dilation).is_multiple_of(steps.column_stride);
        if self.pattern != pattern || at(step) != start || !whole_phases {
            return false;
        }
        self.step = step;
        self.trips += 1;
        true
    }
}

/// The body: one loop for each run.
pub(super) fn tile(pass: &Pass, runs: &[Run]) -> TokenStream {
    let lane = format_ident!("{}", pass.accumulator.name());
    let (rows, vectors) = (pass.tile.rows, pass.tile.vectors);
    let sums = super::sums(pass);
    let loops = runs.iter().enumerate().map(|(index, run)| {
        let piece = piece(pass, run, &sums);
        let length = run.pattern.len();
        let first = run.first;
        quote! {
            let mut n = 0;
            while n < self.1[#index] {
                let taps = &self.0[#first + n * #length..][..#length];
                #piece
                n += 1;
            }
        }
    });
    quote! {
        let [#(mut #sums),*] = __c::empty::<S, #lane, #rows, #vectors>(s);
        #(#loops)*
        [#(#sums),*]
    }
}

/// The taps of piece `n`, in `taps`.
fn piece(pass: &Pass, run: &Run, sums: &[Ident]) -> TokenStream {
    let lane = format_ident!("{}", pass.accumulator.name());
    let vectors = pass.tile.vectors;
    let steps = &pass.steps;
    let down = run.step.0 * steps.row_dilation * steps.column_stride;
    let across = run.step.1 * steps.column_dilation / steps.column_stride;
    let places: Vec<(usize, usize)> = run
        .pattern
        .iter()
        .map(|offset| steps.place(run.start.0, run.start.1 + offset))
        .collect();
    // One window for each output row and phase: from its first load to its last.
    let mut spans: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for &(row, at) in &places {
        let span = spans.entry(row).or_insert((at, at));
        *span = (span.0.min(at), span.1.max(at));
    }
    let windows = spans.iter().flat_map(|(row, (first, last))| {
        (0..sums.len()).map(move |output| {
            let name = window(*row, output);
            let row = row + output * steps.view_stride();
            let reach = last - first;
            quote! {
                let #name =
                    view.window::<S, #vectors>(#row + n * #down, x + #first + n * #across, #reach);
            }
        })
    });
    let taps = places.iter().enumerate().map(|(index, (row, at))| {
        let offset = at - spans.get(row).map_or(0, |span| span.0);
        let adds = sums.iter().enumerate().map(|(output, sum)| {
            let window = window(*row, output);
            quote! {
                let v = __c::load::<S, #lane, #vectors>(s, #window, #offset);
                __c::mul_add::<S, #lane, #vectors>(&mut #sum, v, t);
            }
        });
        quote! {
            let t = __c::splat::<S, #lane>(s, taps[#index]);
            #(#adds)*
        }
    });
    quote!(#(#windows)* #(#taps)*)
}

fn window(row: usize, output: usize) -> Ident {
    format_ident!("w{row}_{output}")
}
