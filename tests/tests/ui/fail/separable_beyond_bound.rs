use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: f32 {
        taps: [[0.1, 0.2, 0.1], [0.2, 0.41, 0.2], [0.1, 0.2, 0.1]],
        separable: approximate(1e-6),
    }
}

fn main() {
    let _ = Blur;
}
