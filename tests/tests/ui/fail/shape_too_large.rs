use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        shape: [65, 64],
    }
}

fn main() {
    let _ = Kernel;
}
