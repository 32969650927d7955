use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        shape: [5],
        groups: 2,
    }
}

fn main() {
    let _ = Layer;
}
