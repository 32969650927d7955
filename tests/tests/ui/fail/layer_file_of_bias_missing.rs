use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        taps: [[[[1]]]],
        bias: file("net.safetensors", "conv1.bias"),
    }
}

fn main() {
    let _ = Layer;
}
