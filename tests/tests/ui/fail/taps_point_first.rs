use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[.25, .75]],
    }
}

fn main() {
    let _ = Kernel;
}
