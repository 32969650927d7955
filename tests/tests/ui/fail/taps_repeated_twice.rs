use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [0.2; 5; 5],
    }
}

fn main() {
    let _ = Kernel;
}
