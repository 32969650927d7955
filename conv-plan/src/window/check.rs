//! The rules of stride, dilation, padding, border and anchor.

use super::{Axis, AxisPadding, Border, Mode, Padding, PerAxis, Window, WindowOptions};
use crate::fault::{Faults, Subject};
use crate::number::ElementType;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What the rules are applied to, for messages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Noun {
    Kernel,
    #[cfg_attr(
        not(feature = "layers"),
        expect(dead_code, reason = "nothing checks layers")
    )]
    Layer,
}

impl Noun {
    /// One with this many axes.
    const fn with(self, axes: usize) -> &'static str {
        match (self, axes) {
            (Self::Kernel, 1) => "a signal kernel",
            (Self::Kernel, _) => "a plane kernel",
            (Self::Layer, 1) => "a layer with one axis",
            (Self::Layer, _) => "a layer",
        }
    }

    /// One with this many axes, and how many those are.
    const fn counted(self, axes: usize) -> &'static str {
        match (self, axes) {
            (Self::Kernel, 1) => "a signal kernel, which has 1 axis",
            (Self::Kernel, _) => "a plane kernel, which has 2 axes",
            (Self::Layer, 1) => "a layer with one axis",
            (Self::Layer, _) => "a layer, whose window has 2 axes",
        }
    }
}

impl WindowOptions {
    /// The window with these sizes, rows first, over elements of this type; or faults.
    ///
    /// Without sizes, what depends on their number goes unchecked.
    pub(crate) fn check(
        &self,
        sizes: Option<&[usize]>,
        input: ElementType,
        noun: Noun,
        faults: &mut Faults,
    ) -> Option<Window> {
        let before = faults.len();
        let axes = sizes.map(<[usize]>::len);
        let stride = factors(
            &self.stride,
            axes,
            (Subject::Stride, Subject::StrideAxis),
            noun,
            faults,
        );
        let dilation = factors(
            &self.dilation,
            axes,
            (Subject::Dilation, Subject::DilationAxis),
            noun,
            faults,
        );
        let padding = padding(&self.padding, axes, noun, faults);
        let borders = borders(self, input, axes, noun, faults);
        let anchor = anchor(self, sizes, &stride, noun, faults);
        let sizes = sizes?;
        if faults.len() != before {
            return None;
        }
        let mut resolved = Vec::new();
        for (axis, &kernel) in sizes.iter().enumerate() {
            let mut one = Axis {
                kernel,
                stride: stride[axis],
                dilation: dilation[axis],
                padding: padding[axis],
            };
            let Some(extent) = one.extent().filter(|&extent| extent <= isize::MAX as usize) else {
                faults.add(
                    Subject::DilationAxis(axis),
                    "the dilated kernel is larger than the address space: use a smaller dilation",
                );
                continue;
            };
            if let Some(anchor) = &anchor {
                one.padding = AxisPadding::Explicit {
                    before: one.dilation * anchor[axis],
                    after: extent - 1 - one.dilation * anchor[axis],
                };
            }
            resolved.push(one);
        }
        match (resolved.as_slice(), borders.as_slice()) {
            (&[columns], &[column_border]) => Some(Window {
                rows: Axis::TRIVIAL,
                columns,
                row_border: Border::Zero,
                column_border,
            }),
            (&[rows, columns], &[row_border, column_border]) => Some(Window {
                rows,
                columns,
                row_border,
                column_border,
            }),
            _ => None,
        }
    }
}

/// One value for each axis, or a fault; every axis gets it if there is only one.
pub(crate) fn spread<T: Copy>(
    values: &PerAxis<T>,
    axes: Option<usize>,
    subject: Subject,
    noun: Noun,
    faults: &mut Faults,
) -> Vec<T> {
    match values {
        PerAxis::All(value) => alloc::vec![*value; axes.unwrap_or(2)],
        PerAxis::Each(values) => {
            if let Some(axes) = axes
                && values.len() != axes
            {
                faults.add(subject, wrong_count(values.len(), axes, subject, noun));
            }
            values.clone()
        }
    }
}

