use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 -> i16 {
        kernel: [[1]],
    }
}

fn main() {
    let _ = Kernel;
}
