use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: u8 -> i32 {
        taps: [[[[1, 2.0]]]],
    }
}

fn main() {
    let _ = Layer;
}
