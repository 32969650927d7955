use conv_kernel::conv_kernel;

conv_kernel! {
    fn kernel() {}

    struct Kernel: u8 -> i16 {
        taps: [[-1, 0, 1]],
    }
}

fn main() {
    let _ = Kernel;
}
