use conv_kernel::conv_kernel;

conv_kernel! {
    struct Cross: u8 -> u16 {
        taps: [[0, 1, 0], [1, 4, 1], [0, 1, 0]],
        require: separable,
    }
}

fn main() {
    let _ = Cross;
}
