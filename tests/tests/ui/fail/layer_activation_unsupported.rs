use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1, 2], [3, 4]]]],
        activation: gelu,
    }
}

fn main() {
    let _ = Layer;
}
