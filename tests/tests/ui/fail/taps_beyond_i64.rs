use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: i32 -> f64 {
        taps: [[9223372036854775808, 1]],
    }
}

fn main() {
    let _ = Kernel;
}
