//! KERNEL and the options beside it, as one declaration.
//!
//! ```text
//! KERNEL  name or expression, TOML, NPY -> entries by key: a text, and where it stands
//! options                               -> entries, which replace those of TOML
//! entries -> readers of the macro -> Kernel -> Options for types of elements -> rules
//! ```
//!
//! A mistake, whoever finds it, points into the text that the user wrote.

mod entries;
mod taps;

use crate::args::KernelArguments;
use crate::fault::{Failure, Fault};
use crate::typed;
use conv_kernel::rules::{Options, TapSource, WindowOptions};
use conv_kernel::{
    Arithmetic, ConvSpec, ElementType, Method, Missing, Overflow, Padding, PerAxis, Quantize,
    Require, Separable, Tap, Taps, Value,
};
use conv_plan::number::exact_to_double;
use conv_plan::rules::Combined;
use conv_syntax::diag::{all_of, nearest};
use conv_syntax::read::{border, closure, count, quantize, require, separable, value};
use conv_syntax::written::{Axes, Closure, Number, Outside};
use entries::Entries;
use std::path::PathBuf;

/// How what messages say is written here.
const OPTIONS: &str = "keys are options: `overflow: saturate` is `--overflow saturate`, and the types `u8 -> i16` are `--input u8 --output i16`";

/// What is asked for, not yet for any types of elements.
#[derive(Debug)]
pub(crate) struct Kernel {
    /// What the user wrote, for messages.
    pub(crate) name: String,
    /// One kernel, or several whose sums are combined.
    pub(crate) taps: Vec<Taps>,
    names: Vec<String>,
    /// The types, as far as they are given.
    pub(crate) input: Option<ElementType>,
    pub(crate) output: Option<ElementType>,
    window: WindowOptions,
    border: Option<PerAxis<Outside>>,
    scale: Option<Tap>,
    overflow: Option<Overflow>,
    method: Method,
    arithmetic: Arithmetic,
    missing: Missing,
    require: Vec<Require>,
    quantize: Option<Quantize>,
    separable: Separable,
    /// What is made of the sums.
    pub(crate) value: Option<Value>,
    entries: Entries,
}

impl Kernel {
    /// Reads all that the command line says of a kernel.
    pub(crate) fn read(arguments: &KernelArguments) -> Result<Self, Failure> {
        let mut entries = Entries::of_kernel(&arguments.kernel)?;
        for (key, text) in arguments.keys() {
            entries.set_option(key, text);
        }
        let mut faults = Vec::new();
        let all = taps::taps(&arguments.kernel, &entries, &mut faults);
        let (names, taps): (Vec<Option<String>>, Vec<Taps>) = all.into_iter().unzip();
        let mut kernel = Self {
            name: arguments.kernel.clone(),
            taps,
            names: names.into_iter().flatten().collect(),
            input: entries.element("input", &mut faults),
            output: entries.element("output", &mut faults),
            window: WindowOptions::DEFAULT,
            border: None,
            scale: None,
            overflow: None,
            method: Method::Direct,
            arithmetic: Arithmetic::Fused,
            missing: Missing::Propagate,
            require: Vec::new(),
            quantize: None,
            separable: Separable::Exact,
            value: None,
            entries,
        };
        kernel.read_window(&mut faults);
        kernel.read_sums(&mut faults);
        if faults.is_empty() {
            kernel.combine(&mut faults);
        }
        if faults.is_empty() {
            Ok(kernel)
        } else {
            Err(Failure::kernel(faults))
        }
    }

