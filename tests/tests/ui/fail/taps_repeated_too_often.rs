use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[0.2; 300]; 300],
    }
}

fn main() {
    let _ = Kernel;
}
