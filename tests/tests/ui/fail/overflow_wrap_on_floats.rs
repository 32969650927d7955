use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 -> u8 {
        taps: [[0.5]],
        overflow: wrap,
    }
}

fn main() {
    let _ = Kernel;
}
