use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: box([3, 5000]),
    }
}

fn main() {
    let _ = Kernel;
}
