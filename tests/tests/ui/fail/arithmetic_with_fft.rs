use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [1, 2, 1],
        method: auto,
        arithmetic: strict,
    }
}

fn main() {
    let _ = Kernel;
}
