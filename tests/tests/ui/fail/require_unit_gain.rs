use conv_kernel::conv_kernel;

conv_kernel! {
    struct Mean: u8 -> u16 {
        taps: [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        require: unit_gain,
    }
}

fn main() {
    let _ = Mean;
}
