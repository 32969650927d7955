use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: kirsch(nort),
    }
}

fn main() {
    let _ = Kernel;
}
