use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: u8 {
        taps: [[0.1, 0.2], [0.3, 0.4]], quantize: 8,
        separable: approximate(1e-6),
    }
}

fn main() {
    let _ = Blur;
}
