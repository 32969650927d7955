use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[f32::NAN, 0.5]],
    }
}

fn main() {
    let _ = Kernel;
}
