use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: 1 / sobel_x,
    }
}

fn main() {
    let _ = Kernel;
}
