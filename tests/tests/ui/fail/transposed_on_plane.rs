use conv_kernel::conv_kernel;

conv_kernel! {
    struct Up: f32 {
        taps: [[1, 2], [3, 4]],
        transposed: true,
    }
}

fn main() {
    let _ = Up;
}
