use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> i16 {
        shape: [3, 3],
        accumulator: u16,
        overflow: saturate,
    }
}

fn main() {
    let _ = Kernel;
}
