//! Step 4 of the planner: the form of a body and its tile, as measured.

use super::pass::distinct;
use super::{Coefficient, Form, PlannedTap, Tile};
use crate::number::AccumulatorType;
use crate::rules::Dimensions;

/// Up to this many taps a body along a row or down a column is written out; beyond it, it loops.
pub(super) const LINE: usize = 32;

/// Up to this many taps a body over rows and columns is written out.
///
/// The loop is compiled in the run-time crate, so it costs nothing to build. Unrolled, a dense
/// `f32` 5x5 at 256x256 takes 19.9 us on AVX-512, 37 on AVX2 and 101 on SSE4.2, where it spills;
/// the loop takes 21, 36 and 74 (EPYC).
pub(super) const BLOCK: usize = 16;

/// Up to this many different taps are literals; more would spill their registers.
const LITERALS: usize = 8;

/// The tile of a pass over a plane that is written out.
///
/// Four rows share their loads; a second vector pays where vectors of elements and of sums differ
/// in number, and with 32 registers always. Eight rows share more, and read their taps for twice as
/// many sums: a dense `f32` 3x3 at 1920x1080 takes 348 us instead of 430 (EPYC, AVX-512). Few
/// different taps stay in registers, and integers, whose products and sums are two operations, need
/// more registers: both are slower in eight rows. So are strided rows, of which a tile reads twice
/// as many.
pub(super) fn plane_tile(form: Form, paired: bool, float: bool, strided: bool) -> Tile {
    let tall = form == Form::Memory && float && !strided;
    Tile {
        rows: if tall { 8 } else { 4 },
        vectors: match form {
            Form::Generic => 2,
            Form::Memory if float && strided => 2,
            _ if paired => 2,
            _ => 1,
        },
        wide: 2,
    }
}

/// The tile of each of some kernels that are computed in one sweep: at most 4 rows, and fewer for
/// more kernels, so that the sums of all are 8 vectors of 16. Where vectors come in pairs
/// (`packed`), from 5 kernels on they are more, and some are spilled: eight Kirsch masks of `u8`
/// take 0.31 of what they take with a buffer of sums at 1920x1080 on AVX2, 0.27 on AVX-512 (Xeon).
pub(super) fn fused_tile(kernels: usize, packed: bool, dimensions: Dimensions) -> Tile {
    let room = 8 / kernels;
    let (rows, vectors, wide) = match dimensions {
        Dimensions::Signal if packed => (1, 2, 2),
        Dimensions::Signal => (1, room.clamp(1, 4), room.clamp(1, 4)),
        Dimensions::Plane if packed => (room / 2, 2, 2),
        Dimensions::Plane => (room, 1, 2),
    };
    Tile {
        rows: rows.clamp(1, 4),
        vectors,
        wide,
    }
}

/// The tile of a pass down columns.
///
/// Eight rows load fewer inputs twice, which pays for long columns: `f32` at 1920x1080 on AVX-512,
/// 15 taps 1.15 ms against 1.29 with four rows, but 5 taps 0.90 against 0.81 and 7 taps 0.93
/// against 0.88. A second vector in four rows saved 10 percent of 5 and 7 taps. Blocks of 1920,
/// 960 or 480 columns were no faster than whole lines at 3840x2160 (4.7, 4.5 and 5.1 ms against
/// 4.4 for 5 taps).
pub(super) fn down_tile(
    taps: usize,
    form: Form,
    widens: bool,
    accumulator: AccumulatorType,
) -> Tile {
    if form == Form::Table {
        return Tile::of_plane_table(accumulator, widens);
    }
    let long = taps > 8 && !widens;
    Tile {
        rows: if long { 8 } else { 4 },
        vectors: if widens { 2 } else { 1 },
        wide: if long { 1 } else { 2 },
    }
}

/// How a body of at most `most` unrolled taps reads them, which are `written` or come at run time;
/// `pairs` if rows hold 16-bit integers, whose products are summed in 32 bits.
pub(super) fn form(taps: &[PlannedTap], most: usize, written: bool, pairs: bool) -> Form {
    let narrow = |tap: &PlannedTap| match tap.coefficient {
        Coefficient::Integer(value) => i16::try_from(value).is_ok(),
        Coefficient::Float(_) => false,
    };
    if taps.len() > most {
        Form::Table
    } else if !written {
        Form::Generic
    } else if pairs && taps.len() > 1 && taps.iter().all(narrow) {
        Form::Pairs
    } else if distinct(taps).len() > LITERALS {
        Form::Memory
    } else {
        Form::Literals
    }
}
