use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        shape: [2, 4, 3, 3],
        bias: [0.5, 1],
    }
}

fn main() {
    let _ = Layer;
}
