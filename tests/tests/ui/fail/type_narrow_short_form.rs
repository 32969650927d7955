use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 {
        taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    }
}

fn main() {
    let _ = Kernel;
}
