use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 {
        taps: [1],
        padding: same,
        border: constant(nan),
    }
}

fn main() {
    let _ = Kernel;
}
