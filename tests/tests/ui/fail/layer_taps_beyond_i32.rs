use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: i8 -> i32 {
        taps: [[[[3_000_000_000]]]],
    }
}

fn main() {
    let _ = Layer;
}
