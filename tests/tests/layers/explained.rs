//! What `explain` says of layers.

use conv_kernel::{Activation, DynLayer, Layer, Layout, Winograd};

#[test]
fn plans_are_told_in_words() {
    let stem = DynLayer::<f32, f32>::builder(vec![0.5f32; 32 * 27], [32, 3, 3, 3])
        .bias(vec![0.0f32; 32])
        .stride(2)
        .padding(1)
        .activation(Activation::Relu6)
        .build()
        .expect("a stem");
    assert_eq!(
        stem.explain().to_string(),
        "layer 3 -> 32, 3x3, f32 -> f32, nchw, stride 2x2, padding [1, 1], border zero
  896 parameters, 27 multiply-adds for each output, sums in f32 from the bias on
  direct: a sum over each window, in tiles of channels and columns that fit the registers
  then: relu6, stored as f32"
    );
    let deep = DynLayer::<f32, f32>::builder(vec![0.5f32; 64 * 64 * 9], [64, 64, 3, 3])
        .winograd(Winograd::Auto)
        .build()
        .expect("a deep layer");
    let words = deep.explain().to_string();
    assert!(
        words.contains(
            "Winograd F(4x4, 3x3): 36 products for 16 outputs and each input channel instead of 144"
        ),
        "{words}"
    );
    let channels = DynLayer::<u8, i32>::builder(vec![1i8; 8 * 9], [8, 1, 3, 3])
        .groups(8)
        .layout(Layout::Nhwc)
        .build()
        .expect("a depthwise layer");
    let words = channels.explain().to_string();
    assert!(
        words.contains("8 groups") && words.contains("depthwise"),
        "{words}"
    );
}
