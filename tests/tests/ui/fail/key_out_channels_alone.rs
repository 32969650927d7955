use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 {
        out_channels: 8,
        padding: 1,
    }
}

fn main() {
    let _: Option<Layer> = None;
}
