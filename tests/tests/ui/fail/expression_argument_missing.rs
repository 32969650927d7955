use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: gaussian(),
    }
}

fn main() {
    let _ = Kernel;
}
