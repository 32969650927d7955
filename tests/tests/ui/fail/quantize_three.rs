use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: u8 {
        taps: gaussian(5, 1.2),
        quantize: [8, lossy, lossy],
    }
}

fn main() {
    let _ = Blur;
}
