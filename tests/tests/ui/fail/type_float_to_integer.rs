use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 -> u8 {
        taps: [[0.5, 0.5]],
    }
}

fn main() {
    let _ = Kernel;
}
