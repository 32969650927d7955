use conv_kernel::conv_kernel;

conv_kernel! {
    struct Given: f32 {
        shape: [3, 3],
        verify: test,
    }
}

fn main() {
    let _ = Given::new([[0.0; 3]; 3]);
}
