use conv_kernel::conv_kernel;

conv_kernel! {
    struct Long: f32 { taps: [0.25, 0.5, 0.25], algorithm: fft }
}

fn main() {}
