use conv_kernel::conv_kernel;

conv_kernel! {
    struct Smooth: u8 {
        taps: [1, 2, 1],
        scale: 1/4,
        require: normalized,
    }
}

fn main() {
    let _ = Smooth;
}
