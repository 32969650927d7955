//! Spec to [`ConvSpec`]: the rules of the language, each fault at its tokens.
//!
//! The rules are conv-plan's. This room fills in [`Options`], with harmless values for whatever is
//! broken, and finds the place of each [`Fault`]. Faults that only follow from a mistake that has
//! been reported are dropped.

mod bank;
mod border;
mod combined;
mod derived;
mod expression;
#[cfg(feature = "layers")]
mod layer;
mod levels;
#[cfg(feature = "layers")]
mod numbers;
mod source;
mod taps;
mod verified;

#[cfg(feature = "layers")]
pub(crate) use layer::Layer;

pub(crate) use bank::constant;
pub(crate) use expression::evaluate;

use crate::spec::{Activate, Axes, Body, Entry, Form, KernelTaps, Key, Node, Spanned, Spec};
use conv_plan::fault::{Fault, Part, Subject, Voice};
use conv_plan::number::ElementType;
use conv_plan::rules::{Arithmetic, ConvSpec, Method, Missing, Options, Separable, TapSource};
use conv_plan::taps::Taps;
use conv_plan::window::{Mode, Padding, PerAxis, WindowOptions};
use conv_syntax::diag::{Diagnostics, Place};
use source::PlacedSource;

/// What was declared, checked.
pub(crate) enum Checked {
    Kernel(Box<ConvSpec>),
    /// Kernels with one window, each of which has an output.
    Bank(Vec<ConvSpec>),
    #[cfg(feature = "layers")]
    Layer(Box<Layer>),
}

/// What was declared; `None` if there is a mistake, which has been reported.
pub(crate) fn declaration(spec: &Spec, errors: &mut Diagnostics) -> Option<Checked> {
    verified::check(spec, errors);
    derived::check(spec, errors);
    match spec.body.form() {
        #[cfg(not(feature = "layers"))]
        Form::Layer(axes) if levels::are_unclear(spec) => {
            levels::levels(spec, axes, errors);
            None
        }
        #[cfg(not(feature = "layers"))]
        Form::Layer(_) => {
            errors.report(
                spec.ident.span(),
                format!(
                    "`{}` is a layer, and layers need the feature `layers`: add `features = [\"layers\"]` to `conv-kernel` in `Cargo.toml`",
                    spec.ident
                ),
            );
            None
        }
        #[cfg(feature = "layers")]
        Form::Layer(axes) => {
            layer::layer(spec, axes, errors).map(|layer| Checked::Layer(Box::new(layer)))
        }
        Form::Signal | Form::Plane => kernel(spec, errors),
    }
}

fn kernel(spec: &Spec, errors: &mut Diagnostics) -> Option<Checked> {
    let before = errors.count();
    keys_of_layers(spec, errors);
    border::borders(spec, errors);
    bank::check(spec, errors);

    // Step 1: where the taps come from.
    let taps = source::source(spec, errors);

    // Step 2: everything else, with defaults for what is broken.
    let combined = combined::combined(spec, taps.as_ref(), errors);
    let options = Options {
        combined,
        ..options(spec, taps.as_ref())
    };

    let body = &spec.body;
    let makes_of_sums = [Key::Map, Key::Combine]
        .iter()
        .any(|&key| body.key(key).is_some());

    // Step 3: the rules.
    let checked = if body.is_bank() {
        let names: Vec<String> = body.names.iter().map(|(name, _)| name.clone()).collect();
        let others = taps.as_ref().map_or(&[][..], |taps| &taps.others);
        ConvSpec::check_bank(&options, others, &names, Voice::Language).map(Checked::Bank)
    } else {
        ConvSpec::check(&options).map(|kernel| Checked::Kernel(Box::new(kernel)))
    };
    let unknown = Unknown {
        body,
        source: taps.is_none(),
        types: spec.input.is_broken() || spec.output.is_broken(),
        scale: spec.body.scale.is_broken() || spec.body.channels.is_broken(),
        sums: makes_of_sums && options.combined.is_none(),
    };
    match checked {
        Ok(checked) => (spec.sound && errors.count() == before).then_some(checked),
        Err(error) => {
            for fault in error.faults() {
                if !unknown.hides(fault.subject) {
                    let leaves = taps.as_ref().map_or(&[][..], |taps| &taps.leaves);
                    let place = place(spec, leaves, fault.subject);
                    errors.report(key_or(spec, fault, place), &fault.message);
                }
            }
            None
        }
    }
}

/// Reports the first key that only layers have: the taps say that this is none.
fn keys_of_layers(spec: &Spec, errors: &mut Diagnostics) {
    if let Some(key) = spec.body.key_of_layers() {
        let name = key.value.name();
        let or = match spec.body.shape.written().map(|sizes| sizes.value.len()) {
            Some(1) => ", or write `axes: 1, shape: [out, in, taps]`",
            Some(_) => ", or write `shape: [out, in, rows, columns]`",
            None => "",
        };
        errors.report(
            key.place,
            format!("`{name}` is for layers: remove `{name}`{or}"),
        );
    }
}

