use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        shape: [0, -1, 3, 3],
    }
}

fn main() {
    let _ = Layer;
}
