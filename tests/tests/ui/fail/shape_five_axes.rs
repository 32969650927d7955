use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        shape: [2, 8, 4, 3, 3],
    }
}

fn main() {
    let _ = Layer;
}
