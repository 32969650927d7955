use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[1, 2], [3, 4]],
        bias: [1],
        layout: nhwc,
    }
}

fn main() {
    let _ = Layer;
}
