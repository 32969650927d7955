use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Cross: u8 -> i32 { taps: { down: [[1]; 65], across: [[1; 65]] } }
}

fn main() {}
