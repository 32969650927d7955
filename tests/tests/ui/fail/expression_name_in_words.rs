use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        taps: moving_average(5),
    }
}

fn main() {
    let _ = Kernel;
}
