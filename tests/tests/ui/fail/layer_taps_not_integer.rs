use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: u8 -> i32 {
        taps: [[[[1, 0.5], [3, 4.5]]]],
    }
}

fn main() {
    let _ = Layer;
}
