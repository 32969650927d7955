use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: sobel_x.flip,
    }
}

fn main() {
    let _ = Kernel;
}
