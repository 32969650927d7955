use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: f32 {
        shape: [3, 3],
        separable: approximate(1e-6),
    }
}

fn main() {
    let _ = Blur::new([0.0; 9]);
}
