use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> i16 {
        taps: [1, 2, 1],
        arithmetic: strict,
    }
}

fn main() {
    let _ = Kernel;
}
