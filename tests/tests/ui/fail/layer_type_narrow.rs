use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: u8 {
        taps: [[[[1, 2], [3, 4]]]],
    }
}

fn main() {
    let _ = Layer;
}
