//! Spec to [`LayerSpec`]: the rules of layers, each fault at its tokens.

use super::numbers::Use;
use super::{Unknown, levels, numbers, taps};
use crate::file;
use crate::spec::{Activate, Bias, File, Files, Key, Node, Number, Spanned, Spec};
use conv_plan::fault::Subject;
use conv_plan::number::ElementType;
use conv_plan::rules::layer::{Activation, LayerError, LayerOptions, LayerSpec, Numbers};
use conv_syntax::diag::{Diagnostics, Place};

/// A checked layer.
#[derive(Debug)]
pub(crate) struct Layer {
    /// Its weights and bias are empty if they come at run time.
    pub(crate) kernel: LayerSpec,
    /// Whether there is a bias, known or not.
    pub(crate) bias: bool,
    /// The files that were read.
    pub(crate) files: Vec<String>,
}

/// The checked layer; `None` if the declaration has a mistake, which has been reported.
pub(super) fn layer(spec: &Spec, axes: usize, errors: &mut Diagnostics) -> Option<Layer> {
    let before = errors.count();
    // Of a number of levels that nothing has, it is not known what was meant: other rules may not
    // be those of what it was.
    if levels::are_unclear(spec) {
        source(spec, axes, &mut spec.body.files.clone(), errors);
        return None;
    }

    keys_of_kernels(spec, errors);
    super::border::borders(spec, errors);
    let mut files = spec.body.files.clone();

    // Step 1: the shape, and the weights and the bias as far as they are known.
    let source = source(spec, axes, &mut files, errors);
    let bias = bias(spec, &mut files, errors);

    // Step 2: everything else, with defaults for what is broken.
    let unknown = Unknown {
        body: &spec.body,
        sums: false,
        source: source.is_none(),
        types: spec.input.is_broken() || spec.output.is_broken(),
        scale: false,
    };
    let options = options(spec, source, bias, errors);

    // Step 3: the rules.
    let bias = options.bias != Numbers::Absent;
    match LayerSpec::check(options) {
        Ok(kernel) => (spec.sound && errors.count() == before).then_some(Layer {
            kernel,
            bias,
            files: files.read,
        }),
        Err(LayerError::OutOfMemory) => {
            errors.report(
                spec.ident.span(),
                "there is not enough memory for the weights: write a smaller layer",
            );
            None
        }
        Err(LayerError::Rules(error)) => {
            for fault in error.faults() {
                if !hides(&unknown, fault.subject) {
                    let place = place(spec, fault.subject);
                    errors.report(super::key_or(spec, fault, place), &fault.message);
                }
            }
            None
        }
    }
}

/// Reports the keys that layers do not have.
fn keys_of_kernels(spec: &Spec, errors: &mut Diagnostics) {
    let keys = spec.body.keys.iter();
    for key in keys.filter(|key| key.value.is_of_kernels()) {
        let name = key.value.name();
        let scale = spec.body.scale.written();
        let also = match scale.map(|scale| scale.value.exact()) {
            Some(scale) if key.value == Key::Scale => {
                format!(", and multiply the weights and the bias by {scale}")
            }
            _ => String::new(),
        };
        let kernels = match key.value {
            // The rules of windows have a message for layers.
            Key::Interpolate => continue,
            Key::Channels | Key::Separable => "plane kernels",
            _ => "signal and plane kernels",
        };
        errors.report(
            key.place,
            format!("`{name}` is for {kernels}: remove `{name}`{also}"),
        );
    }
}

/// The shape of the weights, and the weights if they are known.
struct WeightSource {
    shape: Vec<usize>,
    weights: Numbers,
}

