use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: u8 -> i32 {
        taps: [[[[1]]], [[[9_000_000]]]],
    }
}

fn main() {
    let _ = Layer;
}