fn wrong_count(found: usize, axes: usize, subject: Subject, noun: Noun) -> String {
    let s = if found == 1 { "" } else { "s" };
    let instead = match (axes, subject) {
        (1, _) => "write one value",
        (_, Subject::Border) => "write one value, or `[vertical, horizontal]`",
        _ => "write one value, or `[rows, columns]`",
    };
    format!("{found} value{s} for {}: {instead}", noun.counted(axes))
}

/// Stride or dilation: at least 1 on every axis.
fn factors(
    values: &PerAxis<usize>,
    axes: Option<usize>,
    (whole, part): (Subject, fn(usize) -> Subject),
    noun: Noun,
    faults: &mut Faults,
) -> Vec<usize> {
    let spread = spread(values, axes, whole, noun, faults);
    let zeros = |index: &usize| spread[*index] == 0;
    let message = || format!("a {} cannot be 0: write 1 or more", whole.key());
    match values {
        PerAxis::All(0) => faults.add(whole, message()),
        PerAxis::All(_) => {}
        PerAxis::Each(_) => {
            for index in (0..spread.len()).filter(zeros) {
                faults.add(part(index), message());
            }
        }
    }
    spread
}

fn padding(
    padding: &Padding,
    axes: Option<usize>,
    noun: Noun,
    faults: &mut Faults,
) -> Vec<AxisPadding> {
    let even = |amount: usize| AxisPadding::Explicit {
        before: amount,
        after: amount,
    };
    match (padding, axes) {
        (Padding::Causal, Some(2)) => {
            let [causal, same, full] =
                ["causal", "same", "full"].map(|word| faults.voice.value(Subject::Padding, word));
            let only = match noun {
                Noun::Kernel => "signal kernels, which have one axis to pad in front",
                Noun::Layer => "layers with one axis, which it pads in front",
            };
            faults.add(
                Subject::Padding,
                format!("{causal} is for {only}: write {same}, {full} or numbers"),
            );
            Vec::new()
        }
        (&Padding::Amount(amount), axes) => alloc::vec![even(amount); axes.unwrap_or(2)],
        (Padding::Amounts(amounts), Some(1)) => match amounts.as_slice() {
            &[before, after] => alloc::vec![AxisPadding::Explicit { before, after }],
            _ => {
                faults.add(
                    Subject::Padding,
                    format!(
                        "{} numbers for the padding of {}: write one, or `[before, after]`",
                        amounts.len(),
                        noun.with(1)
                    ),
                );
                Vec::new()
            }
        },
        (Padding::Amounts(amounts), Some(_)) => {
            if amounts.len() != 2 {
                faults.add(
                    Subject::Padding,
                    format!(
                        "{} numbers for the padding of {}: write one, `[vertical, horizontal]` or `[[top, bottom], [left, right]]`",
                        amounts.len(),
                        noun.with(2)
                    ),
                );
            }
            amounts.iter().map(|&amount| even(amount)).collect()
        }
        (Padding::Sides(sides), Some(axes)) => {
            if sides.len() != axes || axes == 1 {
                faults.add(
                    Subject::Padding,
                    if axes == 1 {
                        format!(
                            "pairs of sides are for two axes, and this is {}: write one number, or `[before, after]`",
                            noun.with(1)
                        )
                    } else {
                        format!(
                            "{} has two pairs of sides: write `[[top, bottom], [left, right]]`",
                            noun.with(2)
                        )
                    },
                );
            }
            sides
                .iter()
                .map(|&[before, after]| AxisPadding::Explicit { before, after })
                .collect()
        }
        (Padding::Amounts(_) | Padding::Sides(_), None) => Vec::new(),
        (named, axes) => {
            alloc::vec![named.named().unwrap_or(AxisPadding::Valid); axes.unwrap_or(2)]
        }
    }
}

