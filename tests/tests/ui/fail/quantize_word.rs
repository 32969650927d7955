use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: u8 {
        taps: gaussian(5, 1.2),
        quantize: lossy,
    }
}

fn main() {
    let _ = Blur;
}
