use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[[[1, 2]]]],
        bias: 0.5,
    }
}

fn main() {
    let _ = Kernel;
}
