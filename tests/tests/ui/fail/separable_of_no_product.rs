use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: f32 {
        taps: disk(3),
        separable: approximate(0.001),
    }
}

fn main() {
    let _ = Blur;
}
