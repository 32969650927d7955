use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        shape: [8, 4, 5, 5],
        winograd: always,
    }
}

fn main() {
    let _ = Layer;
}
