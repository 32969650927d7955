use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        weights: file("weights.pt"),
    }
}

fn main() {
    let _ = Layer;
}
