use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [1, 2, 1],
        padding: causal,
        pad: 3,
    }
}

fn main() {
    let _ = Kernel;
}
