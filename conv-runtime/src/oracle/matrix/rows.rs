//! One row of the matrix: which taps or weights meet which elements, and the sum of their products.

use super::window::Met;
use super::{BlockPattern, ChannelBlocks, ConvMatrix, exactly, window};
use crate::data::Error;
use crate::oracle::reference;
#[cfg(feature = "layers")]
use crate::oracle::reference::Accumulator;
use crate::oracle::reference::Sum;
use conv_plan::number::Scalar;
use conv_plan::plan::Coefficient;
use conv_plan::rules::layer::Layout;
#[cfg(feature = "layers")]
use conv_plan::rules::layer::{LayerSpec, LayerValues};
use conv_plan::rules::{ConvSpec, Missing, Weights};

/// Where the entries come from, and the epilogue of the sums.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Numbers {
    Kernel(ConvSpec),
    #[cfg(feature = "layers")]
    Layer(LayerSpec),
}

impl Numbers {
    pub(super) const fn are_integers(&self) -> bool {
        match self {
            Self::Kernel(kernel) => matches!(kernel.weights(), Weights::Integer { .. }),
            #[cfg(feature = "layers")]
            Self::Layer(kernel) => !kernel.input().is_float(),
        }
    }

    fn count(&self) -> usize {
        match self {
            Self::Kernel(kernel) => kernel.tap_count(),
            #[cfg(feature = "layers")]
            Self::Layer(kernel) => kernel.weights().len(),
        }
    }

    /// The tap or weight at `index`; 0 after the last.
    pub(super) fn coefficient(&self, index: usize) -> Coefficient {
        match self {
            Self::Kernel(kernel) => match &kernel.weights() {
                Weights::Integer { taps, .. } => {
                    Coefficient::Integer(taps.get(index).copied().unwrap_or(0))
                }
                _ => Coefficient::Float(kernel.tap_f64(index)),
            },
            #[cfg(feature = "layers")]
            Self::Layer(kernel) => match kernel.weights() {
                LayerValues::Integer(weights) => {
                    Coefficient::Integer(weights.get(index).map_or(0, |&weight| weight.into()))
                }
                weights => Coefficient::Float(weights.at(index)),
            },
        }
    }

    /// Whether inputs are spread over outputs.
    pub(super) const fn is_transposed(&self) -> bool {
        match self {
            Self::Kernel(_) => false,
            #[cfg(feature = "layers")]
            Self::Layer(kernel) => kernel.shape().transposed.is_some(),
        }
    }

    /// Whether the taps on zeros count: where those on inputs may be missing.
    const fn weighs_zeros(&self) -> bool {
        match self {
            Self::Kernel(kernel) => matches!(kernel.missing(), Missing::Renormalize),
            #[cfg(feature = "layers")]
            Self::Layer(_) => false,
        }
    }

    fn bias(&self, channel: usize) -> f64 {
        match self {
            Self::Kernel(_) => {
                let _ = channel;
                0.0
            }
            #[cfg(feature = "layers")]
            Self::Layer(kernel) => kernel.bias().as_ref().map_or(0.0, |bias| bias.at(channel)),
        }
    }

    /// The element that stands for 0.
    pub(super) fn zero(&self) -> i32 {
        match self {
            Self::Kernel(_) => 0,
            #[cfg(feature = "layers")]
            Self::Layer(kernel) => kernel.zero_points().input,
        }
    }

    /// Checks that the elements are of these types.
    pub(super) fn check_types<In: Scalar, Out: Scalar>(&self) -> Result<(), Error> {
        match self {
            Self::Kernel(kernel) => reference::check_types::<In, Out>(kernel),
            #[cfg(feature = "layers")]
            Self::Layer(kernel) => reference::layer_types(kernel, (In::TYPE, Out::TYPE)),
        }
    }
}

/// Images and channels, and how they lie. A kernel has one of each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Channels {
    pub(super) images: usize,
    pub(super) groups: usize,
    pub(super) group_inputs: usize,
    pub(super) group_outputs: usize,
    pub(super) layout: Layout,
}

