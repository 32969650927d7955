use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        layout: nhwc,
        bias: [1],
    }
}

fn main() {
    let _ = Layer;
}
