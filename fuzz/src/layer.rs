//! Layers: every level, layout and way against the reference.

use super::Draw;
use super::options::{self, OUTPUTS, built, levels, same_error};
use conv_kernel::reference::{layer_magnitudes, layer_sums, layer_tolerance};
use conv_kernel::rules::TensorShape;
use conv_kernel::{
    Activation, Algorithm, Chain, DynLayer, Element, ElementType, Layer, LayerBuilder,
    LayerScratch, LayerValues, Layout, Quantization, Winograd, reorder,
};
use conv_kernel_tests::checks::difference;

/// Draws a layer and a batch, and compares.
pub fn run(bytes: &[u8]) {
    let draw = &mut Draw::new(bytes);
    match draw.below(6) {
        0 => typed::<u8, i32>(draw),
        1 => typed::<i8, i32>(draw),
        2 => typed::<u8, u8>(draw),
        3 => typed::<f64, f64>(draw),
        _ => typed::<f32, f32>(draw),
    }
}

/// The sizes of a layer and of its input.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    transposed: bool,
    axes: usize,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    groups: usize,
    window: [usize; 2],
    images: usize,
    input: [usize; 2],
}

impl Sizes {
    pub(super) fn drawn(draw: &mut Draw<'_>) -> Self {
        let groups = match draw.one_in(3) {
            true => draw.between(1, 20),
            false => 1,
        };
        let most = if groups > 1 { 3 } else { 20 };
        let axes = 2 - usize::from(draw.one_in(6));
        let square = draw.one_in(3);
        Self {
            transposed: draw.one_in(5),
            axes,
            inputs: groups * draw.between(1, most),
            outputs: groups * draw.between(1, most),
            groups,
            window: match (axes, square) {
                (1, _) => [1, draw.between(1, 9)],
                (_, true) => [3, 3],
                (_, false) => [draw.between(1, 5), draw.between(1, 5)],
            },
            images: draw.below(3),
            input: [
                if axes == 1 { 1 } else { draw.between(1, 9) },
                draw.between(1, 19),
            ],
        }
    }

    pub(super) fn weights(&self) -> Vec<usize> {
        let channels = match self.transposed {
            true => [self.inputs, self.outputs / self.groups],
            false => [self.outputs, self.inputs / self.groups],
        };
        [&channels, &self.window[2 - self.axes..]].concat()
    }

    pub(super) fn shape(&self, layout: Layout) -> [usize; 4] {
        let shape = TensorShape {
            images: self.images,
            channels: self.inputs,
            rows: self.input[0],
            columns: self.input[1],
        };
        shape.to_array(layout)
    }

    /// A builder with a window of its own; its layout is the default.
    pub(super) fn builder<In: Element, Out: Element>(
        &self,
        draw: &mut Draw<'_>,
        weights: LayerValues,
    ) -> LayerBuilder<In, Out> {
        let builder = match self.transposed {
            true => DynLayer::transposed(weights, self.weights()).output_padding(draw.below(3)),
            false => DynLayer::builder(weights, self.weights()),
        };
        options::window!(builder.groups(self.groups), draw, self.axes)
    }
}

/// Numbers of a layer in its own type.
pub(super) fn values<T: Element>(draw: &mut Draw<'_>, count: usize) -> LayerValues {
    match T::TYPE {
        ElementType::F32 => draw.elements::<f32>(count).into(),
        ElementType::F64 => draw.elements::<f64>(count).into(),
        _ => draw.elements::<i8>(count).into(),
    }
}

fn activation(draw: &mut Draw<'_>) -> Activation {
    match draw.below(8) {
        0 | 1 => Activation::Relu,
        2 => Activation::Relu6,
        3 => Activation::Leaky(draw.float()),
        4 => Activation::Clamp(draw.float(), draw.float()),
        5 => Activation::Sigmoid,
        6 => Activation::Tanh,
        _ => Activation::HardSwish,
    }
}

fn quantization(draw: &mut Draw<'_>, outputs: usize) -> Quantization {
    let mut scale = || match draw.one_in(5) {
        true => draw.float() as f32,
        false => draw.between(1, 64) as f32 / 128.0,
    };
    Quantization {
        input_scale: scale(),
        output_scale: scale(),
        weight_scales: (0..if outputs > 9 { 1 } else { outputs })
            .map(|_| scale())
            .collect(),
        output_zero: (outputs % 7) as i32,
    }
}

