//! What the parameters of a function take: each argument found, read as what it has to be, and its
//! mistakes at its place.

use super::functions::{Function, Parameter};
use super::{Argument, Evaluation, Expression, Kind, Name, Value};
use crate::fault::names::{all_of, instead};
use crate::number::exact_to_double;
use crate::taps::library::{Direction, Window};
use crate::taps::{Angle, Sigma, Size, Tap, Taps, TapsError};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use num_traits::{Signed, ToPrimitive};

/// The arguments of a call, by parameter.
pub(super) struct Given<'a, 'b, 'f> {
    evaluation: &'a mut Evaluation<'f>,
    arguments: Vec<(&'static str, &'b Expression)>,
}

impl Evaluation<'_> {
    /// The taps of a function of the library.
    pub(super) fn made(
        &mut self,
        at: usize,
        name: &Name,
        function: &'static Function,
        arguments: Option<&[Argument]>,
    ) -> Option<Taps> {
        let arguments = self.bound(at, name, function, arguments.unwrap_or_default())?;
        let places: Vec<(&'static str, &Expression)> = arguments.clone();
        let mut given = Given {
            evaluation: self,
            arguments,
        };
        match (function.make)(&mut given)? {
            Ok(taps) => Some(taps),
            Err(error) => {
                let place = place_of(&places, &error).unwrap_or(at);
                self.report(place, format!("{error}"))
            }
        }
    }

    /// Each argument with its parameter, by name or by place.
    fn bound<'b>(
        &mut self,
        at: usize,
        name: &Name,
        function: &'static Function,
        arguments: &'b [Argument],
    ) -> Option<Vec<(&'static str, &'b Expression)>> {
        let signature = function.signature(arguments);
        let (parameters, example) = (signature.parameters, signature.example);
        let mut bound: Vec<(&'static str, &'b Expression)> = Vec::new();
        for (index, argument) in arguments.iter().enumerate() {
            let parameter = match &argument.name {
                None => parameters.get(index).copied(),
                Some(label) => {
                    let found = parameters
                        .iter()
                        .find(|parameter| parameter.name == label.text);
                    if found.is_none() && !parameters.is_empty() {
                        let instead = instead_of(&label.text, parameters);
                        return self.report(
                            label.at,
                            format!(
                                "`{}` has no argument `{}`: {instead}",
                                name.text, label.text
                            ),
                        );
                    }
                    found.copied()
                }
            };
            let Some(parameter) = parameter else {
                let most = match parameters.len() {
                    0 => "no argument".to_string(),
                    1 => "one argument".to_string(),
                    count => format!("at most {count} arguments"),
                };
                return self.report(
                    argument.value.at,
                    format!("`{}` takes {most}: write `{example}`", name.text),
                );
            };
            if parameter.named && argument.name.is_none() {
                let one = match bound.first() {
                    Some((_, size)) if matches!(size.kind, Kind::List(_)) => "[0, 1]",
                    _ => "1",
                };
                return self.report(
                    argument.value.at,
                    format!(
                        "`{}` takes a size and a sigma, each a list where there are two: write `{example}`; `{label}` needs its name: write `{label}: {one}`",
                        name.text,
                        label = parameter.name
                    ),
                );
            }
            if bound.iter().any(|(name, _)| *name == parameter.name) {
                return self.report(
                    argument.value.at,
                    format!("`{}` is given twice: remove one of them", parameter.name),
                );
            }
            bound.push((parameter.name, &argument.value));
        }
        let missing: Vec<&str> = parameters
            .iter()
            .filter(|one| one.needed && !bound.iter().any(|(name, _)| *name == one.name))
            .map(|parameter| parameter.name)
            .collect();
        if !missing.is_empty() {
            let missing = all_of(&missing);
            return self.report(
                at,
                format!("`{}` needs {missing}: write `{example}`", name.text),
            );
        }
        Some(bound)
    }
}

/// What to write instead of an argument that there is not.
fn instead_of(label: &str, parameters: &[Parameter]) -> String {
    let names: Vec<&str> = parameters.iter().map(|one| one.name).collect();
    let rate = [
        "fs",
        "rate",
        "sample_rate",
        "samplerate",
        "sr",
        "nyq",
        "nyquist",
    ]
    .contains(&label);
    if rate
        && names
            .iter()
            .any(|name| ["cutoff", "cutoffs", "bands"].contains(name))
    {
        return "write frequencies as fractions of half the sampling rate, such as `2000/24000` for 2000 Hz at 48 kHz".into();
    }
    instead(label, &names)
}

