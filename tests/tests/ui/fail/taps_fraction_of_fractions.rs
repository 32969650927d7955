use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> i16 {
        taps: [[1/2/3, 1]],
    }
}

fn main() {
    let _ = Kernel;
}
