use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: disk(500),
    }
}

fn main() {
    let _ = Kernel;
}
