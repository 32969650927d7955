use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: f32 {
        taps: gaussian(sigma: -1.0, size: [5, 5]),
        stride: [1, 2],
        padding: [[1, 2], [3, 4]],
    }
}

fn main() {
    let _ = Blur;
}
