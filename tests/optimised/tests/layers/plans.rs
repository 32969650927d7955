//! Plans of layers: which algorithm they choose, and what they say.

use conv_kernel::{Activation, Algorithm, DynLayer, Error, Layer, Layout, Winograd};

const BOTH: [Algorithm; 2] = [Algorithm::Winograd2, Algorithm::Winograd4];

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
  input: staged, band by band
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

#[test]
fn the_plan_follows_the_options_and_the_channels() {
    let plan = |inputs: usize, outputs: usize, groups: usize, winograd| {
        let shape = [outputs, inputs / groups, 3, 3];
        DynLayer::<f32, f32>::builder(vec![0f32; shape.iter().product()], shape)
            .groups(groups)
            .winograd(winograd)
            .build()
            .expect("the layer keeps the rules")
            .explain()
            .algorithm()
    };
    assert_eq!(plan(64, 64, 1, Winograd::Never), Algorithm::Direct);
    assert_eq!(plan(64, 64, 1, Winograd::Auto), Algorithm::Winograd4);
    assert_eq!(plan(64, 64, 64, Winograd::Auto), Algorithm::Direct);
    assert_eq!(plan(1, 1, 1, Winograd::Auto), Algorithm::Direct);
    assert_ne!(plan(1, 1, 1, Winograd::Always), Algorithm::Direct);
    for algorithm in BOTH {
        assert!(algorithm.amplification() <= Algorithm::MOST_AMPLIFICATION);
    }
}

#[test]
fn a_plan_with_an_algorithm_that_is_not_allowed_is_refused() {
    let strided = DynLayer::<f32, f32>::builder(vec![0f32; 9], [1, 1, 3, 3])
        .stride(2)
        .winograd(Winograd::Auto)
        .build()
        .expect("the layer keeps the rules");
    for algorithm in BOTH {
        assert_eq!(strided.explain().with_algorithm(algorithm), None);
        let refused = strided.clone().with_algorithm(algorithm).map(drop);
        assert!(matches!(refused, Err(Error::Kernel(_))), "{refused:?}");
    }
    let refused = DynLayer::<f64, f64>::from_plan(strided.explain()).map(drop);
    assert!(matches!(refused, Err(Error::Types { .. })), "{refused:?}");
}
