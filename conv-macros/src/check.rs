//! Spec to [`Kernel`]: the rules of the language, each fault at its tokens.
//!
//! The rules are conv-runtime's. This room fills in [`Options`], with harmless
//! values for whatever is broken, and finds the place of each [`Fault`]. Faults
//! that only follow from a mistake which is reported already are dropped.

mod taps;

use crate::diag::{Diagnostics, Place};
use crate::spec::{Axes, Entry, Key, Node, Outside, Spanned, Spec};
use conv_runtime::kernel::{Fault, Options, PerAxis, Source, Subject};
use conv_runtime::{Border, ElementType, Kernel, Padding, Taps};

/// The checked kernel; `None` if the declaration has a mistake, which is reported then.
pub(crate) fn kernel(spec: &Spec, errors: &mut Diagnostics) -> Option<Kernel> {
    let before = errors.count();

    // Step 1: where the taps come from.
    let taps = source(spec, errors);

    // Step 2: everything else, with defaults for what is broken.
    let options = options(spec, taps.as_ref());

    // Step 3: the rules.
    let checked = Kernel::check(&options);
    let unknown = Unknown {
        source: taps.is_none(),
        types: spec.input.is_broken() || spec.output.is_broken(),
        scale: spec.body.scale.is_broken(),
    };
    match checked {
        Ok(kernel) => (spec.sound && errors.count() == before).then_some(kernel),
        Err(error) => {
            for Fault { subject, message } in error.faults() {
                if !unknown.hides(*subject) {
                    let leaves = taps.as_ref().map_or(&[][..], |taps| &taps.leaves);
                    errors.report(place(spec, leaves, *subject), message);
                }
            }
            None
        }
    }
}

/// Where the taps come from, and where each of them stands.
struct Origin {
    source: Source,
    leaves: Vec<Place>,
}

/// The rules of `taps`, `shape` and `accumulator`, which exclude each other.
fn source(spec: &Spec, errors: &mut Diagnostics) -> Option<Origin> {
    let body = &spec.body;
    let name = &spec.ident;
    match (body.key(Key::Taps), body.key(Key::Shape)) {
        (Some(_), Some(_)) => {
            let second = body
                .keys
                .iter()
                .rfind(|key| matches!(key.value, Key::Taps | Key::Shape));
            errors.report(
                second.map_or_else(Place::call, |key| key.place),
                "`taps` and `shape` exclude each other: keep `taps` if the values are known now, `shape` if they come at run time",
            );
            return None;
        }
        (None, None) => {
            // They may have been in a body, or under a key, that could not be read.
            if !(body.taps.is_broken() || body.shape.is_broken()) {
                errors.report(
                    name.span(),
                    format!(
                        "`{name}` has no taps: add `taps: [..]`, or `shape: [rows, columns]` if they come at run time"
                    ),
                );
            }
            return None;
        }
        (Some(_), None) => {
            if let Some(accumulator) = body.key(Key::Accumulator) {
                errors.report(
                    accumulator,
                    "`accumulator` is for `shape` kernels, since known taps give the narrowest one that is proven safe: remove it",
                );
            }
        }
        (None, Some(_)) => {}
    }
    if let Some(taps) = body.taps.given() {
        let (taps, leaves) = taps::array(taps, errors)?;
        return Some(Origin {
            source: Source::Taps(taps),
            leaves,
        });
    }
    let sizes = body.shape.given()?;
    Some(Origin {
        source: Source::Shape {
            sizes: sizes.value.iter().map(|size| size.value).collect(),
            accumulator: body.accumulator.given().map(|given| given.value),
        },
        leaves: Vec::new(),
    })
}

/// The options, with values that cannot be wrong in place of broken ones.
fn options(spec: &Spec, taps: Option<&Origin>) -> Options {
    let body = &spec.body;
    // Without axes, the rules that depend on their number are not applied.
    let source = taps.map_or_else(
        || Source::Taps(Taps::new(Vec::new(), Vec::new())),
        |taps| taps.source.clone(),
    );
    let input = element(&spec.input);
    Options {
        stride: per_axis(&body.stride, 1, |value| *value),
        dilation: per_axis(&body.dilation, 1, |value| *value),
        padding: match &body.padding {
            Entry::Absent => Padding::Valid,
            Entry::Given(padding) => padding.value.clone(),
            // No border and no anchor is wrong beside it.
            Entry::Broken => Padding::Same,
        },
        border: body
            .border
            .given()
            .map(|_| per_axis(&body.border, Border::Zero, |border| constant(border, input))),
        mode: body.mode.given().map(|mode| mode.value).unwrap_or_default(),
        anchor: body.anchor.given().map(|anchor| match anchor {
            Axes::All(at) => vec![at.value],
            Axes::Each(at) => at.value.iter().map(|at| at.value).collect(),
        }),
        scale: body.scale.given().map(|scale| scale.value.tap.clone()),
        overflow: match &body.overflow {
            Entry::Absent => None,
            Entry::Given(overflow) => Some(overflow.value),
            // Every range is right beside it.
            Entry::Broken => Some(conv_runtime::Overflow::Saturate),
        },
        ..Options::new(input, element(&spec.output), source)
    }
}

