use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 { taps: [1.0, 2.0], interpolate: 0 }
}

fn main() {}
