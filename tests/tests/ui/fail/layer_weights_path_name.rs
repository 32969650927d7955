use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        weights: file(WEIGHTS),
    }
}

fn main() {
    let _ = Layer;
}
