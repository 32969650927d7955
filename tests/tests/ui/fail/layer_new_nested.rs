use conv_kernel::conv_kernel;

conv_kernel! {
    struct Stem: f32 {
        shape: [4, 3, 3, 3],
    }
}

fn main() {
    let _ = Stem::new([[[[0.0; 3]; 3]; 3]; 4]);
}
