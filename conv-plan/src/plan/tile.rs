//! Step 4 of the planner: the form of a body and its tile, as measured.

use super::pass::distinct;
use super::{Coefficient, Form, PlannedTap, Tile};
use crate::number::AccumulatorType;

/// Up to this many taps a body is written out; beyond it, it loops.
///
/// Unrolled, a 7x7 spills 44 vectors a tile on AVX2 and takes 1.7 ms at 1920x1080 on AVX-512; the
/// loop spills none, takes 1.9, and costs nothing to build, since it is compiled in this crate.
const UNROLLED: usize = 32;

/// Up to this many different taps are literals; more would spill their registers.
const LITERALS: usize = 8;

/// The tile of a pass over a plane.
///
/// Four rows share their loads; two made a dense `f32` 3x3 at 3840x2160 take 3.4 ms instead of
/// 2.9, and a 5x5 5.5 instead of 4.3 (AVX-512). A second vector pays where taps are read
/// from memory, since each is then used twice (7x7 `f32` at 1920x1080, AVX-512, from
/// a table: 3.0 ms with one, 1.7 with two; a 5x5 on AVX2 1.7 and 1.35), and where vectors of
/// elements and of sums differ in number. With 32 registers it always does.
pub(super) fn plane_tile(from_memory: bool, paired: bool) -> Tile {
    Tile {
        rows: 4,
        vectors: if from_memory || paired { 2 } else { 1 },
        wide: 2,
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
        return Tile::of_table(4, accumulator.bytes());
    }
    let long = taps > 8 && !widens;
    Tile {
        rows: if long { 8 } else { 4 },
        vectors: if widens { 2 } else { 1 },
        wide: if long { 1 } else { 2 },
    }
}

/// How a body reads its taps; `pairs` if rows hold 16-bit integers, whose products are summed in 32
/// bits.
pub(super) fn form(taps: &[PlannedTap], pairs: bool) -> Form {
    let narrow = |tap: &PlannedTap| match tap.coefficient {
        Coefficient::Integer(value) => i16::try_from(value).is_ok(),
        Coefficient::Float(_) => false,
    };
    if taps.len() > UNROLLED {
        Form::Table
    } else if pairs && taps.len() > 1 && taps.iter().all(narrow) {
        Form::Pairs
    } else if distinct(taps).len() > LITERALS {
        Form::Memory
    } else {
        Form::Literals
    }
}
