//! Kernels whose sums are combined, in one sweep over the input: sums stay in registers.

use super::pass::operations;
use super::proof::{holds, widens};
use super::tile::fused_tile;
use super::{Form, Pass, Passes, Plan};
use crate::analysis::Bounds;
use crate::number::{AccumulatorType, ElementType};
use crate::pointwise::{Lanes, Program};
use crate::rules::ConvSpec;

/// The most kernels whose bodies are compiled as one.
const KERNELS: usize = 8;

/// Lowers the plans of kernels whose sums are combined for one sweep over the input, which
/// computes a tile of each and stores none of their sums; `false`, and nothing is changed, if they
/// are stored.
///
/// All bodies are unrolled, read rows of one type, and form their sums in one type. It changes no
/// bit of a result.
pub(super) fn fuse(kernel: &ConvSpec, program: &Program, parts: &mut [Plan]) -> bool {
    if parts.len() > KERNELS {
        return false;
    }
    let input = kernel.staged();
    let fits = |sums: &&AccumulatorType| {
        parts.iter().all(|part| match &part.passes {
            Passes::One(pass) => in_lane(pass, input, **sums),
            _ => false,
        })
    };
    let Some(&sums) = lanes(program, input).iter().find(fits) else {
        return false;
    };
    let widened = widens(input, sums);
    // Vectors of elements and of sums differ in number, or those of sums and of outputs.
    let packed = widened || sums.bytes() == 2 && kernel.output.bytes() == 1;
    let tile = fused_tile(parts.len(), packed, kernel.dimensions);
    for part in parts {
        let Passes::One(pass) = &mut part.passes else {
            continue;
        };
        pass.accumulator = sums;
        let (lowering, steps, taps) = (&mut pass.lowering, &pass.steps, &pass.taps);
        (lowering.tile, lowering.widens) = (tile, widened);
        lowering.row_sums = lowering.row_sums.take().filter(|row_sums| {
            row_sums.operations(tile.rows, steps) < tile.rows * operations(taps)
        });
    }
    true
}

/// The types in which the sums may be formed, the best first: the lanes that the value reads.
///
/// Where these have 32 bits, sums of bytes are formed in 16, and widened when the value is made of
/// them: rows of 32 bits would be staged. So `u8` by `hypot` at 1920x1080 took 1.20, 1.42 and 2.45
/// ms on AVX-512, AVX2 and SSE4.2 of a Xeon, with a buffer of sums 1.24, 1.39 and 1.88, and widened
/// 0.85, 1.16 and 1.75.
const fn lanes(program: &Program, input: ElementType) -> &'static [AccumulatorType] {
    use AccumulatorType::{F32, F64, I16, I32, U16};
    match (program.lanes(), program.sums().is_float()) {
        (Lanes::Bits16, _) => &[I16],
        (Lanes::Bits32, false) if input.bytes() == 1 => &[I16, U16],
        (Lanes::Bits32, false) => &[I32],
        (Lanes::Bits32, true) => &[F32],
        (Lanes::Bits64, _) => &[F64],
    }
}

/// Whether a pass is unrolled and this lane holds its sums and its input.
fn in_lane(pass: &Pass, input: ElementType, lane: AccumulatorType) -> bool {
    matches!(pass.lowering.form, Form::Literals | Form::Memory)
        && match (pass.bounds, Bounds::of(input)) {
            (Some(sums), Some(input)) => holds(lane, sums.union(input)),
            _ => pass.accumulator == lane,
        }
}
