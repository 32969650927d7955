use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        shape: [8, 3, 3, 3],
        relu: false,
    }
}

fn main() {
    let _: Option<Layer> = None;
}
