use conv_kernel::conv_kernel;

conv_kernel! {
    struct Up: f32 {
        axes: 1,
        shape: [8, 3, 4],
        transposed: true,
        output_padding: [0, 1],
    }
}

fn main() {
    let _ = Up::new(&[0.0; 96]);
}
