//! The rules of layers: [`LayerOptions`] to [`LayerSpec`], collecting every fault on the way.

mod activation;
mod transposed;

use super::{
    LayerError, LayerOptions, LayerShape, LayerSpec, LayerValues, Numbers, Quantization, Winograd,
    ZeroPoints,
};
use crate::fault::{Faults, Subject, Voice};
use crate::number::ElementType;
use crate::window::{Noun, PerAxis};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

/// Weights that a layer may have; more are refused, so that no index of a weight overflows 32 bits.
pub const MAX_WEIGHTS: usize = 1 << 30;

impl LayerSpec {
    /// Checks every rule and makes the kernel. Weights and biases that come later are empty until
    /// then.
    /// Messages are in the words of the macro.
    ///
    /// # Errors
    ///
    /// [`LayerError::Rules`] with every fault, each naming its subject;
    /// [`LayerError::OutOfMemory`].
    pub fn check(options: LayerOptions) -> Result<Self, LayerError> {
        Self::check_in(options, Voice::Language)
    }

    /// As [`check`](Self::check), with messages in the words of the macro or of the builders.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    pub fn check_in(mut options: LayerOptions, voice: Voice) -> Result<Self, LayerError> {
        let numbers = (
            core::mem::replace(&mut options.weights, Numbers::Absent),
            core::mem::replace(&mut options.bias, Numbers::Absent),
        );
        let options = &options;
        let mut faults = Faults::new(voice);

        // Step 1: the shape, its groups and the element types.
        let shape = shape(options, &mut faults);
        types(options, &mut faults);

        // Step 2: stride, dilation, padding, border and anchor.
        let window = shape.as_ref().and_then(|_| options.shape.get(2..));
        let window = options
            .window
            .check(window, options.input, Noun::Layer, &mut faults);

        // Step 3: what happens to the sums.
        activation::check(options, &mut faults);
        zero_points(options, &mut faults);
        quantization(options, &mut faults);
        winograd(options, &mut faults);
        let transposed = transposed::check(options, &mut faults);

        let (Some(mut shape), Some(window)) = (shape, window) else {
            return Err(faults.into_error().into());
        };
        if !faults.is_empty() {
            return Err(faults.into_error().into());
        }
        shape.transposed = transposed;
        let kernel = Self {
            input: options.input,
            output: options.output,
            shape,
            window,
            layout: options.layout,
            weights: Arc::new(LayerValues::empty(options.input)),
            bias: None,
            activation: options.activation,
            winograd: transposed::algorithm(options),
            zero_points: options.zero_points.clone(),
            quantization: options.quantization.clone(),
            mode: options.window.mode,
        };

        // Step 4: the weights and the bias, as far as they are known.
        match numbers {
            (Numbers::Written(weights), Numbers::Absent) => {
                kernel.with_numbers_in(weights, None, voice)
            }
            (Numbers::Written(weights), Numbers::Written(bias)) => {
                kernel.with_numbers_in(weights, Some(bias), voice)
            }
            _ => Ok(kernel),
        }
    }
}

