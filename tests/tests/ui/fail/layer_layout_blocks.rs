use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1, 2], [3, 4]]]],
        layout: nchw16c,
    }
}

fn main() {
    let _ = Layer;
}
