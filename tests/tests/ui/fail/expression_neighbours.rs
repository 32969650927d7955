use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: laplacian(6),
    }
}

fn main() {
    let _ = Kernel;
}