fn shape(options: &LayerOptions, faults: &mut Faults) -> Option<LayerShape> {
    let (whole, of_group, rows, columns) = match *options.shape.as_slice() {
        [whole, of_group, taps] => (whole, of_group, 1, taps),
        [whole, of_group, rows, columns] => (whole, of_group, rows, columns),
        _ => {
            let (outer, inner) = if options.transposed {
                ("in", "out")
            } else {
                ("out", "in")
            };
            faults.add(
                Subject::Shape,
                format!(
                    "{} axes: a layer has `[{outer}, {inner}, rows, columns]`, or `[{outer}, {inner}, taps]` with one axis",
                    options.shape.len()
                ),
            );
            return None;
        }
    };
    let mut sound = true;
    for (axis, _) in options
        .shape
        .iter()
        .enumerate()
        .filter(|(_, size)| **size == 0)
    {
        sound = false;
        faults.add(
            Subject::ShapeAxis(axis),
            "a size cannot be 0: write 1 or more",
        );
    }
    let groups = options.groups;
    if groups == 0 {
        sound = false;
        let key = faults.voice.key(Subject::Groups);
        faults.add(
            Subject::Groups,
            format!("{key} cannot be 0: write 1 or more"),
        );
    } else if whole % groups != 0 {
        sound = false;
        let kind = if options.transposed {
            "input channel"
        } else {
            "output channel"
        };
        faults.add(
            Subject::Groups,
            format!(
                "{} cannot be split into {groups} equal groups: write {}",
                counted(whole, kind),
                divisors(whole)
            ),
        );
    }
    // Groups divide these channels, so this bounds the channels of all groups on the other side too.
    let count = options
        .shape
        .iter()
        .try_fold(1usize, |count, &size| count.checked_mul(size.max(1)));
    if count.is_none_or(|count| count > MAX_WEIGHTS) {
        sound = false;
        faults.add(
            Subject::Shape,
            format!("a layer has at most {MAX_WEIGHTS} weights, and this has more: write fewer channels or a smaller window"),
        );
    }
    if !sound {
        return None;
    }
    let (outputs, group_inputs) = if options.transposed {
        (of_group * groups, whole / groups)
    } else {
        (whole, of_group)
    };
    Some(LayerShape {
        outputs,
        group_inputs,
        rows,
        columns,
        groups,
        axes: options.shape.len() - 2,
        transposed: None,
    })
}

fn types(options: &LayerOptions, faults: &mut Faults) {
    let voice = faults.voice;
    use ElementType::{F32, F64, I8, I32, U8};
    match (options.input, options.output) {
        (F32, F32) | (F64, F64) | (U8 | I8, I32 | U8 | I8) => {}
        (F32 | F64, output) => faults.add(
            Subject::Output,
            format!(
                "a layer of `{0}` has `{0}` outputs, not `{output}`: write {1}{2}",
                options.input,
                voice.output(options.input, options.input),
                match output {
                    F32 | F64 => format!(", or {}", voice.types(output, output)),
                    _ => String::new(),
                }
            ),
        ),
        (U8 | I8, output) => faults.add(
            Subject::Output,
            format!(
                "a layer of `{0}` has `i32` outputs, not `{output}`: write {1}",
                options.input,
                voice.output(options.input, "i32")
            ),
        ),
        (input, _) => faults.add(
            Subject::Input,
            format!(
                "layers of `{input}` are not supported: write `f32`, `f64`, {} or {}",
                voice.types("u8", "i32"),
                voice.types("i8", "i32")
            ),
        ),
    }
}

/// A number of things, in words.
pub(super) fn counted(count: usize, thing: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{s}")
}

/// The numbers of groups of equal size, in words.
fn divisors(count: usize) -> String {
    const MOST: usize = 10;
    let root = count.isqrt();
    let small: Vec<usize> = (1..=root)
        .filter(|by| count.is_multiple_of(*by))
        .take(MOST)
        .collect();
    let large = small.iter().rev().map(|by| count / by);
    let mut all: Vec<usize> = small.iter().copied().chain(large).collect();
    all.dedup();
    let shown: Vec<String> = all.iter().map(usize::to_string).collect();
    match shown.as_slice() {
        [only] => only.clone(),
        [init @ .., last] if all.len() <= MOST => format!("{} or {last}", init.join(", ")),
        _ => format!("a divisor of {count}"),
    }
}

/// A fault unless there is one value, or one for each output channel.
fn one_or_each(
    found: usize,
    options: &LayerOptions,
    what: &str,
    subject: Subject,
    faults: &mut Faults,
) {
    let out = match *options.shape.as_slice() {
        [_, of_group, ..] if options.transposed => of_group.saturating_mul(options.groups),
        [out, ..] => out,
        [] => 0,
    };
    if found != 1 && found != out {
        faults.add(
            subject,
            format!("{found} {what}: write one, or one for each of the {out} output channels"),
        );
    }
}

