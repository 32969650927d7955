use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel {
        taps: [[-1, 0, 1]],
    }
}

fn main() {
    let _ = Kernel;
}
