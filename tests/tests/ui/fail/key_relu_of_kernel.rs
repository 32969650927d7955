use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: [1, 2, 1],
        relu: true,
    }
}

fn main() {
    let _: Option<Kernel> = None;
}
