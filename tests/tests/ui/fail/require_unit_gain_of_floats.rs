use conv_kernel::conv_kernel;

conv_kernel! {
    struct Mean: f32 {
        taps: [0.334, 0.334, 0.334],
        require: unit_gain,
    }
}

fn main() {
    let _ = Mean;
}
