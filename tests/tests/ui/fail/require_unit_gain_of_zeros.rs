use conv_kernel::conv_kernel;

conv_kernel! {
    struct Edge: u8 -> i16 {
        taps: [-1, 0, 1],
        require: [unit_gain],
    }
}

fn main() {
    let _ = Edge;
}
