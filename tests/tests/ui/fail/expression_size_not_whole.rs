use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: box(2.5),
    }
}

fn main() {
    let _ = Kernel;
}
