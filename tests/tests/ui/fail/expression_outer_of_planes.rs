use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: outer([[1]], [1]),
    }
}

fn main() {
    let _ = Kernel;
}
