use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: box(3, size: 4),
    }
}

fn main() {
    let _ = Kernel;
}
