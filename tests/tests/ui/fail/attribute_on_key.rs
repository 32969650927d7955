use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> i16 {
        /// The taps.
        taps: [[-1, 0, 1]],
    }
}

fn main() {
    let _ = Kernel;
}
