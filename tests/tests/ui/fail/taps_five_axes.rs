use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[[1]]]]],
    }
}

fn main() {
    let _ = Layer;
}
