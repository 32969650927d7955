use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        weights: "weights.npy",
    }
}

fn main() {
    let _ = Layer;
}
