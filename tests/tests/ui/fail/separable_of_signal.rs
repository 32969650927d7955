use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: f32 {
        taps: [0.25, 0.5, 0.25],
        separable: approximate(1e-6),
    }
}

fn main() {
    let _ = Blur;
}
