use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        axes: 1,
        taps: [[[[1, 2], [3, 4]]]],
    }
}

fn main() {
    let _ = Layer;
}
