use conv_kernel::conv_kernel;

conv_kernel! {
    struct Stem: f32 { shape: [8, 3, 3, 3], method: fft }
}

fn main() {}
