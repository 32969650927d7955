use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: gaussian([5, 5]),
    }
}

fn main() {
    let _ = Kernel;
}
