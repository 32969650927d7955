use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: sobel_x,
        missing: renormalize,
    }
}

fn main() {
    let _ = Kernel;
}
