use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> i16 {
        taps: SOBEL,
    }
}

fn main() {
    let _ = Kernel;
}
