//! Declared layers: their bits are those of the run-time layer, which keeps the bound of the
//! definition.

use crate::cases::{Random, check_float, check_integer};
use conv_kernel::prelude::*;
use conv_kernel::{Element, LayerBuilder, verify};
use std::fmt::Debug;

const SINGLE: f64 = 1.0 / (1u64 << 24) as f64;
const DOUBLE: f64 = 1.0 / (1u64 << 53) as f64;

conv_kernel! {
    /// A literal, channels last.
    pub struct Luma: f32 { taps: [[[[0.299]], [[0.587]], [[0.114]]]], layout: nhwc }
    #[derive(Clone)]
    struct Stem: f32 {
        shape: [32, 3, 3, 3], stride: 2, padding: 1, layout: nchw, bias: true, activation: relu6,
    }
    struct Onset: f32 { axes: 1, taps: [[[1, 2, 1]]], padding: causal }
    struct Bytes: u8 -> i32 { shape: [8, 4, 3, 3], padding: same, border: constant(7) }
    struct Signed: i8 -> i32 {
        taps: [[[[1, -2]], [[3, 4]]], [[[5, 6]], [[-7, 8]]], [[[0, -128]], [[127, 1]]]],
        bias: [1000, -5, 0],
        mode: convolve,
        activation: clamp(-100, 1000),
    }
    struct Depthwise: f32 {
        shape: [6, 1, 3, 3], groups: 6, dilation: 2, padding: same, border: replicate,
        layout: nhwc, activation: leaky(0.1),
    }
    struct Anchored: f64 {
        taps: [[[[0.1, 1/3], [-2, 1e-3]], [[4, 0.5], [0, -1/7]]]],
        padding: same, anchor: [0, 1], border: [wrap, constant(0.5)], mode: convolve,
        activation: hard_swish, bias: [-1/3], crate: ::conv_kernel,
    }
    struct Winograd: f32 { shape: [5, 3, 3, 3], padding: 1, winograd: always, activation: sigmoid }
    struct Auto: f32 { shape: [20, 16, 3, 3], winograd: auto, bias: true, activation: tanh }
    struct Strided: f64 {
        axes: 1, shape: [4, 2, 5], stride: 3, dilation: 2, padding: [3, 1], layout: nhwc,
        bias: true, activation: relu,
    }
    struct Npy: f32 {
        weights: file("tests/layers/files/conv.npy"), bias: file("tests/layers/files/conv_bias.npy"),
        stride: [1, 2], padding: [[1, 0], [2, 1]],
    }
    struct Tensors: f64 {
        weights: file("tests/layers/files/net.safetensors", tensor("onset.weight")),
        bias: file("tests/layers/files/net.safetensors", "onset.bias"),
    }
}

/// Checks that a declared layer passes `verify`, and that it, its `to_dyn` and the builder's have
/// one plan and the same bits on every level.
fn same<T: Element + Debug, U: Element + Debug + PartialEq>(
    layer: &dyn Layer<In = T, Out = U>,
    built: LayerBuilder<T, U>,
    x: &[T],
    shape: [usize; 4],
) {
    verify(layer).expect("all ways agree");
    let built = built.build().expect("the options keep the rules");
    let dynamic = layer.to_dyn().expect("there is memory");
    assert_eq!(layer.explain(), built.explain());
    assert_eq!(layer.explain(), dynamic.explain());
    assert_eq!(layer.output_shape(shape), built.output_shape(shape));
    for level in Level::available() {
        let results = [layer, &built, &dynamic].map(|layer| {
            let output = layer.output_shape(shape).expect("the shape fits");
            let mut y = vec![U::default(); output.iter().product()];
            layer
                .apply_into_at(level, x, shape, &mut y)
                .expect("the lengths are right");
            y
        });
        assert_eq!(results[0], results[1], "{level}");
        assert_eq!(results[0], results[2], "{level}");
    }
}

