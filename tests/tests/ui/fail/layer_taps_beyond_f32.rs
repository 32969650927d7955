use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1e39]]]],
    }
}

fn main() {
    let _ = Layer;
}