/// The options, with values that cannot be wrong in place of broken ones.
fn options(spec: &Spec, taps: Option<&PlacedSource>) -> Options {
    let body = &spec.body;
    // Without axes, the rules that depend on their number are not applied.
    let source = taps.map_or_else(
        || TapSource::Taps(Taps::new(Vec::new(), Vec::new())),
        |taps| taps.source.clone(),
    );
    let input = element(&spec.input);
    Options {
        window: window(body, input),
        scale: body.scale.written().map(|scale| scale.value.tap()),
        method: body
            .method
            .written()
            .map_or(Method::Direct, |method| method.value),
        arithmetic: body
            .arithmetic
            .written()
            .map_or(Arithmetic::Fused, |arithmetic| arithmetic.value),
        missing: body
            .missing
            .written()
            .map_or(Missing::Propagate, |missing| missing.value),
        overflow: match &body.overflow {
            Entry::Absent => None,
            Entry::Written(overflow) => Some(overflow.value),
            // With it, every range is right.
            Entry::Broken => Some(conv_plan::number::Overflow::Saturate),
        },
        channels: body.channels.written().map(|weights| {
            let weights = weights.value.iter();
            weights.map(|weight| weight.value.tap()).collect()
        }),
        quantize: body.quantize.written().map(|given| given.value),
        separable: (body.separable.written()).map_or(Separable::Exact, |given| given.value),
        require: (body.require.written())
            .map(|given| given.value.iter().map(|require| require.value).collect())
            .unwrap_or_default(),
        ..Options::new(input, element(&spec.output), source)
    }
}

/// The window's keys, with defaults for what is broken: the same for kernels and layers.
fn window(body: &Body, input: ElementType) -> WindowOptions {
    WindowOptions {
        stride: per_axis(&body.stride, 1, |value| *value),
        dilation: per_axis(&body.dilation, 1, |value| *value),
        padding: padding(body),
        border: border::border(body, input),
        mode: mode(body),
        anchor: anchor(body),
        interpolate: body.interpolate.written().map_or(1, |given| given.value),
    }
}

fn padding(body: &Body) -> Padding {
    match &body.padding {
        Entry::Absent => Padding::Valid,
        Entry::Written(padding) => padding.value.clone(),
        // With it, no border and no anchor is wrong.
        Entry::Broken => Padding::Same,
    }
}

fn mode(body: &Body) -> Mode {
    body.mode
        .written()
        .map(|mode| mode.value)
        .unwrap_or_default()
}

fn anchor(body: &Body) -> Option<Vec<usize>> {
    if border::says_valid(body) {
        return None;
    }
    body.anchor.written().map(|anchor| match anchor {
        Axes::All(at) => vec![at.value],
        Axes::Each(at) => at.value.iter().map(|at| at.value).collect(),
    })
}

/// An element type; the widest if it is broken.
fn element(entry: &Entry<Spanned<ElementType>>) -> ElementType {
    entry
        .written()
        .map_or(ElementType::F64, |given| given.value)
}

fn per_axis<T, U>(entry: &Entry<Axes<T>>, default: U, value: impl Fn(&T) -> U) -> PerAxis<U> {
    entry
        .written()
        .map_or(PerAxis::All(default), |axes| axes.per_axis(value))
}

/// What the options leave unsaid, since it was broken.
struct Unknown<'a> {
    body: &'a Body,
    source: bool,
    types: bool,
    scale: bool,
    /// What is made of the sums.
    sums: bool,
}

impl Unknown<'_> {
    /// Whether a fault only follows from a mistake that has been reported.
    const fn hides(&self, subject: Subject) -> bool {
        let body = self.body;
        match subject {
            // How many there may be depends on the method.
            Subject::Taps => self.source || body.method.is_broken(),
            Subject::Tap(_) | Subject::Shape | Subject::ShapeAxis(_) => self.source,
            Subject::Input | Subject::Output | Subject::Overflow | Subject::Accumulator => {
                self.types || self.scale || self.sums || body.interpolate.is_broken()
            }
            // Either may be what makes the sums floats.
            Subject::Separable | Subject::Arithmetic => self.source || self.scale || self.types,
            Subject::Quantize => self.scale || self.types,
            Subject::Map | Subject::Combine | Subject::Value(_) => self.scale || self.types,
            Subject::Require(_) => {
                self.source
                    || self.scale
                    || body.quantize.is_broken()
                    || body.separable.is_broken()
                    || body.padding.is_broken()
                    || body.mode.is_broken()
                    || body.stride.is_broken()
                    || body.dilation.is_broken()
                    || body.anchor.is_broken()
            }
            _ => false,
        }
    }
}

