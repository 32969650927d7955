use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[0.5, -INFINITY]],
    }
}

fn main() {
    let _ = Kernel;
}
