use conv_kernel::conv_kernel;

conv_kernel! {
    struct Later: f32 { shape: [3], missing: renormalize }
}

fn main() {}
