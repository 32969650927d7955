use conv_kernel::prelude::*;

conv_kernel! {
    struct Difference: u8 -> i16 { taps: [-1, 1] }
}

fn filtered<F: Filter>(_: &F) {}

fn main() {
    filtered(&Difference);
}
