use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        axes: 1,
        shape: [9],
    }
}

fn main() {
    let _ = Layer;
}
