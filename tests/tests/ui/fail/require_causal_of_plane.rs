use conv_kernel::conv_kernel;

conv_kernel! {
    struct Smooth: u8 -> u16 {
        taps: [[1, 2, 1]],
        require: causal,
    }
}

fn main() {
    let _ = Smooth;
}
