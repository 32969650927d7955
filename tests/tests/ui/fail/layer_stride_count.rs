use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1, 2], [3, 4]]]],
        stride: [1, 2, 3],
    }
}

fn main() {
    let _ = Layer;
}
