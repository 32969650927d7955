use conv_kernel::conv_kernel;

conv_kernel! {
    struct Mean: u8 {
        taps: [1, 2, 1],
        scale: 1/5,
        require: unit_gain,
    }
}

fn main() {
    let _ = Mean;
}