#[test]
fn layers_of_known_weights_are_those_of_the_builder() {
    let mut random = Random::new(11);
    let (x, shape) = (random.singles(2 * 5 * 21 * 3), [2, 5, 21, 3]);
    let luma = DynLayer::builder([0.299f32, 0.587, 0.114], [1, 3, 1, 1]).layout(Layout::Nhwc);
    same(&Luma, luma, &x, shape);
    check_float("Luma", &Luma, &x, shape, SINGLE);

    let (x, shape) = (random.singles(3 * 40), [3, 1, 1, 40]);
    let onset = DynLayer::builder([1.0f32, 2.0, 1.0], [1, 1, 3]).padding(Padding::Causal);
    same(&Onset, onset, &x, shape);
    check_float("Onset", &Onset, &x, shape, SINGLE);

    let (x, shape) = (random.doubles(2 * 6 * 19), [1, 2, 6, 19]);
    let weights = [0.1, 1.0 / 3.0, -2.0, 1e-3, 4.0, 0.5, 0.0, -1.0 / 7.0];
    let anchored = DynLayer::<f64, f64>::builder(weights, [1, 2, 2, 2])
        .padding(Padding::Same)
        .anchor([0, 1])
        .border([Border::Wrap, Border::Constant(0.5)])
        .mode(Mode::Convolve)
        .activation(Activation::HardSwish)
        .bias([-1.0 / 3.0]);
    same(&Anchored, anchored, &x, shape);
    check_float("Anchored", &Anchored, &x, shape, DOUBLE);

    let x: Vec<i8> = (0..2 * 4 * 33).map(|_| random.next() as i8).collect();
    let shape = [1, 2, 4, 33];
    let signed =
        DynLayer::<i8, i32>::builder([1, -2, 3, 4, 5, 6, -7, 8, 0, -128, 127, 1], [3, 2, 1, 2])
            .bias([1000, -5, 0])
            .mode(Mode::Convolve)
            .activation(Activation::Clamp(-100.0, 1000.0));
    same(&Signed, signed, &x, shape);
    check_integer("Signed", &Signed, &x, shape);
}

#[test]
fn layers_of_runtime_weights_are_those_of_the_builder() -> Result<(), Error> {
    let mut random = Random::new(12);
    let (weights, bias) = (random.singles(32 * 27), random.singles(32));
    let (x, shape) = (random.singles(2 * 3 * 17 * 35), [2, 3, 17, 35]);
    let stem = Stem::new(&weights, &bias)?;
    let built = DynLayer::builder(&weights, [32, 3, 3, 3])
        .stride(2)
        .padding(1)
        .bias(&bias)
        .activation(Activation::Relu6);
    same(&stem, built, &x, shape);
    check_float("Stem", &stem, &x, shape, SINGLE);
    assert_eq!(stem.clone(), stem);

    let weights = random.singles(6 * 9);
    let (x, shape) = (random.singles(7 * 9 * 6), [1, 7, 9, 6]);
    let depthwise = Depthwise::new(&weights)?;
    let built = DynLayer::builder(&weights, [6, 1, 3, 3])
        .groups(6)
        .dilation(2)
        .padding(Padding::Same)
        .border(Border::Replicate)
        .layout(Layout::Nhwc)
        .activation(Activation::Leaky(f64::from(0.1f32)));
    same(&depthwise, built, &x, shape);
    check_float("Depthwise", &depthwise, &x, shape, SINGLE);

    let (weights, bias) = (random.doubles(4 * 10), random.doubles(4));
    let (x, shape) = (random.doubles(2 * 50 * 2), [2, 1, 50, 2]);
    let strided = Strided::new(&weights, &bias)?;
    let built = DynLayer::<f64, f64>::builder(&weights, [4, 2, 5])
        .stride(3)
        .dilation(2)
        .padding([3, 1])
        .layout(Layout::Nhwc)
        .bias(&bias)
        .activation(Activation::Relu);
    same(&strided, built, &x, shape);
    check_float("Strided", &strided, &x, shape, DOUBLE);

    let weights: Vec<i8> = (0..8 * 36).map(|_| random.next() as i8).collect();
    let x: Vec<u8> = (0..4 * 6 * 37).map(|_| random.next() as u8).collect();
    let shape = [1, 4, 6, 37];
    let bytes = Bytes::new(&weights)?;
    let built = DynLayer::<u8, i32>::builder(&weights, [8, 4, 3, 3])
        .padding(Padding::Same)
        .border(Border::Constant(7.0));
    same(&bytes, built, &x, shape);
    check_integer("Bytes", &bytes, &x, shape);
    Ok(())
}

