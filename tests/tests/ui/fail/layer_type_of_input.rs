use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: i32 {
        taps: [[[[1, 2], [3, 4]]]],
    }
}

fn main() {
    let _ = Layer;
}
