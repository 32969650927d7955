use conv_kernel::conv_kernel;

conv_kernel! {
    struct Row: u8 {
        taps: [[[1, 2]]],
        scale: 1/4,
    }
}

fn main() {
    let _ = Row;
}
