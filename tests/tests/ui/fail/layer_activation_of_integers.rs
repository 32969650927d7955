use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: u8 -> i32 {
        taps: [[[[1, 2], [3, 4]]]],
        activation: sigmoid,
    }
}

fn main() {
    let _ = Layer;
}
