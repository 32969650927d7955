use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: file("kernel.npy") / 16,
    }
}

fn main() {
    let _ = Kernel;
}
