use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: i32 {
        taps: [[4611686018427387904, 4611686018427387904]],
        overflow: saturate,
    }
}

fn main() {
    let _ = Kernel;
}
