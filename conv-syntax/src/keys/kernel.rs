//! The keys of a signal kernel or a plane kernel.

use super::{Fault, Values, Window};
use crate::diag::{all_of, nearest};
use crate::read::{closure, quantize, require, separable, value};
use crate::written::Closure;
use conv_plan::number::{ElementType, Overflow};
use conv_plan::pointwise::Value;
use conv_plan::rules::{
    Arithmetic, Combined, ConvSpec, Method, Missing, Options, Quantize, Require, Separable,
    TapSource,
};
use conv_plan::taps::{Tap, Taps};

/// What is asked for, not yet for any types of elements.
///
/// ```
/// use conv_plan::number::ElementType;
/// use conv_syntax::keys::{Kernel, Values};
/// use conv_syntax::text;
///
/// let taps = text::taps("box([3, 3])", &mut |_| Err("no files".into()));
/// let mut values = Values::new(&|key| (key == "padding").then_some("same"));
/// let kernel = Kernel::read(taps.map_err(|_| "a mistake")?, &mut values).ok_or("a mistake")?;
/// let checked = kernel.check(ElementType::U8, ElementType::U8).map_err(|_| "a fault")?;
/// assert_eq!((kernel.axes(), checked.tap_count()), (2, 9));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone)]
pub struct Kernel {
    /// One kernel, or several whose sums are combined.
    taps: Vec<Taps>,
    names: Vec<String>,
    window: Window,
    scale: Option<Tap>,
    overflow: Option<Overflow>,
    method: Method,
    arithmetic: Arithmetic,
    missing: Missing,
    require: Vec<Require>,
    quantize: Option<Quantize>,
    separable: Separable,
    /// What is made of the sums.
    value: Option<Value>,
}

impl Kernel {
    /// The keys, beside the types and the taps.
    pub const KEYS: [&'static str; 17] = [
        "stride",
        "dilation",
        "padding",
        "border",
        "mode",
        "method",
        "scale",
        "overflow",
        "anchor",
        "arithmetic",
        "missing",
        "interpolate",
        "map",
        "combine",
        "require",
        "quantize",
        "separable",
    ];

    /// Reads the keys beside these taps, which have names if there are several; `None` if there
    /// are mistakes.
    #[must_use]
    pub fn read(taps: Vec<(Option<String>, Taps)>, values: &mut Values<'_>) -> Option<Self> {
        let (names, taps): (Vec<Option<String>>, Vec<Taps>) = taps.into_iter().unzip();
        let names: Vec<String> = names.into_iter().flatten().collect();
        let window = Window::read(values);
        let scale = values.read("scale", value::scale);
        let overflow = values.read("overflow", value::overflow);
        let method = values.read("method", value::method);
        let arithmetic = values.read("arithmetic", value::arithmetic);
        let missing = values.read("missing", value::missing);
        let require = values.read("require", require::require);
        let quantize = values.read("quantize", quantize::quantize);
        let separable = values.read("separable", separable::separable);
        let value = match values.faults.as_slice() {
            [] => combine(&names, values),
            _ => None,
        };
        values.faults.is_empty().then(|| Self {
            taps,
            names,
            window,
            scale: scale.map(|scale| scale.value.tap()),
            overflow: overflow.map(|rule| rule.value),
            method: method.map_or(Method::Direct, |method| method.value),
            arithmetic: arithmetic.map_or(Arithmetic::Fused, |arithmetic| arithmetic.value),
            missing: missing.map_or(Missing::Propagate, |missing| missing.value),
            require: require.map_or_else(Vec::new, |all| {
                all.value.iter().map(|one| one.value).collect()
            }),
            quantize: quantize.map(|quantize| quantize.value),
            separable: separable.map_or(Separable::Exact, |separable| separable.value),
            value,
        })
    }

    /// Axes of the taps.
    #[must_use]
    pub fn axes(&self) -> usize {
        self.taps.first().map_or(0, |taps| taps.shape().len())
    }

    /// What the rules are applied to, and builders of run-time kernels begin with.
    #[must_use]
    pub fn options(&self, input: ElementType, output: ElementType) -> Options {
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
        Options {
            window: self.window.options(input),
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

    /// The checked kernel for types of elements.
    ///
    /// # Errors
    ///
    /// Every rule that is broken; a fault about the types has the key `input` or `output`.
    pub fn check(&self, input: ElementType, output: ElementType) -> Result<ConvSpec, Vec<Fault>> {
        if let Some(message) = self.window.idle_border() {
            return Err(vec![Fault {
                key: "border",
                range: None,
                message: message.into(),
            }]);
        }
        ConvSpec::check(&self.options(input, output)).map_err(|error| {
            let faults = error.faults().iter().map(|fault| Fault {
                key: match fault.subject.key() {
                    "input type" => "input",
                    "output type" => "output",
                    key => key,
                },
                range: None,
                message: fault.message.clone(),
            });
            faults.collect()
        })
    }
}

/// Reads `map` or `combine`, whose parameters are the kernels.
fn combine(names: &[String], values: &mut Values<'_>) -> Option<Value> {
    const MAP: &str = "|v| v / 2 + 128";
    const COMBINE: &str = "|gx, gy| gx.abs() + gy.abs()";
    let map = values.read("map", |tokens, place, errors| {
        closure::closure(("map", MAP), tokens, place, errors)
    });
    let combine = values.read("combine", |tokens, place, errors| {
        closure::closure(("combine", COMBINE), tokens, place, errors)
    });
    if !values.faults.is_empty() {
        return None;
    }
    match (names, map, combine) {
        ([], _, Some(_)) => values.fault(
            "combine",
            "`combine` is for several kernels: write them with names, as `{ gx: sobel_x, gy: sobel_y }`, or write `map`",
        ),
        ([], Some(closure), None) => match closure.parameters.as_slice() {
            [_] => match closure.unused("map") {
                Some((_, message)) => values.fault("map", message),
                None => return Some(closure.value),
            },
            _ => values.fault(
                "map",
                "`map` has one parameter, the sum of one kernel: write it as `|v| ..`",
            ),
        },
        ([], None, None) => {}
        (names, Some(_), _) => values.fault(
            "map",
            format!(
                "`map` is for one kernel, and this has {}: write `combine` with `|{}| ..`",
                names.len(),
                names.join(", ")
            ),
        ),
        (names, None, Some(closure)) => match ordered(names, &closure) {
            Ok(value) => return Some(value),
            Err(message) => values.fault("combine", message),
        },
        (names, None, None) => values.fault(
            "taps",
            format!(
                "there is one output here, and this has {} kernels: write `combine` with `|{}| ..`, or one kernel",
                names.len(),
                names.join(", ")
            ),
        ),
    }
    None
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
