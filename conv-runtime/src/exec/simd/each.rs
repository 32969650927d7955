//! Loops over the vectors and the rows of a tile, written out where they are short.

/// Runs a block for each index below a constant count.
///
/// The optimiser unrolls short loops too, but that took it a quarter of what an `f32` 3x3 adds to a
/// release build. Written out up to 2, 4 or 8, builds took the same time.
macro_rules! each {
    ($index:ident < $count:expr, $block:block) => {
        // Decided before code is generated: what is not reached costs nothing.
        if const { $count <= 4 } {
            each!(@written $index, $count, $block, 0 1 2 3);
        } else {
            let mut $index = 0;
            while $index < $count {
                $block
                $index += 1;
            }
        }
    };
    (@written $index:ident, $count:expr, $block:block, $($value:literal)*) => {$(
        if const { $value < $count } {
            let $index = $value;
            $block
        }
    )*};
}

pub(in crate::exec) use each;
