use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [1, 2, 1],
        arithmetic: stric,
    }
}

fn main() {
    let _ = Kernel;
}
