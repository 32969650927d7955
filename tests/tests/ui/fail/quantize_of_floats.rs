use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: f32 {
        taps: gaussian(5, 1.2),
        quantize: 8,
    }
}

fn main() {
    let _ = Blur;
}
