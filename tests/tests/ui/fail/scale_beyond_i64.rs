use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> f32 {
        taps: [[1/4294967296, 1]],
        scale: 1/4294967296,
    }
}

fn main() {
    let _ = Kernel;
}
