use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: 2 * "kernel.npy",
    }
}

fn main() {
    let _ = Kernel;
}
