use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        weights: file("missing.npy"),
    }
}

fn main() {
    let _ = Layer;
}
