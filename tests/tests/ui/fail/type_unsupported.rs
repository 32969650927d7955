use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u32 -> i32 {
        taps: [[1, 1], [1, 1]],
    }
}

fn main() {
    let _ = Kernel;
}
