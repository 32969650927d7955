//! A layer, an input, and the comparison of the two ways to the output.

use conv_kernel::reference::{activate, layer_magnitudes, layer_sums};
use conv_kernel::rules::TensorShape;
use conv_kernel::{Activation, Algorithm, Element, Layer, Level};
use conv_kernel::{LayerSpec, LayerValues, Layout};

/// Deterministic numbers: xorshift64 (Marsaglia, 2003).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n
    }

    /// From -1 to 1, in steps that a float holds.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 40) as f64 / f64::from(1 << 23) - 1.0
    }

    pub(crate) fn singles(&mut self, n: usize) -> Vec<f32> {
        (0..n).map(|_| self.unit() as f32).collect()
    }

    pub(crate) fn doubles(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.unit()).collect()
    }

    pub(crate) fn integers(&mut self, n: usize, low: i32, high: i32) -> Vec<i32> {
        (0..n)
            .map(|_| low + self.below((high - low + 1) as usize) as i32)
            .collect()
    }
}

/// `gamma(n) = n * u / (1 - n * u)` (Higham, Accuracy and Stability of Numerical Algorithms, 3.1).
pub(crate) fn gamma(n: usize, unit: f64) -> f64 {
    let product = n as f64 * unit;
    product / (1.0 - product)
}

/// Elements of a tensor.
pub(crate) fn elements(layout: Layout, shape: [usize; 4]) -> usize {
    layout.elements(shape).expect("the sizes fit")
}

/// Whether the output at an index is of no channel: it is 0 then.
fn fills(layer: &LayerSpec, shape: [usize; 4]) -> impl Fn(usize) -> bool {
    let layout = layer.layout();
    let output = layer.output_shape(shape).expect("it has a size");
    let output = TensorShape::new(output, layout);
    move |index| layout == Layout::Nchw16 && output.place(layout, index)[1] >= output.channels
}

/// Every level that is here.
fn levels() -> Vec<Level> {
    Level::available().collect()
}

/// How much an activation can enlarge an error, and the error that it adds itself, relative to its value.
fn steepness(activation: Option<Activation>, unit: f64) -> (f64, f64) {
    match activation {
        None | Some(Activation::Relu | Activation::Relu6 | Activation::Clamp(..)) => (1.0, 0.0),
        Some(Activation::Leaky(slope)) => (slope.abs().max(1.0), 2.0 * unit),
        // Their slope is at most 1; each operation and each call of libm adds an ulp or two.
        Some(Activation::Sigmoid | Activation::Tanh) => (1.0, 8.0 * unit),
        Some(Activation::HardSwish) => (1.5, 8.0 * unit),
    }
}

/// That a float layer keeps the bound of its definition on every level, and its bits between calls.
pub(crate) fn check_float<T: Element + PartialEq>(
    what: &str,
    layer: &dyn Layer<In = T, Out = T>,
    x: &[T],
    shape: [usize; 4],
    unit: f64,
) {
    check_float_at(&levels(), what, layer, x, shape, unit);
}

/// The same on these levels.
pub(crate) fn check_float_at<T: Element + PartialEq>(
    levels: &[Level],
    what: &str,
    layer: &dyn Layer<In = T, Out = T>,
    x: &[T],
    shape: [usize; 4],
    unit: f64,
) {
    assert_eq!(layer.explain().algorithm(), Algorithm::Direct, "{what}");
    check_algorithm_at(levels, what, layer, x, shape, unit);
}

/// That a float layer keeps the bound of its algorithm on every level.
pub(crate) fn check_algorithm<T: Element + PartialEq>(
    what: &str,
    layer: &dyn Layer<In = T, Out = T>,
    x: &[T],
    shape: [usize; 4],
    unit: f64,
) {
    check_algorithm_at(&levels(), what, layer, x, shape, unit);
}

fn check_algorithm_at<T: Element + PartialEq>(
    levels: &[Level],
    what: &str,
    layer: &dyn Layer<In = T, Out = T>,
    x: &[T],
    shape: [usize; 4],
    unit: f64,
) {
    let plan = layer.explain();
    let kernel = &plan.kernel();
    let sums = layer_sums(kernel, x, shape).expect(what);
    let magnitudes = layer_magnitudes(&plan, x, shape).expect(what);
    let (slope, own) = steepness(kernel.activation(), unit);
    let bound = gamma(plan.operations(), unit);
    let fills = fills(kernel, shape);
    for &level in levels {
        // Poisoned: every output has to be written.
        let mut y = vec![T::from_f64(f64::NAN); sums.len()];
        layer.apply_into_at(level, x, shape, &mut y).expect(what);
        let expected = sums.iter().zip(&magnitudes);
        for (index, ((sum, &magnitude), y)) in expected.zip(&y).enumerate() {
            let found = y.to_f64();
            if fills(index) {
                assert!(found == 0.0, "{what}, {level}, output {index}: {found}");
                continue;
            }
            let value = sum.value;
            let expected = activate(kernel.activation(), value);
            // The definition's value is rounded to a double itself.
            let rounded = f64::EPSILON / 2.0 * value.abs();
            let allowed = slope * (bound * magnitude + rounded)
                + own * (expected.abs() + value.abs() * unit)
                + f64::MIN_POSITIVE;
            assert!(
                (found - expected).abs() <= allowed,
                "{what}, {level}, output {index}: {found} where {expected} +- {allowed} was expected"
            );
        }
    }
}

/// That an integer layer has the bits of its definition on every level.
pub(crate) fn check_integer<T: Element>(
    what: &str,
    layer: &dyn Layer<In = T, Out = i32>,
    x: &[T],
    shape: [usize; 4],
) {
    check_integer_at(&levels(), what, layer, x, shape);
}

/// The same on these levels.
pub(crate) fn check_integer_at<T: Element>(
    levels: &[Level],
    what: &str,
    layer: &dyn Layer<In = T, Out = i32>,
    x: &[T],
    shape: [usize; 4],
) {
    let kernel: LayerSpec = layer.explain().kernel().clone();
    let fills = fills(&kernel, shape);
    let expected: Vec<i32> = layer_sums(&kernel, x, shape)
        .expect(what)
        .iter()
        .enumerate()
        .map(|(index, sum)| match fills(index) {
            true => 0,
            false => activate(kernel.activation(), sum.integer as f64) as i32,
        })
        .collect();
    for &level in levels {
        let mut y = vec![i32::MIN; expected.len()];
        layer.apply_into_at(level, x, shape, &mut y).expect(what);
        assert_eq!(y, expected, "{what}, {level}");
    }
}

/// The weights of a layer as the type that its builder takes.
pub(crate) fn values(from: &[f32]) -> LayerValues {
    from.into()
}