/// An element type; the widest if it is broken.
fn element(entry: &Entry<Spanned<ElementType>>) -> ElementType {
    entry.given().map_or(ElementType::F64, |given| given.value)
}

fn per_axis<T, U>(entry: &Entry<Axes<T>>, default: U, value: impl Fn(&T) -> U) -> PerAxis<U> {
    match entry.given() {
        None => PerAxis::All(default),
        Some(Axes::All(one)) => PerAxis::All(value(&one.value)),
        Some(Axes::Each(each)) => {
            PerAxis::Each(each.value.iter().map(|one| value(&one.value)).collect())
        }
    }
}

/// A border, its constant rounded once to an element of the input if it is finite there.
fn constant(outside: &Outside, input: ElementType) -> Border {
    match outside {
        Outside::Named(border) => *border,
        Outside::Constant(number) => {
            let decimal = number.decimal.as_deref().unwrap_or_default();
            let double = decimal.parse().unwrap_or(f64::NAN);
            let single = decimal.parse().map_or(f64::NAN, f32::into);
            Border::Constant(match input {
                ElementType::F32 if f64::is_finite(single) => single,
                _ => double,
            })
        }
    }
}

/// What the checked options say nothing about, since it was broken.
struct Unknown {
    source: bool,
    types: bool,
    scale: bool,
}

impl Unknown {
    /// Whether a fault only follows from a mistake that is reported already.
    const fn hides(&self, subject: Subject) -> bool {
        match subject {
            Subject::Taps | Subject::Tap(_) | Subject::Shape | Subject::ShapeAxis(_) => self.source,
            Subject::Input | Subject::Output | Subject::Overflow | Subject::Accumulator => {
                self.types || self.scale
            }
            _ => false,
        }
    }
}

/// The tokens that a fault is about.
fn place(spec: &Spec, leaves: &[Place], subject: Subject) -> Place {
    let body = &spec.body;
    let axes = |entry: &Entry<Axes<usize>>| entry.given().map(Axes::place);
    let axis = |entry: &Entry<Axes<usize>>, axis| entry.given().map(|axes| axes.axis(axis));
    let found = match subject {
        Subject::Taps => body.taps.given().map(Node::place),
        Subject::Tap(index) => leaves.get(index).copied(),
        Subject::Shape => body.shape.given().map(|shape| shape.place),
        Subject::ShapeAxis(axis) => body
            .shape
            .given()
            .and_then(|shape| shape.value.get(axis))
            .map(|size| size.place),
        Subject::Input => spec.input.given().map(|ty| ty.place),
        Subject::Output => spec.output.given().map(|ty| ty.place),
        Subject::Stride => axes(&body.stride),
        Subject::StrideAxis(index) => axis(&body.stride, index),
        Subject::Dilation => axes(&body.dilation),
        Subject::DilationAxis(index) => axis(&body.dilation, index),
        Subject::Padding => body.padding.given().map(|padding| padding.place),
        Subject::Border => body.border.given().map(Axes::place),
        Subject::BorderAxis(index) => body.border.given().map(|border| border.axis(index)),
        Subject::Anchor => axes(&body.anchor),
        Subject::AnchorAxis(index) => axis(&body.anchor, index),
        Subject::Scale => body.scale.given().map(|scale| scale.place),
        Subject::Overflow => body.overflow.given().map(|overflow| overflow.place),
        Subject::Accumulator => body.accumulator.given().map(|ty| ty.place),
        // Only layers have these.
        Subject::Weights
        | Subject::Bias
        | Subject::Groups
        | Subject::Activation
        | Subject::Winograd
        | Subject::ZeroPoints
        | Subject::Quantization => None,
    };
    found
        .or_else(|| Key::named(subject.key()).and_then(|key| body.key(key)))
        .unwrap_or_else(|| spec.ident.span().into())
}
