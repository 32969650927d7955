use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: u8 -> i32 {
        shape: [8, 4, 3, 3],
        accumulator: i64,
    }
}

fn main() {
    let _ = Layer;
}
