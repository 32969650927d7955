use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: u8 {
        taps: sobel_x.flip() * 2,
    }
}

fn main() {
    let _ = Kernel;
}
