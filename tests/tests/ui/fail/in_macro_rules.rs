use conv_kernel::conv_kernel;

macro_rules! difference {
    ($name:ident, $ty:ty, $step:expr, $taps:expr) => {
        conv_kernel! {
            struct $name: $ty {
                taps: $taps,
                stride: $step,
            }
        }
    };
}

difference!(Stepped, f32, -1, [-1, 1]);
difference!(Typed, u64, 1, [-1, 1]);
difference!(Ragged, f32, 1, [[-1, 1], [0]]);

fn main() {
    let _ = (Stepped, Typed, Ragged);
}