impl<'b> Given<'_, 'b, '_> {
    fn get(&self, name: &'static str) -> Option<&'b Expression> {
        let found = self.arguments.iter().find(|(given, _)| *given == name);
        found.map(|(_, value)| *value)
    }

    pub(super) fn has(&self, name: &'static str) -> bool {
        self.get(name).is_some()
    }

    /// A number.
    pub(super) fn number(&mut self, name: &'static str) -> Option<Tap> {
        let value = self.get(name)?;
        self.part(name, value)
    }

    fn part(&mut self, name: &'static str, value: &Expression) -> Option<Tap> {
        let such_as = match name {
            "neighbours" => 4,
            _ => 2,
        };
        let message = format!("`{name}` is a number: write one, such as `{such_as}`");
        self.evaluation.number(value, &message)
    }

    /// A whole number that is not negative.
    pub(super) fn count(&mut self, name: &'static str) -> Option<usize> {
        let value = self.get(name)?;
        self.whole(name, value)
    }

    fn whole(&mut self, name: &'static str, value: &Expression) -> Option<usize> {
        let number = self.part(name, value)?;
        let whole = match &number {
            Tap::Ratio(exact) if exact.is_integer() => exact.to_integer().to_usize(),
            _ => None,
        };
        if whole.is_none() {
            let negative = number.exact().is_some_and(|exact| exact.is_negative());
            let what = if negative {
                "cannot be negative: write a whole number"
            } else {
                "is a whole number: write one"
            };
            let message = format!("`{name}` {what}, such as `5`");
            return self.evaluation.report(value.at, message);
        }
        whole
    }

    /// A list, or a value alone, each part read in the same way.
    fn each<T>(
        &mut self,
        name: &'static str,
        read: fn(&mut Self, &'static str, &'b Expression) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.get(name)?;
        let Kind::List(parts) = &value.kind else {
            return read(self, name, value).map(|one| alloc::vec![one]);
        };
        // Two sizes that are no whole numbers are one mistake.
        parts.iter().map(|part| read(self, name, part)).collect()
    }

    /// `5`, or `[3, 5]`.
    pub(super) fn size(&mut self, name: &'static str) -> Option<Size> {
        let sizes = self.each(name, Self::whole)?;
        match *sizes {
            [size] if !self.is_list(name) => Some(size.into()),
            [rows, columns] => Some([rows, columns].into()),
            _ => self.two(name, "two, such as `[3, 5]`"),
        }
    }

    /// `1.5`, or `[1.0, 2.5]`.
    pub(super) fn sigma(&mut self, name: &'static str) -> Option<Sigma> {
        let values = self.each(name, Self::part)?;
        match (values.as_slice(), self.is_list(name)) {
            ([rows, columns], _) => Some([rows.clone(), columns.clone()].into()),
            ([one], false) => Some(one.clone().into()),
            ([one, ..], true) if self.has("size") && !self.is_list("size") => {
                let one = one.exact().as_ref().map_or(1.0, exact_to_double);
                self.two(name, &format!("`{one:?}`"))
            }
            _ => self.two(name, "two, such as `[1.0, 2.5]`"),
        }
    }

    /// `1`, or `[0, 1]`.
    pub(super) fn orders(&mut self, name: &'static str) -> Option<Vec<usize>> {
        self.each(name, Self::whole)
    }

    /// A list of numbers, or one alone.
    pub(super) fn numbers(&mut self, name: &'static str) -> Option<Vec<Tap>> {
        self.each(name, Self::part)
    }

    /// `[0.1, 0.4]`.
    pub(super) fn pair(&mut self, name: &'static str) -> Option<[Tap; 2]> {
        let values = self.each(name, Self::part)?;
        match <[Tap; 2]>::try_from(values) {
            Ok(two) => Some(two),
            Err(_) => {
                let at = self.get(name)?.at;
                let message = format!("`{name}` are two numbers: write both, such as `[0.1, 0.4]`");
                self.evaluation.report(at, message)
            }
        }
    }

    fn is_list(&self, name: &'static str) -> bool {
        self.get(name)
            .is_some_and(|value| matches!(value.kind, Kind::List(_)))
    }

    /// Reports a list of another length than two.
    fn two<T>(&mut self, name: &'static str, write: &str) -> Option<T> {
        let at = self.get(name)?.at;
        let message = format!(
            "`{name}` is one number for a signal, or a list of two for a plane: write {write}"
        );
        self.evaluation.report(at, message)
    }

    /// An angle: radians, with `pi` or in `degrees`.
    pub(super) fn angle(&mut self, name: &'static str) -> Option<Angle> {
        let value = self.get(name)?;
        match self.evaluation.value(value)? {
            Value::Number(number) => Some(number.angle()),
            Value::Taps(_) => self.evaluation.report(
                value.at,
                "this is not an angle: write one, such as `pi/4` or `degrees(45)`",
            ),
        }
    }

    /// Taps with one axis.
    pub(super) fn line(&mut self, name: &'static str) -> Option<Taps> {
        let value = self.get(name)?;
        let taps = self.evaluation.taps(value)?;
        if taps.shape().len() == 1 {
            return Some(taps);
        }
        self.evaluation.report(
            value.at,
            format!("`{name}` has one axis: write a row, such as `[1, 2, 1]` or `binomial(3)`"),
        )
    }

    /// The word that an argument is, without parentheses after it.
    fn word(value: &Expression) -> Option<&str> {
        match &value.kind {
            Kind::Call {
                name,
                arguments: None,
            } => Some(&name.text),
            _ => None,
        }
    }

    /// `true` or `false`; true without one.
    pub(super) fn flag(&mut self, name: &'static str) -> Option<bool> {
        let Some(value) = self.get(name) else {
            return Some(true);
        };
        match Self::word(value) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => self.evaluation.report(
                value.at,
                format!("`{name}` is on or off: write `true` or `false`"),
            ),
        }
    }

