use conv_kernel::conv_kernel;

conv_kernel! {
    struct Edge: u8 -> i16 {
        taps: [-1, 3, -1],
        require: [symmetric, zero_gain],
    }
}

fn main() {
    let _ = Edge;
}
