use conv_kernel::conv_kernel;

conv_kernel! {
    struct Wide: i32 -> f64 { taps: [1_000_000_000, -1, 1_000_000_000], method: fft }
}

fn main() {}
