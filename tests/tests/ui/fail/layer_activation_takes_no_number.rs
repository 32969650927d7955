use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1, 2], [3, 4]]]],
        activation: sigmoid(1),
    }
}

fn main() {
    let _ = Layer;
}
