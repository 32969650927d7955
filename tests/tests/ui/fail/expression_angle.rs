use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: motion(9, [1, 2]),
    }
}

fn main() {
    let _ = Kernel;
}
