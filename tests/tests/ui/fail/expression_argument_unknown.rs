use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: box(sizes: 3),
    }
}

fn main() {
    let _ = Kernel;
}
