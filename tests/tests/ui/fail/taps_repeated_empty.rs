use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [[]; 2000000000],
    }
}

fn main() {
    let _ = Kernel;
}
