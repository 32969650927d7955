use conv_kernel::conv_kernel;

conv_kernel! {
    struct Later: f32 { shape: [20_000], method: fft }
}

fn main() {}
