use conv_kernel::conv_kernel;

conv_kernel! {
    struct Up: f32 {
        shape: [8, 3, 4, 4],
        stride: 2,
        output_padding: 1,
    }
}

fn main() {
    let _ = Up::new(&[0.0; 384]);
}
