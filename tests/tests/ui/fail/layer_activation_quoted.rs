use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[[[1, 2]]]],
        activation: "relu",
    }
}

fn main() {
    let _ = Kernel;
}
