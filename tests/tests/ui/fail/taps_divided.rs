use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]] / 16,
    }
}

fn main() {
    let _ = Kernel;
}
