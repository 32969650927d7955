use conv_kernel::conv_kernel;

conv_kernel! {
    struct Layer: f32 { shape: [8, 4, 3, 3], arithmetic: strict }
}

fn main() {}
