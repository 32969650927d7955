use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1.0]]]],
        require: unit_gain,
    }
}

fn main() {
    let _ = Layer;
}
