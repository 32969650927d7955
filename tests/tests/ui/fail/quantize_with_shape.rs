use conv_kernel::conv_kernel;

conv_kernel! {
    struct Given: u8 -> i32 {
        shape: [3],
        quantize: 8,
    }
}

fn main() {
    let _ = Given::new([1, 2, 3]);
}
