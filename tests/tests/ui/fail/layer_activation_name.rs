use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1]]]],
        activation: leaky(SLOPE),
    }
}

fn main() {
    let _ = Layer;
}
