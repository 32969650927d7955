use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: u8 {
        taps: gaussian([9, 9], 1.2),
        padding: same,
        quantize: 8,
    }
}

fn main() {
    let _ = Blur;
}