#[test]
fn layers_that_may_use_winograd_are_those_of_the_builder() -> Result<(), Error> {
    let mut random = Random::new(13);
    let weights = random.singles(5 * 27);
    let built = DynLayer::builder(&weights, [5, 3, 3, 3])
        .padding(1)
        .winograd(conv_kernel::Winograd::Always)
        .activation(Activation::Sigmoid);
    let x = random.singles(3 * 9 * 30);
    same(&Winograd::new(&weights)?, built, &x, [1, 3, 9, 30]);

    let (weights, bias) = (random.singles(20 * 16 * 9), random.singles(20));
    let built = DynLayer::builder(&weights, [20, 16, 3, 3])
        .winograd(conv_kernel::Winograd::Auto)
        .bias(&bias)
        .activation(Activation::Tanh);
    let x = random.singles(16 * 12 * 20);
    same(&Auto::new(&weights, &bias)?, built, &x, [1, 16, 12, 20]);
    Ok(())
}

#[test]
fn layers_of_files_have_their_shapes_and_numbers() {
    let mut random = Random::new(14);
    let weights: Vec<f32> = (0..24u8).map(|i| (f32::from(i) - 11.0) / 8.0).collect();
    let (x, shape) = (random.singles(2 * 2 * 5 * 9), [2, 2, 5, 9]);
    let built = DynLayer::builder(&weights, [3, 2, 2, 2])
        .bias([0.5f32, -1.0, 2.0])
        .stride([1, 2])
        .padding([[1, 0], [2, 1]]);
    same(&Npy, built, &x, shape);
    check_float("Npy", &Npy, &x, shape, SINGLE);

    let weights: Vec<f64> = (0..8u8).map(|i| (f64::from(i) - 3.0) / 4.0).collect();
    let (x, shape) = (random.doubles(30), [1, 1, 1, 30]);
    let built = DynLayer::<f64, f64>::builder(&weights, [2, 1, 4]).bias([0.25, -0.25]);
    same(&Tensors, built, &x, shape);
    check_float("Tensors", &Tensors, &x, shape, DOUBLE);
}

#[test]
fn literals_are_rounded_once() -> Result<(), Error> {
    conv_kernel! {
        // Between two singles, just above the middle; a double rounds it to the middle itself.
        struct Above: f32 { taps: [[[[1.00000005960464478]]]] }
        struct Third: f32 { taps: [[[[1/3]]]], activation: leaky(1/3) }
    }
    assert_eq!(Above.apply_array(&[[[1.0]]])?, [[[1.000_000_1]]]);
    assert_eq!(Third.apply_array(&[[[1.0]]])?, [[[1.0 / 3.0]]]);
    let slope = f64::from(1.0f32 / 3.0);
    assert_eq!(
        Third.explain().kernel().activation(),
        Some(Activation::Leaky(slope))
    );
    Ok(())
}

#[test]
fn arrays_are_images_in_the_order_of_the_layout() -> Result<(), Error> {
    let image = [[[3.0, 2.0, 1.0], [0.0, 1.0, 0.0]]];
    let y: [[[f32; 1]; 2]; 1] = Luma.apply_array(&image)?;
    let expected = Luma.apply(image.as_flattened().as_flattened(), [1, 1, 2, 3])?;
    assert_eq!(y.as_flattened().as_flattened(), expected);

    let mut random = Random::new(15);
    let stem = Stem::new(random.singles(32 * 27), random.singles(32))?;
    let image = [[[0.5; 5]; 4]; 3];
    let y: [[[f32; 3]; 2]; 32] = stem.apply_array(&image)?;
    let expected = stem.apply(image.as_flattened().as_flattened(), [1, 3, 4, 5])?;
    assert_eq!(y.as_flattened().as_flattened(), expected);

    assert_eq!(
        Onset.apply_array(&[[1.0, 0.0, 0.0, 5.0]])?,
        [[1.0, 2.0, 1.0, 5.0]]
    );
    let strided = Strided::new(random.doubles(40), random.doubles(4))?;
    let signal = [[0.5, -1.0]; 9];
    let y: [[f64; 4]; 2] = strided.apply_array(&signal)?;
    assert_eq!(
        y.as_flattened(),
        strided.apply(signal.as_flattened(), [1, 1, 9, 2])?
    );
    Ok(())
}