/// The rules of `taps`, `shape`, `weights` and `axes`; `None` if one is broken.
fn source(
    spec: &Spec,
    axes: usize,
    files: &mut Files,
    errors: &mut Diagnostics,
) -> Option<WeightSource> {
    if !super::source::one_source(spec, errors) {
        return None;
    }
    let body = &spec.body;
    if body.first.made.is_some() {
        errors.report(
            body.key(Key::Axes).unwrap_or_else(Place::call),
            "an expression makes a signal or a plane kernel: remove `axes`, or write the weights as `[[[[..]]]]`",
        );
        return None;
    }
    levels::axes(spec, errors)?;
    let input = spec.input.written().map(|ty| ty.value);
    if let Some(file) = body.weights.written() {
        let tensor = read(file, files, errors)?;
        let found = tensor.shape.len();
        let expected = body.axes.written().map(|axes| axes.value + 2);
        if !matches!(found, 3 | 4) || expected.is_some_and(|expected| expected != found) {
            let form = match expected {
                Some(3) => "with `axes: 1` weights are `[out][in][tap]`",
                Some(_) => "with `axes: 2` weights are `[out][in][row][column]`",
                None => "weights are `[out][in][row][column]`, or `[out][in][tap]` for one axis",
            };
            errors.report(
                file.place,
                format!(
                    "this has the shape {:?}, and {form}: write a file or a tensor of such a shape",
                    tensor.shape
                ),
            );
            return None;
        }
        return Some(WeightSource {
            shape: tensor.shape,
            weights: Numbers::Written(tensor.values),
        });
    }
    levels::levels(spec, axes, errors)?;
    if let Some(taps) = body.first.taps.written() {
        let array = taps::array(taps, errors)?;
        let numbers = array
            .values
            .iter()
            .copied()
            .zip(array.places.iter().copied());
        let weights =
            input.and_then(|input| numbers::rounded(numbers, Use::Weights, input, errors));
        return Some(WeightSource {
            shape: array.shape,
            weights: weights.map_or(Numbers::AtRunTime, Numbers::Written),
        });
    }
    let sizes = body.shape.written()?;
    if !cfg!(feature = "alloc") {
        errors.report(
            body.key(Key::Shape).unwrap_or(sizes.place),
            "with `shape` the weights come at run time, and memory for them needs the feature `alloc`: write the weights as `taps` or `weights: file(\"..\")`, or add `alloc` to the features of `conv-kernel` in `Cargo.toml`",
        );
        return None;
    }
    Some(WeightSource {
        shape: sizes.value.iter().map(|size| size.value).collect(),
        weights: Numbers::AtRunTime,
    })
}

/// The bias, as far as it is known.
fn bias(spec: &Spec, files: &mut Files, errors: &mut Diagnostics) -> Numbers {
    let body = &spec.body;
    let Some(bias) = body.bias.written() else {
        return Numbers::Absent;
    };
    let known = body.key(Key::Taps).or(body.key(Key::Weights)).is_some();
    let given = body.key(Key::Shape).is_some();
    let entry = body.entry(Key::Bias).unwrap_or(bias.place);
    match &bias.value {
        Bias::AtRunTime if known => {
            let input = spec.input.written().map(|ty| ty.value);
            let number = match input {
                Some(input) if !input.is_float() => "1",
                _ => "0.5",
            };
            errors.report(
                bias.place,
                format!(
                    "`bias: true` is for `shape`: write numbers, such as `[{number}]`, or `file(\"bias.npy\")`"
                ),
            );
        }
        Bias::Numbers(_) | Bias::File(_) | Bias::Bare(_) if given => errors.report(
            entry,
            "with `shape` the bias comes at run time: write `bias: true`, and pass the bias to `new`",
        ),
        Bias::Bare(number) => {
            let channels = match body.first.taps.written() {
                Some(Node::Row(channels)) if channels.value.len() <= 8 => channels.value.len(),
                _ => 1,
            };
            let list = vec![number.as_str(); channels].join(", ");
            errors.report(
                bias.place,
                format!(
                    "`bias` needs one number for each output channel: write a list, such as `[{list}]`"
                ),
            );
        }
        Bias::AtRunTime => return Numbers::AtRunTime,
        Bias::Numbers(numbers) => {
            let numbers = numbers.iter().map(|number| (&number.value, number.place));
            let input = spec.input.written().map(|ty| ty.value);
            if let Some(values) = input.and_then(|input| numbers::rounded(numbers, Use::Bias, input, errors)) {
                return Numbers::Written(values);
            }
        }
        Bias::File(file) => {
            if let Some(tensor) = read(file, files, errors) {
                if tensor.shape.len() == 1 {
                    return Numbers::Written(tensor.values);
                }
                errors.report(
                    file.place,
                    format!(
                        "this has the shape {:?}, and a bias has one axis: write a file or a tensor with one axis",
                        tensor.shape
                    ),
                );
            }
        }
    }
    Numbers::Absent
}

