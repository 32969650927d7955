//! The worked examples of the design that are about layers, each by its number.

use conv_kernel::prelude::*;

conv_kernel! {
    struct First: f32 { shape: [64, 3, 3, 3], padding: 1, bias: true }
    struct Second: f32 { shape: [64, 64, 3, 3], padding: 1, bias: true }
    struct Third: f32 { shape: [128, 64, 3, 3], padding: 1, bias: true }
    struct Wide: f32 { shape: [64, 32, 3, 3], bias: true }
}

#[test]
fn example_7_parameters_of_layers_with_bias() {
    assert_eq!([Wide::PARAMETERS, First::PARAMETERS], [18_496, 1_792]);
}

#[test]
fn example_8_parameters_of_the_first_three_convolutions_of_vgg_16() {
    let parameters = [First::PARAMETERS, Second::PARAMETERS, Third::PARAMETERS];
    assert_eq!(parameters, [1_792, 36_928, 73_856]);
}

#[test]
fn example_9_the_shape_of_a_batch() {
    let input = [4, 3, 32, 32];
    assert_eq!(First::output_shape_for(input), Some([4, 64, 32, 32]));
    let layer = First::new([0.0; 64 * 27], [1.0; 64]).expect("both lengths are right");
    let y = layer
        .apply(&[1.0; 4 * 3 * 32 * 32], input)
        .expect("the shape fits");
    assert_eq!(y, [1.0; 4 * 64 * 32 * 32]);
}
