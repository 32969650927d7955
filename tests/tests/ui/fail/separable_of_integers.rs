use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: u8 {
        taps: [[1, 2], [3, 5]], scale: 1/11,
        separable: approximate(1e-6),
    }
}

fn main() {
    let _ = Blur;
}
