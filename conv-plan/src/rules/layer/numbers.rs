//! Weights and biases: their number, their type, their values, and the range of integer sums.

use super::check::counted;
use super::{LayerShape, LayerSpec, LayerValues, ZeroPoints};
use crate::fault::{Faults, KernelError, Subject, Voice};
use crate::number::ElementType;
use crate::window::Mode;
use alloc::collections::TryReserveError;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

impl LayerValues {
    /// No values, in the type in which a layer of this input computes.
    #[must_use]
    pub const fn empty(input: ElementType) -> Self {
        match input {
            ElementType::F32 => Self::F32(Vec::new()),
            ElementType::F64 => Self::F64(Vec::new()),
            _ => Self::Integer(Vec::new()),
        }
    }
}

/// Why there is no layer with these options, weights or bias.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::layer::{LayerError, LayerOptions, LayerSpec, Numbers};
/// let weights = Numbers::Written([1.0f32, 2.0].into());
/// let options = LayerOptions::new(ElementType::F32, ElementType::F32, [1, 1, 3], weights);
/// let error = LayerSpec::check(options).unwrap_err();
/// assert!(matches!(error, LayerError::Rules(rules) if rules.faults().len() == 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayerError {
    /// They break these rules.
    Rules(KernelError),
    /// The allocator refused.
    OutOfMemory,
}

impl From<KernelError> for LayerError {
    fn from(error: KernelError) -> Self {
        Self::Rules(error)
    }
}

impl From<TryReserveError> for LayerError {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

impl LayerSpec {
    /// This layer with these weights, `[out][in / groups][row][column]`, and this bias.
    ///
    /// Values of the layer's type are kept, not copied.
    ///
    /// # Errors
    ///
    /// [`LayerError::Rules`] if a length is wrong, a value is not finite or not of the layer's
    /// type, or sums of integers could overflow 32 bits; [`LayerError::OutOfMemory`].
    pub fn with_numbers(
        self,
        weights: LayerValues,
        bias: Option<LayerValues>,
    ) -> Result<Self, LayerError> {
        self.with_numbers_in(weights, bias, Voice::Language)
    }

