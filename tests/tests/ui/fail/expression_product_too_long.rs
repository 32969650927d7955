use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: box([255, 255]) * box([255, 255]),
    }
}

fn main() {
    let _ = Kernel;
}
