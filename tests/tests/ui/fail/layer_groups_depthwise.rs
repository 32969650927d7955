use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        shape: [32, 1, 3, 3],
        groups: depthwise,
    }
}

fn main() {
    let _ = Layer;
}
