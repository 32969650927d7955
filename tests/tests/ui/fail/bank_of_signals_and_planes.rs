use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Rates: f32 { taps: { fast: [1, 2, 1], slow: [[1, 4, 6, 4, 1]] } }
}

fn main() {}
