use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        weights: file("net.safetensors", tensor("conv1.weight")),
    }
}

fn main() {
    let _ = Layer;
}