    fn read_window(&mut self, faults: &mut Vec<Fault>) {
        let entries = &self.entries;
        let window = &mut self.window;
        if let Some(stride) = entries.read("stride", faults, |tokens, place, errors| {
            count::counts(&count::STRIDE, tokens, place, errors)
        }) {
            window.stride = stride.per_axis(|&count| count);
        }
        if let Some(dilation) = entries.read("dilation", faults, |tokens, place, errors| {
            count::counts(&count::DILATION, tokens, place, errors)
        }) {
            window.dilation = dilation.per_axis(|&count| count);
        }
        if let Some(padding) = entries.read("padding", faults, value::padding) {
            window.padding = padding.value;
        }
        let border = entries.read("border", faults, border::border);
        self.border = border.map(|axes| axes.per_axis(Clone::clone));
        let borders = match &self.border {
            None => &[][..],
            Some(PerAxis::All(one)) => core::slice::from_ref(one),
            Some(PerAxis::Each(each)) => each,
        };
        for border in borders {
            if let Outside::Constant(Number::Fraction(exact)) = border {
                let message = format!(
                    "a border constant is not a fraction: write `{}`, or an integer",
                    exact_to_double(exact)
                );
                faults.push(entries.fault("border", message));
            }
        }
        if let Some(mode) = entries.read("mode", faults, value::mode) {
            window.mode = mode.value;
        }
        let anchor = entries.read("anchor", faults, |tokens, place, errors| {
            count::counts(&count::ANCHOR, tokens, place, errors)
        });
        window.anchor = anchor.map(|axes| match axes {
            Axes::All(one) => vec![one.value],
            Axes::Each(each) => each.value.iter().map(|one| one.value).collect(),
        });
        let interpolate = entries.read("interpolate", faults, |tokens, place, errors| {
            count::only(&count::INTERPOLATE, tokens, place, errors)
        });
        window.interpolate = interpolate.map_or(1, |count| count.value);
    }

    fn read_sums(&mut self, faults: &mut Vec<Fault>) {
        let entries = &self.entries;
        let scale = entries.read("scale", faults, value::scale);
        self.scale = scale.map(|scale| scale.value.tap());
        let overflow = entries.read("overflow", faults, value::overflow);
        self.overflow = overflow.map(|rule| rule.value);
        if let Some(method) = entries.read("method", faults, value::method) {
            self.method = method.value;
        }
        if let Some(arithmetic) = entries.read("arithmetic", faults, value::arithmetic) {
            self.arithmetic = arithmetic.value;
        }
        if let Some(missing) = entries.read("missing", faults, value::missing) {
            self.missing = missing.value;
        }
        if let Some(require) = entries.read("require", faults, require::require) {
            self.require = require.value.iter().map(|one| one.value).collect();
        }
        let quantize = entries.read("quantize", faults, quantize::quantize);
        self.quantize = quantize.map(|quantize| quantize.value);
        if let Some(separable) = entries.read("separable", faults, separable::separable) {
            self.separable = separable.value;
        }
    }

    /// Reads `map` or `combine`, whose parameters are the kernels.
    fn combine(&mut self, faults: &mut Vec<Fault>) {
        const MAP: &str = "|v| v / 2 + 128";
        const COMBINE: &str = "|gx, gy| gx.abs() + gy.abs()";
        let entries = &self.entries;
        let map = entries.read("map", faults, |tokens, place, errors| {
            closure::closure(("map", MAP), tokens, place, errors)
        });
        let combine = entries.read("combine", faults, |tokens, place, errors| {
            closure::closure(("combine", COMBINE), tokens, place, errors)
        });
        match (self.names.as_slice(), map, combine) {
            ([], _, Some(_)) => faults.push(entries.fault(
                "combine",
                "`combine` is for several kernels: write them with names, as `{ gx: sobel_x, gy: sobel_y }`, or write `map`",
            )),
            ([], Some(closure), None) => match closure.parameters.as_slice() {
                [_] => match closure.unused("map") {
                    Some((_, message)) => faults.push(entries.fault("map", message)),
                    None => self.value = Some(closure.value),
                },
                _ => faults.push(entries.fault(
                    "map",
                    "`map` has one parameter, the sum of one kernel: write it as `|v| ..`",
                )),
            },
            ([], None, None) => {}
            (names, Some(_), _) => faults.push(entries.fault(
                "map",
                format!(
                    "`map` is for one kernel, and this has {}: write `combine` with `|{}| ..`",
                    names.len(),
                    names.join(", ")
                ),
            )),
            (names, None, Some(closure)) => match ordered(names, &closure) {
                Ok(value) => self.value = Some(value),
                Err(message) => faults.push(entries.fault("combine", message)),
            },
            (names, None, None) => faults.push(entries.fault(
                "taps",
                format!(
                    "the command line makes one output, and this has {} kernels: write `combine` with `|{}| ..`, or one kernel",
                    names.len(),
                    names.join(", ")
                ),
            )),
        }
    }

    /// Axes of the taps.
    pub(crate) fn axes(&self) -> usize {
        self.taps.first().map_or(0, |taps| taps.shape().len())
    }

