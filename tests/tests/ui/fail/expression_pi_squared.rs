use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: pi * pi * sobel_x,
    }
}

fn main() {
    let _ = Kernel;
}
