//! Kernels whose sums are combined, in one sweep over the input: sums stay in registers.

use super::pass::operations;
use super::{Form, Pass, Passes, Plan, Tile};
use crate::analysis::Bounds;
use crate::number::{AccumulatorType, ElementType};
use crate::pointwise::{Lanes, Program};
use crate::rules::{ConvSpec, Dimensions};
use alloc::vec;
use alloc::vec::Vec;

/// The most kernels whose bodies are compiled as one.
const KERNELS: usize = 8;

/// The vectors of sums of a tile, of all kernels, that leave registers for the rest: of 16.
const SUMS: usize = 8;

/// Lowers the plans of kernels whose sums are combined for one sweep over the input, which computes a
/// tile of each and stores none of their sums; `false`, and nothing is changed, if they are stored.
///
/// All bodies are written out, read rows of one type, and form their sums in one type. It changes no
/// bit of a result.
pub(super) fn fuse(kernel: &ConvSpec, program: &Program, parts: &mut [Plan]) -> bool {
    let input = kernel.staged();
    let fits = |sums: AccumulatorType| {
        parts.iter().all(|part| match &part.passes {
            Passes::One(pass) => in_lane(pass, input, sums),
            _ => false,
        })
    };
    let Some(sums) = lanes(program, input).into_iter().find(|&sums| fits(sums)) else {
        return false;
    };
    if parts.len() > KERNELS {
        return false;
    }
    let widens = !input.is_float() && !sums.is_float() && input.bytes() * 2 == sums.bytes();
    // Vectors of elements and of sums differ in number, or those of sums and of outputs.
    let packed = widens || kernel.output.bytes() < sums.bytes();
    let tile = tile(parts.len(), packed, kernel.dimensions);
    for part in parts {
        let Passes::One(pass) = &mut part.passes else {
            continue;
        };
        pass.accumulator = sums;
        let (lowering, steps, taps) = (&mut pass.lowering, &pass.steps, &pass.taps);
        (lowering.tile, lowering.widens) = (tile, widens);
        lowering.row_sums = lowering.row_sums.take().filter(|row_sums| {
            row_sums.operations(tile.rows, steps) < tile.rows * operations(taps)
        });
    }
    true
}

/// The types in which the sums may be formed, the best first: the lanes that the value reads.
///
/// Sums of bytes have half of 32 bits, and are widened when the value is made of them: rows of 32
/// bits would be staged, and `gx.hypot(gy)` of `u8` was not faster than with a buffer of sums (1.42
/// and 1.39 ms at 1920x1080 on AVX2 of a Xeon, 2.4 and 1.9 on SSE4.2).
fn lanes(program: &Program, input: ElementType) -> Vec<AccumulatorType> {
    use AccumulatorType::{F32, F64, I16, I32, U16};
    match (program.lanes(), program.sums().is_float()) {
        (Lanes::Bits16, _) => vec![I16],
        (Lanes::Bits32, false) if input.bytes() == 1 => vec![I16, U16],
        (Lanes::Bits32, false) => vec![I32],
        (Lanes::Bits32, true) => vec![F32],
        (Lanes::Bits64, _) => vec![F64],
    }
}

/// The tile that all kernels have.
fn tile(kernels: usize, packed: bool, dimensions: Dimensions) -> Tile {
    let room = SUMS / kernels.max(1);
    match dimensions {
        Dimensions::Signal => {
            let vectors = if packed { 2 } else { room.clamp(1, 4) };
            Tile {
                rows: 1,
                vectors,
                wide: vectors,
            }
        }
        Dimensions::Plane => {
            let vectors = if packed { 2 } else { 1 };
            Tile {
                rows: (room / vectors).clamp(1, 4),
                vectors,
                wide: 2,
            }
        }
    }
}

/// Whether a pass is written out, and may form its sums of such elements in such a lane.
fn in_lane(pass: &Pass, input: ElementType, lane: AccumulatorType) -> bool {
    let written = matches!(pass.lowering.form, Form::Literals | Form::Memory);
    let holds = match (pass.bounds, input.range(), lane.range()) {
        (Some(bounds), Some((min, max)), Some(range)) => {
            let input = Bounds {
                min: min.into(),
                max: max.into(),
            };
            bounds.union(input).fits(range)
        }
        _ => pass.accumulator == lane,
    };
    written && holds
}
