use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: u8 -> i32 {
        taps: [[[[1, 2], [3, 4]]]],
        activation: clamp(0.5, 100),
    }
}

fn main() {
    let _ = Layer;
}