fn typed<In: Element, Out: Element>(draw: &mut Draw<'_>) {
    let sizes = Sizes::drawn(draw);
    let weights = values::<In>(draw, sizes.weights().iter().product());
    let mut builder = sizes.builder::<In, Out>(draw, weights);
    if draw.one_in(2) {
        builder = builder.bias(values::<In>(draw, sizes.outputs));
    }
    if draw.one_in(2) {
        builder = builder.activation(activation(draw));
    }
    if In::TYPE.is_float() {
        builder = builder.winograd(draw.pick(&[Winograd::Never, Winograd::Auto, Winograd::Always]));
    } else if draw.one_in(3) {
        builder = builder.zero_points(draw.below(256) as i32 - 64, vec![draw.below(5) as i32]);
    }
    if Out::TYPE != In::TYPE || In::TYPE.is_float() {
        // Sums stay as they are.
    } else {
        builder = builder.quantization(quantization(draw, sizes.outputs));
    }
    let layouts = Layout::ALL.map(|layout| built(builder.clone().layout(layout).build()));
    let [Some(nchw), Some(nhwc), Some(blocks)] = layouts else {
        return;
    };
    let shape = sizes.shape(Layout::Nchw);
    let x = draw.elements::<In>(shape.iter().product());
    let output = nchw.output_shape(shape);
    let Ok(output) = output else {
        same_error(&nchw.apply(&x, shape), &output);
        return;
    };
    let outputs = Layout::Nchw16.elements(output);
    if outputs.is_none_or(|outputs| outputs > 2 * OUTPUTS) {
        return;
    }
    compare(&nchw, &x, shape);
    let expected = nchw.apply(&x, shape).expect("there is an output");
    for layer in [&nhwc, &blocks] {
        let layout = layer.explain().kernel().layout();
        let x = reorder(&x, shape, Layout::Nchw, layout).expect("it fits");
        let y = layer
            .apply(&x, sizes.shape(layout))
            .expect("there is an output");
        let made = layer
            .output_shape(sizes.shape(layout))
            .expect("there is an output");
        let y = reorder(&y, made, layout, Layout::Nchw).expect("it fits");
        assert_eq!(
            difference(&y, &expected),
            None,
            "{layout} {}",
            nchw.explain()
        );
    }
    chain(draw, &nchw, (&x, shape), (&expected, output));
}

/// What is smaller may lose digits to underflow on its way through a tile.
const SMALL: f64 = 1e-25;

/// That the outputs of every level keep the reference's bound, and those of every way the bits of a
/// level.
fn compare<In: Element, Out: Element>(layer: &DynLayer<In, Out>, x: &[In], shape: [usize; 4]) {
    let plan = layer.explain();
    let kernel = plan.kernel();
    let sums = layer_sums(kernel, x, shape).expect("there is an output");
    let magnitudes = layer_magnitudes(&plan, x, shape).expect("there is an output");
    let output = TensorShape::new(
        layer.output_shape(shape).expect("an output"),
        kernel.layout(),
    );
    let filtered = plan.algorithm() != Algorithm::Direct;
    let small = |at| {
        let weight = kernel.weights().at(at);
        weight != 0.0 && weight.abs() < SMALL
    };
    let underflows = filtered && (0..kernel.weights().len()).any(small);
    for level in levels() {
        let mut y = vec![Out::default(); sums.len()];
        layer
            .apply_into_at(level, x, shape, &mut y)
            .expect("the level is here");
        for (at, (sum, &found)) in sums.iter().zip(&y).enumerate() {
            let channel = output.place(kernel.layout(), at)[1];
            let magnitude = if filtered { magnitudes[at] } else { sum.finite };
            // What is not finite spreads over a tile, and Winograd's bound is one without
            // underflow.
            let spread = filtered && (underflows || !magnitude.is_finite() || magnitude < SMALL);
            let tolerance = layer_tolerance(kernel, plan.operations(), magnitude);
            let right = spread || sum.agrees(kernel, channel, tolerance, found);
            assert!(
                right,
                "{level}, output {at}: {found} is not {sum:?} +- {tolerance} {plan}"
            );
        }
    }
    let expected = layer.apply(x, shape).expect("there is an output");
    let mut y = vec![Out::default(); expected.len()];
    let mut scratch = LayerScratch::new();
    for _ in 0..2 {
        layer
            .apply_with(x, shape, &mut y, &mut scratch)
            .expect("there is an output");
        assert_eq!(difference(&y, &expected), None, "apply_with {plan}");
    }
    let parallel = layer.apply_par(x, shape).expect("there is an output");
    assert_eq!(difference(&parallel, &expected), None, "apply_par {plan}");
}

/// A second layer, in one call with the first and after it.
fn chain<In: Element, Mid: Element>(
    draw: &mut Draw<'_>,
    first: &DynLayer<In, Mid>,
    (x, shape): (&[In], [usize; 4]),
    (middle, between): (&[Mid], [usize; 4]),
) {
    let (channels, outputs) = (between[1], draw.between(1, 9));
    let window = [draw.between(1, 3), draw.between(1, 3)];
    let weights = values::<Mid>(draw, outputs * channels * window[0] * window[1]);
    let builder = DynLayer::<Mid, Mid>::builder(weights, [outputs, channels, window[0], window[1]]);
    let second = options::window!(builder, draw, 2).build();
    let Some(second) = built(second) else { return };
    let chain = Chain::new(first, &second).expect("the channels are those of the first");
    let whole = second.output_shape(between);
    let small = |shape: &[usize; 4]| shape.iter().product::<usize>() <= 2 * OUTPUTS;
    match whole {
        Ok(whole) if small(&whole) => {
            let expected = second.apply(middle, between).expect("there is an output");
            let found = chain.apply(x, shape).expect("there is an output");
            assert_eq!(difference(&found, &expected), None, "{chain:?}");
            let found = chain.apply_par(x, shape).expect("there is an output");
            assert_eq!(difference(&found, &expected), None, "in parallel {chain:?}");
        }
        Ok(_) => {}
        Err(_) => same_error(&chain.output_shape(shape), &whole),
    }
}