    /// What the rules are applied to.
    pub(crate) fn options(&self, input: ElementType, output: ElementType) -> Options {
        let mut taps = self.taps.iter().cloned();
        let first = taps
            .next()
            .unwrap_or_else(|| Taps::new(Vec::new(), Vec::new()));
        let combined = self.value.clone().map(|value| {
            if self.names.is_empty() {
                return Combined::map(value);
            }
            Combined {
                names: self.names.clone(),
                others: taps.collect(),
                value,
            }
        });
        let border = match &self.border {
            None => None,
            Some(PerAxis::All(one)) => Some(PerAxis::All(one.border(input))),
            Some(PerAxis::Each(each)) => {
                let borders = each.iter().map(|outside| outside.border(input));
                Some(PerAxis::Each(borders.collect()))
            }
        };
        Options {
            window: WindowOptions {
                border,
                ..self.window.clone()
            },
            scale: self.scale.clone(),
            overflow: self.overflow,
            method: self.method,
            arithmetic: self.arithmetic,
            missing: self.missing,
            combined,
            require: self.require.clone(),
            quantize: self.quantize,
            separable: self.separable,
            ..Options::new(input, output, TapSource::Taps(first))
        }
    }

    /// The checked kernel for types of elements, or every rule that is broken.
    pub(crate) fn check(
        &self,
        input: ElementType,
        output: ElementType,
    ) -> Result<ConvSpec, Failure> {
        if let (Some(_), Padding::Valid) = (&self.border, &self.window.padding) {
            return Err(Failure::kernel(vec![self.entries.fault(
                "border",
                "`border` has no effect without padding: write `padding` too, such as `same`, or remove `border`",
            )]));
        }
        let options = self.options(input, output);
        ConvSpec::check(&options).map_err(|error| {
            let faults = error.faults().iter().map(|fault| {
                let key = match fault.subject.key() {
                    "input type" => "input",
                    "output type" => "output",
                    key => key,
                };
                self.entries.fault(key, &fault.message).with_help(OPTIONS)
            });
            Failure::kernel(faults.collect())
        })
    }

    /// The declaration that says the same, where texts may end in a comment, and where the paths in it begin.
    pub(crate) fn declaration(&self) -> Result<(String, PathBuf), Failure> {
        let input = self.input.unwrap_or(ElementType::F32);
        let output = self.output.unwrap_or(input);
        self.check(input, output)?;
        let taps = match self.entries.get("taps") {
            Some(entry) => entry.text.clone(),
            None => format!("file({:?})", self.name),
        };
        let keys: String = self
            .entries
            .keys()
            .map(|(key, value)| format!("    {key}: {value}\n    ,\n"))
            .collect();
        let text = format!(
            "pub struct Kernel: {input} -> {output} {{\n    taps: {taps}\n    ,\n{keys}}}\n"
        );
        Ok((text, self.entries.directory.clone()))
    }

    /// The types that a kernel without a file has: those that were given, else `f32`, and the input
    /// as `apply` converts it.
    pub(crate) fn types(&self) -> (ElementType, ElementType) {
        let input = self.input.unwrap_or(ElementType::F32);
        let output = self.output.unwrap_or(input);
        (typed::working(input, output), output)
    }
}

/// The value of a closure whose parameters are kernels by their names.
fn ordered(names: &[String], closure: &Closure) -> Result<Value, String> {
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let write = format!("write `|{}| ..`", known.join(", "));
    let left: Vec<&str> = known
        .iter()
        .copied()
        .filter(|name| !closure.parameters.iter().any(|(given, _)| given == name))
        .collect();
    for (name, _) in &closure.parameters {
        if !known.contains(&name.as_str()) {
            return Err(match nearest(name, &left) {
                Some(near) => format!("no kernel is named `{name}`: did you mean `{near}`?"),
                None => format!("no kernel is named `{name}`: {write}"),
            });
        }
    }
    if !left.is_empty() {
        return Err(format!("`combine` leaves out {}: {write}", all_of(&left)));
    }
    if let Some((_, message)) = closure.unused("combine") {
        return Err(message);
    }
    let place = |parameter: usize| {
        let name = closure.parameters.get(parameter).map(|(name, _)| name);
        let found = name.and_then(|name| names.iter().position(|known| known == name));
        found.unwrap_or(parameter)
    };
    Ok(closure.value.clone().with_sums(place))
}