impl Channels {
    pub(super) const ONE: Self = Self {
        images: 1,
        groups: 1,
        group_inputs: 1,
        group_outputs: 1,
        layout: Layout::Nchw,
    };

    pub(super) const fn inputs(&self) -> usize {
        self.groups * self.group_inputs
    }

    pub(super) const fn outputs(&self) -> usize {
        self.groups * self.group_outputs
    }

    /// The index of a pixel in an image and a channel of an input with `area` pixels.
    pub(super) const fn input(&self, [image, channel, at]: [usize; 3], area: usize) -> usize {
        match self.layout {
            Layout::Nchw => (image * self.inputs() + channel) * area + at,
            Layout::Nhwc => (image * area + at) * self.inputs() + channel,
            Layout::Nchw16 => {
                let block = image * self.inputs().div_ceil(16) + channel / 16;
                (block * area + at) * 16 + channel % 16
            }
        }
    }

    /// Channels with those that fill up the last block.
    pub(super) const fn stored(&self, channels: usize) -> usize {
        match self.layout {
            Layout::Nchw | Layout::Nhwc => channels,
            Layout::Nchw16 => channels.next_multiple_of(16),
        }
    }

    /// Whether there is one image, one input channel and one output channel, and nothing else.
    pub(super) const fn is_one(&self) -> bool {
        matches!((self.images, self.inputs(), self.outputs()), (1, 1, 1))
            && !matches!(self.layout, Layout::Nchw16)
    }

    /// The blocks from channel to channel, each with this pattern.
    pub(super) const fn blocks(&self, block: BlockPattern) -> ChannelBlocks {
        ChannelBlocks {
            images: self.images,
            inputs: self.inputs(),
            outputs: self.outputs(),
            groups: self.groups,
            layout: self.layout,
            block,
        }
    }
}

impl ConvMatrix {
    /// The taps of row `i` that are not zero, with what they meet; what stands for 0 is left out,
    /// unless the taps on it count.
    pub(super) fn meetings(&self, i: usize) -> impl Iterator<Item = (usize, Met)> {
        let (channels, window) = (self.channels, &self.window);
        let [image, output, pixel] = self.place(i);
        let taps_of_channel = window.rows.kernel.saturating_mul(window.columns.kernel);
        let inputs = channels.group_inputs;
        let depth = inputs
            .saturating_mul(taps_of_channel)
            .min(self.numbers.count());
        let first = output / channels.group_outputs * inputs;
        let area = self.row_axis.input * self.column_axis.input;
        let zero = Met::Constant(self.numbers.zero().into());
        let taps = if self.has_output(i) { depth } else { 0 };
        (0..taps).filter_map(move |tap| {
            let number = output * depth + tap;
            if self.numbers.coefficient(number).to_f64() == 0.0 {
                return None;
            }
            let axes = (&self.row_axis, &self.column_axis);
            let at = (pixel, tap % taps_of_channel);
            let met = if self.numbers.is_transposed() {
                Met::Input(window::met_transposed(window, axes, at)?)
            } else {
                window::met(window, axes, at.0, at.1)
            };
            let met = match met {
                Met::Input(at) => {
                    let channel = first + tap / taps_of_channel;
                    Met::Input(channels.input([image, channel, at], area))
                }
                constant => constant,
            };
            (met != zero || self.numbers.weighs_zeros()).then_some((number, met))
        })
    }

    /// Image, channel and pixel of output `i`.
    fn place(&self, i: usize) -> [usize; 3] {
        let channels = self.channels.stored(self.channels.outputs());
        let area = self.row_axis.output * self.column_axis.output;
        let (image, within) = (i / (area * channels), i % (area * channels));
        match self.channels.layout {
            Layout::Nchw => [image, within / area, within % area],
            Layout::Nhwc => [image, within % channels, within / channels],
            Layout::Nchw16 => {
                let channel = within / (area * 16) * 16 + within % 16;
                [image, channel, within / 16 % area]
            }
        }
    }

    /// Whether row `i` is that of an output; others are below the last row, or fill up a block of
    /// channels.
    fn has_output(&self, i: usize) -> bool {
        i < self.rows() && self.place(i)[1] < self.channels.outputs()
    }

