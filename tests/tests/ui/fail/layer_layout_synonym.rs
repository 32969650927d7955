use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1, 2], [3, 4]]]],
        layout: channels_last,
    }
}

fn main() {
    let _ = Layer;
}
