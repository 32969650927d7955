//! The kernels whose loops over rows, tiles and borders conv-runtime has compiled itself, because
//! they are the usual ones: a crate that has such a kernel compiles its body and nothing else.
//!
//! Any other pair of types has these loops compiled where the kernel is.

use crate::number::{AccumulatorType, ElementType};

/// Input and output of those with one pass over rows of the input's type.
pub const ONE_PASS: [(ElementType, ElementType); 6] = {
    use ElementType::{F32, I16, I32, U8, U16};
    [
        (U8, U8),
        (U8, I16),
        (U16, U16),
        (I16, I16),
        (I16, I32),
        (F32, F32),
    ]
};

/// Input, lines and output of those with two passes, the first over rows of the input's type.
pub const TWO_PASSES: [(ElementType, AccumulatorType, ElementType); 5] = {
    use {AccumulatorType as Line, ElementType as Of};
    [
        (Of::U8, Line::U16, Of::U8),
        (Of::U8, Line::I16, Of::I16),
        (Of::U16, Line::I32, Of::U16),
        (Of::I16, Line::I32, Of::I16),
        (Of::F32, Line::F32, Of::F32),
    ]
};
