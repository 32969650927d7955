use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[-2.0f32, 1]],
    }
}

fn main() {
    let _ = Kernel;
}
