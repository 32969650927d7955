//! The keys that kernels and layers share: where the window goes, and what lies outside.

use super::Values;
use crate::read::{border, count, value};
use crate::written::{Axes, Number, Outside};
use conv_plan::number::{ElementType, exact_to_double};
use conv_plan::window::{Padding, PerAxis, WindowOptions};

/// Stride, dilation, padding, border, mode, anchor and interpolation; the constant of a border is
/// not yet rounded to the type of an input.
#[derive(Debug, Clone)]
pub struct Window {
    options: WindowOptions,
    border: Option<PerAxis<Outside>>,
}

impl Window {
    /// Reads the keys that were given; the others have the language's defaults.
    #[must_use]
    pub fn read(values: &mut Values<'_>) -> Self {
        let mut options = WindowOptions::DEFAULT;
        if let Some(stride) = values.read("stride", |tokens, place, errors| {
            count::counts(&count::STRIDE, tokens, place, errors)
        }) {
            options.stride = stride.per_axis(|&count| count);
        }
        if let Some(dilation) = values.read("dilation", |tokens, place, errors| {
            count::counts(&count::DILATION, tokens, place, errors)
        }) {
            options.dilation = dilation.per_axis(|&count| count);
        }
        if let Some(padding) = values.read("padding", value::padding) {
            options.padding = padding.value;
        }
        let border = values.read("border", border::border);
        let border = border.map(|axes| axes.per_axis(Clone::clone));
        for outside in each(border.as_ref()) {
            if let Outside::Constant(Number::Fraction(exact)) = outside {
                let message = format!(
                    "a border constant is not a fraction: write `{}`, or an integer",
                    exact_to_double(exact)
                );
                values.fault("border", message);
            }
        }
        if let Some(mode) = values.read("mode", value::mode) {
            options.mode = mode.value;
        }
        let anchor = values.read("anchor", |tokens, place, errors| {
            count::counts(&count::ANCHOR, tokens, place, errors)
        });
        options.anchor = anchor.map(|axes| match axes {
            Axes::All(one) => vec![one.value],
            Axes::Each(each) => each.value.iter().map(|one| one.value).collect(),
        });
        let interpolate = values.read("interpolate", |tokens, place, errors| {
            count::only(&count::INTERPOLATE, tokens, place, errors)
        });
        options.interpolate = interpolate.map_or(1, |count| count.value);
        Self { options, border }
    }

    /// The options for inputs of a type.
    #[must_use]
    pub fn options(&self, input: ElementType) -> WindowOptions {
        let border = self.border.as_ref().map(|border| match border {
            PerAxis::All(one) => PerAxis::All(one.border(input)),
            PerAxis::Each(each) => {
                PerAxis::Each(each.iter().map(|one| one.border(input)).collect())
            }
        });
        WindowOptions {
            border,
            ..self.options.clone()
        }
    }

    /// The message about a border that nothing is outside of.
    pub(super) fn idle_border(&self) -> Option<&'static str> {
        (self.border.is_some() && self.options.padding == Padding::Valid).then_some(
            "`border` has no effect without padding: write `padding` too, such as `same`, or remove `border`",
        )
    }
}

fn each(border: Option<&PerAxis<Outside>>) -> &[Outside] {
    match border {
        None => &[],
        Some(PerAxis::All(one)) => std::slice::from_ref(one),
        Some(PerAxis::Each(each)) => each,
    }
}
