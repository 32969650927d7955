//! Transposed layers at their edges: `same`, gaps, strides of any size, and what they do not have.
#![allow(clippy::unwrap_used)]

use conv_kernel::LayerBuilder;
use conv_kernel::prelude::*;

#[test]
fn same_gives_a_stride_of_outputs_for_each_input() {
    for (padding, expected) in [
        (Padding::Same, [1.0, 1.0, 2.0, 1.0, 2.0, 1.0]),
        (Padding::SameLower, [1.0, 2.0, 1.0, 2.0, 1.0, 1.0]),
    ] {
        let layer = DynLayer::<f32, f32>::transposed([1.0f32; 3], [1, 1, 3])
            .stride(2)
            .padding(padding)
            .build()
            .unwrap();
        assert_eq!(layer.apply(&[1.0; 3], [1, 1, 1, 3]).unwrap(), expected);
    }
    // A stride beyond the window leaves gaps, where the bias is all there is.
    let gaps = DynLayer::<f32, f32>::transposed([2.0f32], [1, 1, 1])
        .stride(3)
        .padding(Padding::Same)
        .bias([0.5f32])
        .build()
        .unwrap();
    let y = gaps.apply(&[1.0, f32::NAN], [1, 1, 1, 2]).unwrap();
    assert_eq!(y[..3], [2.5, 0.5, 0.5]);
    assert!(y[3].is_nan() && y[4..] == [0.5, 0.5]);
}

#[cfg(target_pointer_width = "64")]
#[test]
fn a_stride_beyond_32_bits_leaves_what_its_padding_does() {
    let layer = DynLayer::<f32, f32>::transposed([2.0f32], [1, 1, 1])
        .stride(1 << 33)
        .padding([(1 << 33) - 2, 0])
        .build()
        .unwrap();
    let y = layer.apply(&[1.0, 3.0], [1, 1, 1, 2]).unwrap();
    assert_eq!(y, [0.0, 0.0, 6.0]);
}

#[test]
fn what_transposed_layers_do_not_have_is_refused() {
    let layer = || DynLayer::<f32, f32>::transposed([1.0f32; 9], [1, 1, 3, 3]);
    let message = |layer: LayerBuilder<f32, f32>| layer.build().unwrap_err().to_string();
    assert_eq!(
        message(layer().padding(1).border(Border::Wrap)),
        "`.border(..)` is not for transposed layers: remove `.border(..)`"
    );
    assert!(message(layer().winograd(Winograd::Always)).contains("`.winograd(..)` is not for"));
    let plain = DynLayer::<f32, f32>::builder([1.0f32; 9], [1, 1, 3, 3]).output_padding(1);
    assert!(message(plain).contains("begin with `DynLayer::transposed`"));
    let shrunk = layer().padding(3).build().unwrap();
    let error = shrunk.apply(&[0.0; 4], [1, 1, 2, 2]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the layer makes 4 rows, and a padding of 6 leaves none: use less padding or a larger input"
    );
}
