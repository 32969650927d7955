use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1/8,
    }
}

fn main() {
    let _ = Kernel;
}