    /// A direction of the compass.
    pub(super) fn direction(&mut self, name: &'static str) -> Option<Direction> {
        let value = self.get(name)?;
        let word = Self::word(value).unwrap_or_default();
        let found = Direction::ALL.into_iter().find(|one| one.name() == word);
        if found.is_none() {
            let instead = instead(word, &Direction::ALL.map(Direction::name));
            return self
                .evaluation
                .report(value.at, format!("this is not a direction: {instead}"));
        }
        found
    }

    /// A window; without one, as it is in SciPy, or none where an ideal response is cut off.
    pub(super) fn window(&mut self, name: &'static str, default: Window) -> Option<Window> {
        const NAMES: [&str; 5] = ["rectangular", "hann", "hamming", "blackman", "kaiser(8.6)"];
        let Some(value) = self.get(name) else {
            return Some(default);
        };
        let plain = match Self::word(value) {
            Some("rectangular") => Some(Window::Rectangular),
            Some("hann") => Some(Window::Hann),
            Some("hamming") => Some(Window::Hamming),
            Some("blackman") => Some(Window::Blackman),
            _ => None,
        };
        if plain.is_some() {
            return plain;
        }
        let word = match &value.kind {
            Kind::Call { name, arguments } => match (name.text.as_str(), arguments.as_deref()) {
                ("kaiser", Some([Argument { name: label, value }]))
                    if label.as_ref().is_none_or(|label| label.text == "beta") =>
                {
                    return self.part("beta", value).map(Window::Kaiser);
                }
                ("kaiser", _) => {
                    return self
                        .evaluation
                        .report(value.at, "`kaiser` needs its beta: write `kaiser(8.6)`");
                }
                (word, _) => word,
            },
            _ => "",
        };
        let instead = match word {
            "boxcar" | "none" | "rect" => "write `rectangular`".to_string(),
            "hanning" => "write `hann`".to_string(),
            word => instead(word, &NAMES),
        };
        self.evaluation
            .report(value.at, format!("this is not a window: {instead}"))
    }
}

/// The place of the argument that an error is about, or of one value in its list.
fn place_of(arguments: &[(&'static str, &Expression)], error: &TapsError) -> Option<usize> {
    let named = arguments.iter().find(|(name, _)| *name == error.argument());
    if let Some((_, value)) = named {
        return Some(match (&value.kind, error.axis()) {
            (Kind::List(parts), Some(axis)) => parts.get(axis).map_or(value.at, |part| part.at),
            _ => value.at,
        });
    }
    // The beta of a window is an argument of an argument.
    arguments.iter().find_map(|(_, value)| match &value.kind {
        Kind::Call {
            arguments: Some(inner),
            ..
        } => inner.first().map(|inner| inner.value.at),
        _ => None,
    })
}

/// What a function returns, if all of its arguments could be read.
pub(super) type Made = Option<Result<Taps, TapsError>>;