    /// Row `i` of `A x + b`, in twice the precision of a double and rounded once; 0 below the last
    /// row.
    pub(super) fn dot(&self, i: usize, x: impl Fn(usize) -> f64) -> f64 {
        if !self.has_output(i) {
            return 0.0;
        }
        let zero = f64::from(self.numbers.zero());
        let mut sum = (self.numbers.bias(self.place(i)[1]), 0.0);
        for (number, met) in self.meetings(i) {
            let tap = self.numbers.coefficient(number).to_f64();
            let value = met.value(&x);
            sum = reference::dot2(sum, tap, value);
            if zero != 0.0 {
                sum = reference::dot2(sum, tap, -zero);
            }
        }
        sum.0
    }

    /// Row `i` of `A x + b`, exactly, 0 below the last row; `None` on the float path.
    pub(super) fn dot_exact(&self, i: usize, x: impl Fn(usize) -> i64) -> Option<i128> {
        if !self.numbers.are_integers() {
            return None;
        }
        if !self.has_output(i) {
            return Some(0);
        }
        let zero = i64::from(self.numbers.zero());
        let bias = self.numbers.bias(self.place(i)[1]) as i128;
        self.meetings(i).try_fold(bias, |sum, (number, met)| {
            let tap = self.numbers.coefficient(number);
            let value = match met {
                Met::Input(column) => x(column),
                Met::Constant(value) => value as i64,
            };
            exactly(exactly(sum, tap, value)?, tap, -zero)
        })
    }

    /// The entries of row `i` into `to`, as [`entry`](Self::entry) has them, in one walk over the
    /// terms. `exact` holds as many zeros, for the sums of the integer path.
    pub(super) fn entries(&self, i: usize, exact: &mut [i128], to: &mut [f64]) {
        for (j, term) in self.row(i) {
            let (Some(exact), Some(to)) = (exact.get_mut(j), to.get_mut(j)) else {
                continue;
            };
            match exactly(*exact, term, 1) {
                Some(sum) => *exact = sum,
                None => *to += term.to_f64(),
            }
        }
        if self.numbers.are_integers() {
            for (exact, to) in exact.iter_mut().zip(to) {
                *to = core::mem::take(exact) as f64;
            }
        }
    }

    /// Row `i` of `finish(A x + b)`.
    pub(super) fn output<In: Scalar, Out: Scalar>(&self, i: usize, x: &[In]) -> Out {
        let element = |column: usize| x.get(column).map_or(0.0, |element| element.to_f64());
        match &self.numbers {
            Numbers::Kernel(kernel) => self.sum(kernel, i, &element).finish(kernel),
            #[cfg(feature = "layers")]
            Numbers::Layer(_) if !self.has_output(i) => Out::default(),
            #[cfg(feature = "layers")]
            Numbers::Layer(kernel) => {
                let sum = self.accumulated(kernel, i, &element);
                sum.finish().finish(kernel, self.place(i)[1])
            }
        }
    }

    /// Row `i` of `A x + b` of a kernel, for elements of any type.
    fn sum(&self, kernel: &ConvSpec, i: usize, element: &dyn Fn(usize) -> f64) -> Sum {
        let mut sum = Sum::zero(kernel);
        for (tap, met) in self.meetings(i) {
            sum.add(kernel, tap, 1.0, met.value(element));
        }
        sum
    }

    /// Row `i` of `A x + b` of a layer, for elements of any type.
    #[cfg(feature = "layers")]
    fn accumulated(
        &self,
        kernel: &LayerSpec,
        i: usize,
        element: &dyn Fn(usize) -> f64,
    ) -> Accumulator {
        let zero = f64::from(kernel.zero_points().input);
        let mut sum = Accumulator::new(kernel, self.place(i)[1]);
        for (weight, met) in self.meetings(i) {
            sum.add(kernel, weight, met.value(element));
            if zero != 0.0 {
                sum.add(kernel, weight, -zero);
            }
        }
        sum
    }
}
