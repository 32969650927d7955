use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        axes: 1,
        taps: box(3) * 2,
    }
}

fn main() {
    let _ = Kernel;
}
