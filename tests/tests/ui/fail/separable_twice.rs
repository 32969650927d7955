use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: f32 {
        taps: gaussian([5, 5], 1),
        separable: exact, separable: exact,
    }
}

fn main() {
    let _ = Blur;
}
