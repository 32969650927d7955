use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> f32 {
        taps: [[1/3, 1/9223372036854775807]],
    }
}

fn main() {
    let _ = Kernel;
}
