use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: savitzky_golay(5, 2, 3),
    }
}

fn main() {
    let _ = Kernel;
}
