use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: conv_kernel::taps::library::sobel_x(),
    }
}

fn main() {
    let _ = Kernel;
}
