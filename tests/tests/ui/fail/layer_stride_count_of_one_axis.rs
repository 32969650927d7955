use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        axes: 1,
        shape: [8, 4, 9],
        stride: [1, 2],
    }
}

fn main() {
    let _ = Layer;
}
