use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        shape: 3,
    }
}

fn main() {
    let _ = Kernel;
}
