use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 {
        taps: [[1, 2, 1]],
        divisor: 4,
    }
}

fn main() {
    let _ = Kernel;
}