    /// As [`with_numbers`](Self::with_numbers), with messages in these words.
    pub(super) fn with_numbers_in(
        mut self,
        weights: LayerValues,
        bias: Option<LayerValues>,
        voice: Voice,
    ) -> Result<Self, LayerError> {
        let mut faults = Faults::new(voice);
        let count = self.shape.weights();
        let weights = typed(&self, weights, count, Subject::Weights, &mut faults)?;
        let outputs = self.shape.outputs;
        let bias = match bias {
            Some(bias) => typed(&self, bias, outputs, Subject::Bias, &mut faults)?.map(Some),
            None => Some(None),
        };
        let (Some(mut weights), Some(bias)) = (weights, bias) else {
            return Err(faults.into_error().into());
        };
        let window = self.shape.rows * self.shape.columns;
        if self.shape.transposed.is_some() {
            weights = outputs_first(&weights, self.shape)?;
        }
        if self.mode == Mode::Convolve {
            flip(&mut weights, window);
        }
        if let LayerValues::Integer(weights) = &mut weights {
            subtract_zeros(weights, &self.zero_points, self.shape);
            range(&self, weights, bias.as_ref(), &mut faults);
        }
        if !faults.is_empty() {
            return Err(faults.into_error().into());
        }
        self.weights = Arc::new(weights);
        self.bias = bias.map(Arc::new);
        Ok(self)
    }
}

/// The values in the type of the layer, if there are as many as it needs and it holds them all.
fn typed(
    kernel: &LayerSpec,
    values: LayerValues,
    count: usize,
    subject: Subject,
    faults: &mut Faults,
) -> Result<Option<LayerValues>, TryReserveError> {
    if values.len() != count {
        faults.add(
            subject,
            match subject {
                Subject::Bias => format!(
                    "{} has {}, but there {} {}: write {}",
                    faults.voice.key(subject),
                    counted(values.len(), "number"),
                    if count == 1 { "is" } else { "are" },
                    counted(count, "output channel"),
                    counted(count, "number")
                ),
                _ => format!(
                    "{}, but `{}{}` has {count}: write one for each",
                    counted(values.len(), "number"),
                    match kernel.shape.transposed {
                        None => "[out][in / groups]",
                        Some(_) => "[in][out / groups]",
                    },
                    if kernel.shape.axes == 1 {
                        "[tap]"
                    } else {
                        "[row][column]"
                    }
                ),
            },
        );
        return Ok(None);
    }
    let typed = match (kernel.input, values) {
        (ElementType::F32, values @ LayerValues::F32(_))
        | (ElementType::F64, values @ LayerValues::F64(_)) => values,
        (ElementType::F32, LayerValues::Integer(from)) => {
            LayerValues::F32(converted(&from, |value| value as f32)?)
        }
        (ElementType::F64, LayerValues::F32(from)) => {
            LayerValues::F64(converted(&from, f64::from)?)
        }
        (ElementType::F64, LayerValues::Integer(from)) => {
            LayerValues::F64(converted(&from, f64::from)?)
        }
        (ElementType::F32, LayerValues::F64(_)) => {
            faults.add(
                subject,
                "`f64` values for a layer of `f32`: round the values first, in NumPy with `.astype(\"float32\")`",
            );
            return Ok(None);
        }
        (_, values @ LayerValues::Integer(_)) => values,
        _ => {
            faults.add(
                subject,
                "float values for a layer of integers: quantise the values first",
            );
            return Ok(None);
        }
    };
    if let Some(index) = (0..count).find(|&index| !typed.at(index).is_finite()) {
        faults.add(
            subject,
            format!("value {index} is {}: write finite values", typed.at(index)),
        );
        return Ok(None);
    }
    Ok(Some(typed))
}

fn converted<T: Copy, U>(from: &[T], to: impl Fn(T) -> U) -> Result<Vec<U>, TryReserveError> {
    let mut values = Vec::new();
    values.try_reserve_exact(from.len())?;
    values.extend(from.iter().map(|&value| to(value)));
    Ok(values)
}

/// The weights of a transposed layer, `[in][out / groups]`, with the output channels first.
pub(super) fn outputs_first(
    values: &LayerValues,
    shape: LayerShape,
) -> Result<LayerValues, TryReserveError> {
    exchanged(values, shape.groups, shape.group_inputs, shape)
}

/// The weights of a layer, `[out][in / groups]`, with the input channels first: what
/// [`outputs_first`] was given, from what it made.
pub(crate) fn exchanged_channels(
    values: &LayerValues,
    shape: LayerShape,
) -> Result<LayerValues, TryReserveError> {
    exchanged(values, shape.groups, shape.group_outputs(), shape)
}

/// `[group][outer][inner]` as `[group][inner][outer]`, window by window.
fn exchanged(
    values: &LayerValues,
    groups: usize,
    outer: usize,
    shape: LayerShape,
) -> Result<LayerValues, TryReserveError> {
    fn each<T: Copy>(
        from: &[T],
        [groups, outer, window]: [usize; 3],
    ) -> Result<Vec<T>, TryReserveError> {
        let mut to = Vec::new();
        to.try_reserve_exact(from.len())?;
        for group in from.chunks_exact((from.len() / groups.max(1)).max(1)) {
            let row = group.len() / outer.max(1);
            for start in (0..row).step_by(window) {
                for rows in group.chunks_exact(row.max(1)) {
                    to.extend_from_slice(&rows[start..start + window]);
                }
            }
        }
        Ok(to)
    }
    let sizes = [groups, outer, shape.rows * shape.columns];
    Ok(match values {
        LayerValues::F32(values) => LayerValues::F32(each(values, sizes)?),
        LayerValues::F64(values) => LayerValues::F64(each(values, sizes)?),
        LayerValues::Integer(values) => LayerValues::Integer(each(values, sizes)?),
    })
}

/// Reverses each window, which turns a convolution into a correlation.
pub(super) fn flip(values: &mut LayerValues, window: usize) {
    fn each<T>(values: &mut [T], window: usize) {
        values
            .chunks_exact_mut(window.max(1))
            .for_each(<[T]>::reverse);
    }
    match values {
        LayerValues::F32(values) => each(values, window),
        LayerValues::F64(values) => each(values, window),
        LayerValues::Integer(values) => each(values, window),
    }
}

fn subtract_zeros(weights: &mut [i32], zeros: &ZeroPoints, shape: LayerShape) {
    let channels = weights.chunks_exact_mut(shape.depth());
    for (channel, weights) in channels.enumerate() {
        let zero = match zeros.weights.as_slice() {
            [one] => *one,
            each => each.get(channel).copied().unwrap_or(0),
        };
        for weight in weights {
            // Saturated values fail the range proof that follows.
            *weight = weight.saturating_sub(zero);
        }
    }
}

/// What `subtract_zeros` was given, from what it left.
#[cfg(feature = "serde")]
pub(super) fn add_zeros(weights: &mut [i32], zeros: &ZeroPoints, shape: LayerShape) {
    let negated = ZeroPoints {
        input: zeros.input,
        weights: zeros.weights.iter().map(|zero| -zero).collect(),
    };
    subtract_zeros(weights, &negated, shape);
}

/// The proof that no partial sum of any output channel leaves 32 bits.
fn range(kernel: &LayerSpec, weights: &[i32], bias: Option<&LayerValues>, faults: &mut Faults) {
    let (min, max) = kernel.input.range().unwrap_or((0, 0));
    let zero = i64::from(kernel.zero_points.input);
    let reach = (min - zero).abs().max((max - zero).abs());
    let wide = weights
        .chunks_exact(kernel.shape.depth())
        .enumerate()
        .map(|(channel, weights)| {
            let sum: i128 = weights
                .iter()
                .map(|weight| i128::from(weight.unsigned_abs()))
                .sum();
            let bias = bias.map_or(0.0, |bias| bias.at(channel).abs());
            (sum * i128::from(reach) + bias as i128, channel)
        })
        .find(|(bound, _)| *bound > i128::from(i32::MAX));
    if let Some((bound, channel)) = wide {
        let depth = kernel.shape.depth();
        let weights = weights.chunks_exact(depth).nth(channel).unwrap_or_default();
        let bias = bias.map_or(0, |bias| bias.at(channel) as i128);
        let (mut low, mut high) = (bias, bias);
        for &weight in weights {
            let [a, b] = [min, max].map(|x| i128::from(weight) * i128::from(x - zero));
            low += a.min(b).min(0);
            high += a.max(b).max(0);
        }
        let fits = low >= i128::from(i32::MIN) && high <= i128::from(i32::MAX);
        let found = if fits {
            format!("add up to {bound} in magnitude")
        } else {
            format!("range over [{low}, {high}]")
        };
        faults.add(
            Subject::Channel(channel),
            format!(
                "the sums of the output channel at index {channel} {found}, which `i32` cannot hold: write smaller weights"
            ),
        );
    }
}
