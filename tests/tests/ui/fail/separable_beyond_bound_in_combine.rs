use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: f32 {
        taps: { x: sobel_x / 8.0, y: disk(1.5) },
        combine: |x, y| x + y, separable: approximate(1e-6),
    }
}

fn main() {
    let _ = Blur;
}
