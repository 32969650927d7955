use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: gabor(21, 4, pi/4, 10, 0.5, 0),
    }
}

fn main() {
    let _ = Kernel;
}
