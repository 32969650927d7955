//! Where the taps come from: `taps`, of one kernel or of several, or `shape`.

use super::taps;
use crate::spec::{Body, Form, KernelTaps, Key, Number, Spec};
use conv_plan::rules::TapSource;
use conv_plan::taps::Taps;
use conv_syntax::diag::{Diagnostics, Place};

/// Where the taps come from, and where each of them stands.
pub(super) struct PlacedSource {
    pub(super) source: TapSource,
    pub(super) leaves: Vec<Place>,
    /// The taps of the kernels after the first.
    pub(super) others: Vec<Taps>,
}

/// Reports several sources of taps, or none; returns whether there is exactly one.
pub(super) fn one_source(spec: &Spec, errors: &mut Diagnostics) -> bool {
    let body = &spec.body;
    let name = &spec.ident;
    let mut sources = body
        .keys
        .iter()
        .filter(|key| matches!(key.value, Key::Taps | Key::Shape | Key::Weights));
    match (sources.next(), sources.next()) {
        (Some(first), Some(second)) => {
            let message = if [first.value, second.value].contains(&Key::Weights) {
                "a layer has one of `taps`, `shape` and `weights`: remove the others"
            } else {
                "a kernel has `taps` or `shape`, not both: remove one"
            };
            errors.report(second.place, message);
            false
        }
        (Some(_), None) => true,
        (None, _) => {
            // They may have been in a body, or under a key, that could not be read.
            let broken =
                body.first.is_broken() || body.shape.is_broken() || body.weights.is_broken();
            if !broken {
                errors.report(
                    name.span(),
                    match body.form() {
                        Form::Layer(_) => format!(
                            "`{name}` has no weights: add `taps: [[[[..]]]]`, `weights: file(\"..\")`, or `shape: [out, in, rows, columns]` if they come at run time"
                        ),
                        _ => format!(
                            "`{name}` has no taps: add `taps: [..]`, or `shape: [rows, columns]` if they come at run time"
                        ),
                    },
                );
            }
            false
        }
    }
}

/// The rules of `taps`, `shape` and `accumulator`, which exclude each other.
pub(super) fn source(spec: &Spec, errors: &mut Diagnostics) -> Option<PlacedSource> {
    if !one_source(spec, errors) {
        return None;
    }
    let body = &spec.body;
    if let (Some(_), Some(accumulator)) = (body.key(Key::Taps), body.key(Key::Accumulator)) {
        errors.report(
            accumulator,
            "`accumulator` is for `shape`; with `taps` the narrowest safe one is chosen: remove `accumulator`",
        );
    }
    if body.key(Key::Taps).is_some() {
        return kernels(body, errors);
    }
    let sizes = body.shape.written()?;
    Some(PlacedSource {
        source: TapSource::Shape {
            sizes: sizes.value.iter().map(|size| size.value).collect(),
            accumulator: body.accumulator.written().map(|given| given.value),
        },
        leaves: Vec::new(),
        others: Vec::new(),
    })
}

/// The taps of all kernels; `None` if those of one are wrong.
fn kernels(body: &Body, errors: &mut Diagnostics) -> Option<PlacedSource> {
    let all: Vec<_> = body.kernels().map(|taps| kernel(taps, errors)).collect();
    let mut all = all.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
    let (first, leaves) = all.next()?;
    Some(PlacedSource {
        source: TapSource::Taps(first),
        leaves,
        others: all.map(|(taps, _)| taps).collect(),
    })
}

/// The taps of one kernel, and where each of them stands.
fn kernel(kernel: &KernelTaps, errors: &mut Diagnostics) -> Option<(Taps, Vec<Place>)> {
    if let Some(taps) = kernel.taps.written() {
        let array = taps::array(taps, errors)?;
        let values = array.values.into_iter().map(Number::tap).collect();
        return Some((Taps::new(array.shape, values), array.places));
    }
    let made = kernel.made.as_ref()?;
    let places = vec![made.place; made.value.values().len()];
    Some((made.value.clone(), places))
}
