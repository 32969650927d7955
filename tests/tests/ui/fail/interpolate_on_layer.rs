use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 { shape: [8, 3, 3, 3], interpolate: 2 }
}

fn main() {}
