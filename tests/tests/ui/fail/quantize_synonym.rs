use conv_kernel::conv_kernel;

conv_kernel! {
    struct Blur: u8 {
        taps: gaussian(5, 1.2),
        bits: 8,
    }
}

fn main() {
    let _ = Blur;
}
