use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [0.2; N],
    }
}

fn main() {
    let _ = Kernel;
}