fn zero_points(options: &LayerOptions, faults: &mut Faults) {
    let ZeroPoints { input, weights } = &options.zero_points;
    if options.zero_points == ZeroPoints::default() {
        return;
    }
    let Some((min, max)) = options.input.range() else {
        let key = faults.voice.key(Subject::ZeroPoints);
        faults.add_key(
            Subject::ZeroPoints,
            format!("{key} is for integer layers: remove {key}"),
        );
        return;
    };
    if !(min..=max).contains(&i64::from(*input)) {
        faults.add(
            Subject::ZeroPoints,
            format!(
                "`{}` cannot hold the zero point {input}: write an integer from {min} to {max}",
                options.input
            ),
        );
    }
    if !weights.is_empty() {
        one_or_each(
            weights.len(),
            options,
            "zero points of weights",
            Subject::ZeroPoints,
            faults,
        );
    }
    if let Some(wide) = weights.iter().find(|zero| !(-128..=255).contains(*zero)) {
        faults.add(
            Subject::ZeroPoints,
            format!("8 bits cannot hold the zero point {wide}: write an integer from -128 to 255"),
        );
    }
}

fn quantization(options: &LayerOptions, faults: &mut Faults) {
    use ElementType::{I8, U8};
    let narrow = matches!((options.input, options.output), (U8 | I8, U8 | I8));
    let Some(Quantization {
        input_scale,
        weight_scales,
        output_scale,
        output_zero,
    }) = &options.quantization
    else {
        if narrow {
            let (input, output) = (options.input, options.output);
            let instead = match faults.voice {
                Voice::Language => "make a `DynLayer` with `quantization`",
                Voice::Builder => "add `.quantization(..)`",
            };
            let types = faults.voice.types(input, "i32");
            faults.add(
                Subject::Quantization,
                format!("`{output}` cannot hold the sums of a layer: write {types}, or {instead}"),
            );
        }
        return;
    };
    if !narrow {
        let key = faults.voice.key(Subject::Quantization);
        faults.add_key(
            Subject::Quantization,
            format!("{key} is for `u8` and `i8` outputs of `u8` and `i8` inputs: remove {key}"),
        );
        return;
    }
    one_or_each(
        weight_scales.len(),
        options,
        "scales of weights",
        Subject::Quantization,
        faults,
    );
    let scales = [input_scale, output_scale].into_iter().chain(weight_scales);
    if let Some(scale) = scales
        .into_iter()
        .find(|scale| !(scale.is_finite() && **scale > 0.0))
    {
        faults.add(
            Subject::Quantization,
            format!("a scale is {scale}: write finite scales above 0"),
        );
    }
    if let Some((min, max)) = options.output.range()
        && !(min..=max).contains(&i64::from(*output_zero))
    {
        faults.add(
            Subject::Quantization,
            format!(
                "`{}` cannot hold the zero point {output_zero}: write an integer from {min} to {max}",
                options.output
            ),
        );
    }
}

fn winograd(options: &LayerOptions, faults: &mut Faults) {
    if options.winograd != Winograd::Always || options.transposed {
        return;
    }
    let voice = faults.voice;
    let is_ones = |values: &PerAxis<usize>| match values {
        PerAxis::All(value) => *value == 1,
        PerAxis::Each(values) => values.iter().all(|&value| value == 1),
    };
    let (stride, dilation) = (&options.window.stride, &options.window.dilation);
    let needs = match options.shape.as_slice() {
        _ if !options.input.is_float() => {
            format!("needs floats, and `{}` is an integer type", options.input)
        }
        [_, _, rows, columns] if (*rows, *columns) != (3, 3) => {
            format!("needs a window of 3x3, and this is {rows}x{columns}")
        }
        [_, _, _] => String::from("needs a window of 3x3, and this layer has one axis"),
        _ if !is_ones(stride) => format!("needs stride 1, and this is {stride}"),
        _ if !is_ones(dilation) => format!("needs dilation 1, and this is {dilation}"),
        _ => return,
    };
    let [always, auto, never] =
        ["always", "auto", "never"].map(|word| voice.value(Subject::Winograd, word));
    faults.add(
        Subject::Winograd,
        format!("{always} {needs}: write {auto} or {never}"),
    );
}