/// The key of a fault that is about the key, else where its value is wrong.
fn key_or(spec: &Spec, fault: &Fault, value: Place) -> Place {
    match fault.part {
        Part::Value => value,
        Part::Key => Key::named(fault.subject.key())
            .and_then(|key| spec.body.key(key))
            .unwrap_or(value),
    }
}

/// The tokens that a fault is about.
fn place(spec: &Spec, leaves: &[Place], subject: Subject) -> Place {
    let body = &spec.body;
    let axes = |entry: &Entry<Axes<usize>>| entry.written().map(Axes::place);
    let axis = |entry: &Entry<Axes<usize>>, axis| entry.written().map(|axes| axes.axis(axis));
    let found = match subject {
        Subject::Taps => body.first.place(),
        Subject::Part(kernel) => body.kernels().nth(kernel).and_then(KernelTaps::place),
        Subject::Map => body.map.written().map(|closure| closure.place),
        Subject::Combine => body.combine.written().map(|closure| closure.place),
        Subject::Value(index) => {
            let closure = body.map.written().or(body.combine.written());
            closure.and_then(|closure| closure.places.get(index).copied())
        }
        Subject::Tap(index) => leaves.get(index).copied(),
        Subject::Shape => body.shape.written().map(|shape| shape.place),
        Subject::ShapeAxis(axis) => body
            .shape
            .written()
            .and_then(|shape| shape.value.get(axis))
            .map(|size| size.place),
        Subject::Input => spec.input.written().map(|ty| ty.place),
        Subject::Output => spec.output.written().map(|ty| ty.place),
        Subject::Stride => axes(&body.stride),
        Subject::StrideAxis(index) => axis(&body.stride, index),
        Subject::Dilation => axes(&body.dilation),
        Subject::DilationAxis(index) => axis(&body.dilation, index),
        Subject::Padding => body.padding.written().map(|padding| padding.place),
        Subject::Border => body.border.written().map(Axes::place),
        Subject::BorderAxis(index) => body.border.written().map(|border| border.axis(index)),
        Subject::Anchor => axes(&body.anchor),
        Subject::AnchorAxis(index) => axis(&body.anchor, index),
        Subject::Scale => body.scale.written().map(|scale| scale.place),
        Subject::Method => body.method.written().map(|method| method.place),
        Subject::Overflow => body.overflow.written().map(|overflow| overflow.place),
        Subject::Accumulator => body.accumulator.written().map(|ty| ty.place),
        // The sums of integer layers are quantised to their output type, which no key does.
        Subject::Quantization => spec.output.written().map(|ty| ty.place),
        Subject::Channel(index) => match body.first.taps.written() {
            Some(Node::Row(channels)) => channels.value.get(index).map(Node::place),
            _ => body.weights.written().map(|file| file.place),
        },
        Subject::Weights => body.weights.written().map(|file| file.place),
        Subject::Bias => body.bias.written().map(|bias| bias.place),
        Subject::Groups => body.groups.written().map(|groups| groups.place),
        Subject::Activation => body.activation.written().map(|given| given.place),
        Subject::ActivationArgument(index) => {
            body.activation
                .written()
                .map(|given| match (&given.value, index) {
                    (Activate::Leaky(slope), _) => slope.place,
                    (Activate::Clamp(low, _), 0) => low.place,
                    (Activate::Clamp(_, high), _) => high.place,
                    (Activate::Named(_), _) => given.place,
                })
        }
        Subject::Winograd => body.winograd.written().map(|given| given.place),
        Subject::Transposed => body.transposed.written().map(|given| given.place),
        Subject::OutputPadding => axes(&body.output_padding),
        Subject::Arithmetic => body.arithmetic.written().map(|given| given.place),
        Subject::Missing => body.missing.written().map(|missing| missing.place),
        Subject::Interpolate => body.interpolate.written().map(|given| given.place),
        Subject::Channels => body.channels.written().map(|weights| weights.place),
        Subject::ChannelWeight(index) => (body.channels.written())
            .and_then(|weights| weights.value.get(index))
            .map(|weight| weight.place),
        Subject::Require(index) => (body.require.written())
            .and_then(|given| given.value.get(index))
            .map(|require| require.place),
        Subject::Quantize => body.quantize.written().map(|given| given.place),
        Subject::Separable => body.separable.written().map(|given| given.place),
        // There is no key for these.
        Subject::ZeroPoints => None,
    };
    found
        .or_else(|| Key::named(subject.key()).and_then(|key| body.key(key)))
        .unwrap_or_else(|| spec.ident.span().into())
}
