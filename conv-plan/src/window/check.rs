//! The rules of stride, dilation, padding, border and anchor.

mod anchor;
mod padding;

use super::{Axis, AxisPadding, Border, Padding, PerAxis, Window, WindowOptions};
use crate::fault::{Faults, Subject};
use crate::number::ElementType;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

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
    /// One with this many axes, and how many those are.
    const fn has(self, axes: usize) -> &'static str {
        match (self, axes) {
            (Self::Kernel, 1) => "a signal kernel has 1 axis",
            (Self::Kernel, _) => "a plane kernel has 2 axes",
            (Self::Layer, 1) => "this layer has 1 axis",
            (Self::Layer, _) => "the window of a layer has 2 axes",
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
        let padding = padding::padding(&self.padding, sizes, &dilation, noun, faults);
        let borders = borders(self, input, axes, noun, faults);
        let anchor = anchor::anchor(self, sizes, &stride, &dilation, noun, faults);
        let interpolate = interpolation(self.interpolate, axes, noun, faults);
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
                interpolate,
            };
            let Some(extent) = one.extent().filter(|&extent| extent <= isize::MAX as usize) else {
                faults.add(
                    Subject::DilationAxis(axis),
                    "the dilated kernel is larger than the address space: write a smaller dilation",
                );
                continue;
            };
            if let Some(anchor) = &anchor {
                one.padding = AxisPadding::Explicit {
                    before: one.dilation * anchor[axis],
                    after: (extent - 1 - one.dilation * anchor[axis])
                        .saturating_add(one.rate() - 1),
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
pub(crate) fn spread<T: Copy + fmt::Display>(
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
                let key = faults.voice.key(subject);
                let instead = match (values.as_slice(), axes, subject) {
                    ([only], _, _) => format!("write `{only}` or `[{only}, {only}]`"),
                    ([first, second], 1, _) => {
                        let (first, second) = (format!("`{first}`"), format!("`{second}`"));
                        if first == second {
                            format!("write {first}")
                        } else {
                            format!("write {first} or {second}")
                        }
                    }
                    (_, 1, _) => String::from("write one value"),
                    (_, _, Subject::Border) => {
                        String::from("write one value or `[vertical, horizontal]`")
                    }
                    _ => String::from("write one value or `[rows, columns]`"),
                };
                faults.add(
                    subject,
                    format!(
                        "{}, and {}: {instead}",
                        has_values(&key, values.len()),
                        noun.has(axes)
                    ),
                );
            }
            values.clone()
        }
    }
}

/// What the rate of a signal is raised by: at least 1, and only 1 for what is no signal.
fn interpolation(
    interpolate: usize,
    axes: Option<usize>,
    noun: Noun,
    faults: &mut Faults,
) -> usize {
    let key = faults.voice.key(Subject::Interpolate);
    match (interpolate, noun, axes) {
        (0, ..) => faults.add(
            Subject::Interpolate,
            format!("{key} cannot be 0: write 1 or more"),
        ),
        (1, ..) | (_, Noun::Kernel, Some(1) | None) => {}
        (_, Noun::Kernel, _) => faults.add_key(
            Subject::Interpolate,
            format!("{key} is for signal kernels, which have one axis: remove {key}"),
        ),
        (_, Noun::Layer, _) => {
            faults.add_key(
                Subject::Interpolate,
                format!("{key} is for signal kernels, and layers interpolate with `transposed: true`: remove {key}"),
            );
        }
    }
    interpolate
}

fn has_values(key: &str, found: usize) -> String {
    match found {
        0 => format!("{key} has no values"),
        1 => format!("{key} has 1 value"),
        _ => format!("{key} has {found} values"),
    }
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
    let key = faults.voice.key(whole);
    let message = || format!("{key} cannot be 0: write 1 or more");
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
        let same = faults.voice.set(Subject::Padding, "same");
        let border = faults.voice.key(Subject::Border);
        faults.add_key(
            Subject::Border,
            format!("{border} has no effect without padding: add {same}, or remove {border}"),
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
            && let Some(message) = misfit(value, input, noun)
        {
            faults.add(subject, message);
        }
    }
    resolved
}

/// Why an element of this type cannot be `value`, if it cannot. NaN is a border of kernels only:
/// layers may transform their input, which spreads it.
fn misfit(value: f64, element: ElementType, noun: Noun) -> Option<String> {
    let shown = if value.abs() < 1e16 {
        format!("{value}")
    } else {
        format!("{value:e}")
    };
    match element.range() {
        None if value.is_nan() && matches!(noun, Noun::Kernel) => None,
        None if value.is_nan() => Some(String::from(
            "a border of NaN is for kernels, and this is a layer: write a finite number",
        )),
        None if !value.is_finite() => Some(format!(
            "a border constant must be finite, and this is {value}: write a finite number"
        )),
        None if element == ElementType::F32 && (value as f32).is_infinite() => Some(format!(
            "`f32` cannot hold the border constant {shown}: write a number from {:e} to {:e}",
            f32::MIN,
            f32::MAX
        )),
        None => None,
        Some((min, max)) if value.is_nan() => Some(format!(
            "no `{element}` is NaN: write an integer from {min} to {max}"
        )),
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
