use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 { taps: [[1.0, 2.0], [3.0, 4.0]], interpolate: 2, padding: same }
}

fn main() {}