fn borders(
    window: &WindowOptions,
    input: ElementType,
    axes: Option<usize>,
    noun: Noun,
    faults: &mut Faults,
) -> Vec<Border> {
    let Some(border) = &window.border else {
        return alloc::vec![Border::Zero; axes.unwrap_or(2)];
    };
    if window.padding == Padding::Valid {
        let [valid, same] = ["valid", "same"].map(|word| faults.voice.set(Subject::Padding, word));
        faults.add(
            Subject::Border,
            format!(
                "a border has no effect with {valid}, since nothing outside the input is read: remove it, or write a padding such as {same}"
            ),
        );
    }
    let resolved = spread(border, axes, Subject::Border, noun, faults);
    for (axis, &one) in resolved.iter().enumerate() {
        let subject = match border {
            PerAxis::All(_) if axis > 0 => continue,
            PerAxis::All(_) => Subject::Border,
            PerAxis::Each(_) => Subject::BorderAxis(axis),
        };
        if let Border::Constant(value) = one
            && let Some(message) = misfit(value, input)
        {
            faults.add(subject, message);
        }
    }
    resolved
}

/// Why an element of this type cannot be `value`, if it cannot.
fn misfit(value: f64, element: ElementType) -> Option<String> {
    let shown = if value.abs() < 1e16 {
        format!("{value}")
    } else {
        format!("{value:e}")
    };
    match element.range() {
        None if !value.is_finite() => Some(format!(
            "the border constant is {value}: write a finite number"
        )),
        None if element == ElementType::F32 && (value as f32).is_infinite() => Some(format!(
            "`f32` cannot hold the border constant {shown}: write a number from {:e} to {:e}",
            f32::MIN,
            f32::MAX
        )),
        None => None,
        Some((min, max)) => {
            let fits = value % 1.0 == 0.0 && value >= min as f64 && value <= max as f64;
            (!fits).then(|| {
                format!(
                    "`{element}` cannot hold the border constant {shown}: write an integer from {min} to {max}"
                )
            })
        }
    }
}

/// The anchor in correlation order.
fn anchor(
    window: &WindowOptions,
    sizes: Option<&[usize]>,
    stride: &[usize],
    noun: Noun,
    faults: &mut Faults,
) -> Option<Vec<usize>> {
    let anchor = window.anchor.as_ref()?;
    if window.padding != Padding::Same {
        let same = faults.voice.set(Subject::Padding, "same");
        faults.add(
            Subject::Anchor,
            format!(
                "an anchor decides where {same} puts its padding: add {same}, or give the padding as numbers instead"
            ),
        );
    }
    if stride.iter().any(|&stride| stride > 1) {
        let one = faults.voice.set(Subject::Stride, "1");
        faults.add(
            Subject::Anchor,
            format!(
                "an anchor needs stride 1: write {one}, or remove the anchor and give the padding as numbers"
            ),
        );
    }
    let sizes = sizes?;
    if anchor.len() != sizes.len() {
        let instead = match sizes.len() {
            1 => "write one number",
            _ => "write `[row, column]`",
        };
        let s = if anchor.len() == 1 { "" } else { "s" };
        faults.add(
            Subject::Anchor,
            format!(
                "{} value{s} for the anchor of {}: {instead}",
                anchor.len(),
                noun.counted(sizes.len())
            ),
        );
        return None;
    }
    let mut inside = true;
    for (axis, (&at, &size)) in anchor.iter().zip(sizes).enumerate() {
        if at >= size {
            inside = false;
            faults.add(
                Subject::AnchorAxis(axis),
                format!(
                    "{at} is outside the kernel, whose size on this axis is {size}: write a number from 0 to {}",
                    size - 1
                ),
            );
        }
    }
    inside.then(|| {
        anchor
            .iter()
            .zip(sizes)
            .map(|(&at, &size)| match window.mode {
                Mode::Correlate => at,
                Mode::Convolve => size - 1 - at,
            })
            .collect()
    })
}