#[test]
fn what_is_known_without_an_input_is_constant() {
    const _: () = {
        assert!(Stem::PARAMETERS == 32 * 27 + 32);
        assert!(Stem::MACS == 32 * 27);
        assert!(matches!(Stem::RECEPTIVE_FIELD, [3, 3]));
        assert!(matches!(Stem::macs([2, 3, 9, 8]), Some(34_560)));
        assert!(matches!(
            Stem::output_shape_for([2, 3, 9, 8]),
            Some([2, 32, 5, 4])
        ));
        // Another number of channels.
        assert!(Stem::output_shape_for([2, 4, 9, 8]).is_none());
        assert!(Stem::macs([2, 4, 9, 8]).is_none());
        assert!(Luma::PARAMETERS == 3 && Luma::MACS == 3);
        assert!(matches!(
            Luma::output_shape_for([1, 4, 5, 3]),
            Some([1, 4, 5, 1])
        ));
        assert!(matches!(Depthwise::RECEPTIVE_FIELD, [5, 5]));
        assert!(Depthwise::MACS == 54);
        assert!(matches!(Strided::RECEPTIVE_FIELD, [1, 9]));
        assert!(Npy::PARAMETERS == 27 && Tensors::PARAMETERS == 10);
        // More than `usize` counts.
        assert!(Onset::macs([usize::MAX / 4, 1, 1, 4]).is_none());
    };
}

#[test]
#[expect(
    clippy::needless_borrows_for_generic_args,
    reason = "borrowed arrays are among the forms"
)]
fn numbers_are_given_as_arrays_slices_and_vectors() -> Result<(), Error> {
    let weights = [0.5f32; 54];
    let expected = Depthwise::new(weights)?;
    assert_eq!(Depthwise::new(&weights)?, expected);
    assert_eq!(Depthwise::new(&weights[..])?, expected);
    assert_eq!(Depthwise::new(weights.to_vec())?, expected);
    assert_eq!(Depthwise::new(&weights.to_vec())?, expected);
    let expected = Bytes::new(vec![3i32; 288])?;
    assert_eq!(Bytes::new([3u8; 288])?, expected);
    assert_eq!(Bytes::new(&[3i16; 288][..])?, expected);
    Ok(())
}

#[test]
fn numbers_that_break_a_rule_are_told() {
    let told = |error: Error| error.to_string();
    let told = |result: Result<(), Error>| result.map_err(told);
    let no = |message: &str| Err(message.to_owned());
    assert_eq!(
        told(Stem::new([0.0; 27], [0.0; 31]).map(drop)),
        no(
            "weights: 27 numbers, but `[out][in / groups][row][column]` has 864: write one for each; \
            `bias` has 31 numbers, but there are 32 output channels: write 32 numbers"
        )
    );
    assert_eq!(
        told(Depthwise::new([f32::NAN; 54]).map(drop)),
        no("weights: value 0 is NaN: write finite values")
    );
    assert_eq!(
        told(Bytes::new([1_000_000; 288]).map(drop)),
        no(
            "weights: the sums of the output channel at index 0 range over [0, 9180000000], which `i32` \
            cannot hold: write smaller weights"
        )
    );
}

#[test]
fn threads_that_begin_at_once_see_one_layer() {
    conv_kernel! {
        struct Shared: f32 { taps: [[[[1, 2], [3, 4]]]], bias: [0.5] }
    }
    let found: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| Shared.apply(&[1.0; 4], [1, 1, 2, 2])))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no thread panics"))
            .collect()
    });
    assert_eq!(found, vec![Ok(vec![10.5]); 8]);
}