/// Reads a file, and reports what is wrong with it.
fn read(file: &File, files: &mut Files, errors: &mut Diagnostics) -> Option<file::Tensor> {
    match open(file, files) {
        Ok(tensor) => Some(tensor),
        Err(message) => {
            errors.report(file.place, message);
            None
        }
    }
}

/// Reads a file, whose path is relative to the directory of the crate's manifest; else the message
/// about it.
pub(super) fn open(file: &File, files: &mut Files) -> Result<file::Tensor, String> {
    let Some(directory) = &files.directory else {
        return Err(
            "files are found from `CARGO_MANIFEST_DIR`, which is not set: build with `cargo`"
                .to_owned(),
        );
    };
    let path = directory.join(&file.path);
    let tensor = file::read(directory, &path, file.tensor.as_deref())?;
    let Some(path) = path.to_str() else {
        return Err("the path of this file is not UTF-8: move the crate".to_owned());
    };
    files.read.push(path.to_owned());
    Ok(tensor)
}

/// The options, with values that cannot be wrong in place of broken ones.
fn options(
    spec: &Spec,
    source: Option<WeightSource>,
    bias: Numbers,
    errors: &mut Diagnostics,
) -> LayerOptions {
    let body = &spec.body;
    let input = super::element(&spec.input);
    // Without a shape, the rules that depend on it are not applied.
    let source = source.unwrap_or(WeightSource {
        shape: Vec::new(),
        weights: Numbers::AtRunTime,
    });
    LayerOptions {
        bias,
        groups: body.groups.written().map_or(1, |groups| groups.value),
        window: super::window(body, input),
        layout: body
            .layout
            .written()
            .map(|given| given.value)
            .unwrap_or_default(),
        activation: activation(spec, input, errors),
        winograd: body
            .winograd
            .written()
            .map(|given| given.value)
            .unwrap_or_default(),
        transposed: body
            .transposed
            .written()
            .is_some_and(|transposed| transposed.value),
        output_padding: super::per_axis(&body.output_padding, 0, |value| *value),
        ..LayerOptions::new(
            input,
            super::element(&spec.output),
            source.shape,
            source.weights,
        )
    }
}

/// The activation, its parameters rounded once to the layer's type.
fn activation(spec: &Spec, input: ElementType, errors: &mut Diagnostics) -> Option<Activation> {
    let given = spec.body.activation.written()?;
    let mut round = |number: &Spanned<Number>| {
        let value = &number.value;
        let rounded = match input {
            ElementType::F32 => numbers::single(value).map(f64::from),
            _ => numbers::double(value),
        };
        rounded
            .map_err(|message| errors.report(number.place, message))
            .ok()
    };
    match &given.value {
        Activate::Named(activation) => Some(*activation),
        Activate::Leaky(slope) => round(slope).map(Activation::Leaky),
        Activate::Clamp(low, high) => Some(Activation::Clamp(round(low)?, round(high)?)),
    }
}

/// Whether a fault only follows from a mistake that has been reported.
const fn hides(unknown: &Unknown<'_>, subject: Subject) -> bool {
    match subject {
        Subject::Weights
        | Subject::Channel(_)
        | Subject::Bias
        | Subject::Groups
        | Subject::Winograd => unknown.source,
        Subject::Quantization | Subject::Activation | Subject::ActivationArgument(_) => {
            unknown.types
        }
        _ => unknown.hides(subject),
    }
}

/// The tokens that a fault is about.
fn place(spec: &Spec, subject: Subject) -> Place {
    let body = &spec.body;
    let source = || match subject {
        Subject::Shape | Subject::ShapeAxis(_) | Subject::Weights => {
            let taps = body.first.taps.written().map(Node::place);
            let shape = || body.shape.written().map(|shape| shape.place);
            taps.or_else(shape)
                .or_else(|| body.weights.written().map(|file| file.place))
        }
        Subject::Bias => match body.bias.written() {
            Some(bias) => match &bias.value {
                Bias::File(file) => Some(file.place),
                _ => None,
            },
            None => None,
        },
        _ => None,
    };
    match subject {
        // A size of the shape has a token of its own.
        Subject::ShapeAxis(_) if body.shape.written().is_some() => super::place(spec, &[], subject),
        _ => source().unwrap_or_else(|| super::place(spec, &[], subject)),
    }
}
