use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> i16 {
        taps: [1, 2, 1],
        padding: [[1, 2], [3, 4]],
    }
}

fn main() {
    let _ = Kernel;
}
