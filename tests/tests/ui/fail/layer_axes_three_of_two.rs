use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        axes: 3,
        taps: [[[[1, 2, 1]]]],
    }
}

fn main() {
    let _ = Layer;
}
