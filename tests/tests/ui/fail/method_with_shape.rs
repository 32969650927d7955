use conv_kernel::conv_kernel;

conv_kernel! {
    struct Later: f32 { shape: [31, 31], method: fft }
}

fn main() {}
