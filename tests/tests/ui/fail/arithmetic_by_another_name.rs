use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [1, 2, 1],
        fma: false,
    }
}

fn main() {
    let _ = Kernel;
}
