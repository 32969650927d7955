use conv_kernel::prelude::*;

conv_kernel! {
    struct Sobel: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] }
}

fn main() {
    let _: &dyn SignalFilter<In = u8, Out = i16> = &Sobel;
}
