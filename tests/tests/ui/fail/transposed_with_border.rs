use conv_kernel::conv_kernel;

conv_kernel! {
    struct Up: f32 {
        shape: [3, 8, 4, 4],
        transposed: true,
        stride: 2,
        padding: 1,
        border: replicate,
    }
}

fn main() {
    let _ = Up::new(&[0.0; 384]);
}
