use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 {
        taps: [[0.5, 0.75, 0.5]],
    }
}

fn main() {
    let _ = Kernel;
}
