use conv_kernel::conv_kernel;

conv_kernel! {
    struct Edge: u8 -> i16 {
        taps: [[0, 1], [-2, 1]],
        require: non_negative,
    }
}

fn main() {
    let _ = Edge;
}
