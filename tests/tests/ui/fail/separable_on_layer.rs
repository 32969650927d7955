use conv_kernel::conv_kernel;

conv_kernel! {
    struct Conv: f32 {
        shape: [4, 3, 3, 3],
        separable: approximate(1e-6),
    }
}

fn main() {
    let _ = Conv::new([0.0; 108]);
}
