use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        weights: file("weights.npy"),
        taps: [[[[1, 2], [3, 4]]]],
    }
}

fn main() {
    let _ = Layer;
}
