use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1.0]]]],
        quantize: 8,
    }
}

fn main() {
    let _ = Layer;
}
