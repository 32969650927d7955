use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1, 2], [3, 4]]]],
        activation: leaky_relu(0.2),
    }
}

fn main() {
    let _ = Layer;
}
