use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> i16 {
        taps: [-1, 0, 1, 2],
        padding: same,
        stride: 2,
        dilation: 2,
        mode: convolve,
        anchor: 1,
    }
}

fn main() {
    let _ = Kernel;
}
