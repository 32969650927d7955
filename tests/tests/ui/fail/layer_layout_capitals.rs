use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1, 2], [3, 4]]]],
        layout: NCHW,
    }
}

fn main() {
    let _ = Layer;
}
