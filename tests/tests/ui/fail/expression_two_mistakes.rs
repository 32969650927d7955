use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: gausian(5, 1.0) + box(0),
    }
}

fn main() {
    let _ = Kernel;
}
