//! Reads numbers: integers in any base, decimals with their exact value, fractions of integers;
//! each with or without a sign.

use super::tokens::{is_punct, shown};
use crate::diag::{Diagnostics, Noun, Place};
use crate::written::{Number, Spanned};
use conv_plan::number::exact_to_double;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use proc_macro2::{Literal, TokenTree};

/// The longest literal that is read: doubles have at most 1075 digits.
const LONGEST: usize = 2000;

/// Reads a number.
pub fn number(
    noun: Noun,
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Number>> {
    let place = Place::of(tokens, otherwise);
    let read = match tokens {
        [TokenTree::Literal(token)] => literal(noun, token, false).map_err(Fault::from),
        [minus, TokenTree::Literal(token)] if is_punct(minus, '-') => {
            literal(noun, token, true).map_err(Fault::from)
        }
        _ if tokens.iter().any(|token| is_punct(token, '/')) => fraction(noun, tokens),
        _ => Err(other(noun, tokens)),
    };
    match read {
        Ok(value) => Some(Spanned { value, place }),
        Err(Fault { at, message }) => {
            errors.report(at.unwrap_or(place), message);
            None
        }
    }
}

/// What is wrong with a number.
struct Fault {
    /// Which part is wrong, if it is not the whole.
    at: Option<Place>,
    message: String,
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Self { at: None, message }
    }
}

impl Fault {
    fn at(token: &TokenTree, message: impl Into<String>) -> Self {
        Self {
            at: Some(token.into()),
            message: message.into(),
        }
    }
}

/// What is wrong with tokens that are not a number.
fn other(noun: Noun, tokens: &[TokenTree]) -> Fault {
    let not_finite_word = tokens.iter().any(|token| match token {
        TokenTree::Ident(word) => matches!(
            word.to_string().to_lowercase().as_str(),
            "nan" | "inf" | "infinity" | "neg_infinity"
        ),
        _ => false,
    });
    if not_finite_word {
        return noun.not_finite().into();
    }
    match tokens {
        [plus, rest @ ..] if is_punct(plus, '+') && matches!(rest, [TokenTree::Literal(_)]) => {
            format!("{} take no `+`: write `{}`", noun.many, shown(rest)).into()
        }
        [point, TokenTree::Literal(_)] if is_punct(point, '.') => format!(
            "a digit is missing before the point: write `0{}`",
            shown(tokens)
        )
        .into(),
        [minus, point, TokenTree::Literal(digits)]
            if is_punct(minus, '-') && is_punct(point, '.') =>
        {
            format!("a digit is missing before the point: write `-0.{digits}`").into()
        }
        [TokenTree::Literal(first), TokenTree::Literal(second)] => {
            format!("{} has one value: write `{first}` or `{second}`", noun.what).into()
        }
        [TokenTree::Ident(word)] => noun.hidden_by(&word.to_string()).into(),
        [minus, TokenTree::Ident(word)] if is_punct(minus, '-') => {
            Fault::at(&word.clone().into(), noun.hidden_by(&word.to_string()))
        }
        [TokenTree::Group(_)] => noun.calculated().into(),
        [_] => noun.expected().into(),
        _ => noun.calculated().into(),
    }
}

/// Reads `1/16` or `-1/16`.
fn fraction(noun: Noun, tokens: &[TokenTree]) -> Result<Number, Fault> {
    let parts: Vec<&[TokenTree]> = tokens.split(|token| is_punct(token, '/')).collect();
    let &[above, below] = parts.as_slice() else {
        return Err(several(noun, &parts));
    };
    let above = match above {
        [TokenTree::Literal(token)] => literal(noun, token, false)?,
        [minus, TokenTree::Literal(token)] if is_punct(minus, '-') => literal(noun, token, true)?,
        _ => return Err(part(noun, above, tokens)),
    };
    let below_tokens = below;
    let below = match below {
        [token @ TokenTree::Literal(below)] => {
            let below = literal(noun, below, false)?;
            if below.exact().is_zero() {
                return Err(Fault::at(
                    token,
                    "a denominator cannot be 0: write 1 or more",
                ));
            }
            below
        }
        [minus, TokenTree::Literal(below)] if is_punct(minus, '-') => {
            let sign = if above.exact().is_negative() { "" } else { "-" };
            let above = shown(tokens);
            let above = above.split('/').next().unwrap_or_default();
            let above = above.trim_start_matches('-');
            return Err(
                format!("a denominator cannot be negative: write `{sign}{above}/{below}`").into(),
            );
        }
        _ => {
            return Err(part(
                Noun {
                    such_as: "16",
                    ..noun
                },
                below_tokens,
                tokens,
            ));
        }
    };
    match (&above, &below) {
        (Number::Integer(_), Number::Integer(_)) => {
            Ok(Number::Fraction(above.exact() / below.exact()))
        }
        _ => Err(of_floats(&above.exact(), &below.exact()).into()),
    }
}

/// What is wrong with a part of a fraction that is not a literal.
fn part(noun: Noun, part: &[TokenTree], whole: &[TokenTree]) -> Fault {
    match part {
        [] => Fault::from(noun.calculated()),
        [first, ..] => {
            let mut fault = other(noun, part);
            let whole = Place::of(whole, first.into());
            fault.at = fault.at.or(Some(Place::of(part, whole)));
            fault
        }
    }
}

/// What is wrong with `1/2/3`.
fn several(noun: Noun, parts: &[&[TokenTree]]) -> Fault {
    let integer = |part: &&[TokenTree]| match part {
        [TokenTree::Literal(token)] => match literal(noun, token, false).ok()? {
            integer @ Number::Integer(_) => Some(integer.exact()),
            _ => None,
        },
        _ => None,
    };
    let product = parts
        .get(1..)
        .and_then(|below| below.iter().map(integer).product::<Option<BigRational>>());
    match (parts.first(), product) {
        (Some(above), Some(below)) if !below.is_zero() => {
            format!("a fraction has one `/`: write `{}/{below}`", shown(above)).into()
        }
        _ => noun.calculated().into(),
    }
}

/// The message for a fraction of floats, whose denominator is not 0.
fn of_floats(above: &BigRational, below: &BigRational) -> String {
    const FORM: &str = "a fraction is made of two integers";
    let quotient = exact_to_double(&(above / below));
    if above.is_integer() && below.is_integer() {
        format!("{FORM}: write `{above}/{below}` or `{quotient:?}`")
    } else {
        format!("{FORM}: write `{quotient:?}`")
    }
}

/// Reads one literal.
fn literal(noun: Noun, token: &Literal, negative: bool) -> Result<Number, String> {
    let text = token.to_string();
    // A literal made by another macro may have its sign inside.
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (!negative, text),
        None => (negative, text.as_str()),
    };
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(noun.expected());
    }
    if text.len() > LONGEST {
        return Err(format!(
            "a number has at most {LONGEST} characters, and this has {}: write fewer digits",
            text.len()
        ));
    }
    let parts = Parts::of(text);
    if !parts.suffix.is_empty() {
        return Err(parts.suffixed(noun, negative));
    }
    parts.number(noun, text, negative)
}

/// A literal taken apart; digits are without underscores.
#[derive(Debug)]
struct Parts {
    radix: u32,
    integer: String,
    /// The digits after the point; `None` without a point.
    fraction: Option<String>,
    /// The exponent with its sign; `None` without one.
    exponent: Option<String>,
    suffix: String,
}

impl Parts {
    fn of(text: &str) -> Self {
        let (radix, rest) = match text.get(..2) {
            Some("0x") => (16, text.get(2..)),
            Some("0o") => (8, text.get(2..)),
            Some("0b") => (2, text.get(2..)),
            _ => (10, None),
        };
        let (integer, mut rest) = digits(rest.unwrap_or(text), radix);
        let mut parts = Self {
            radix,
            integer,
            fraction: None,
            exponent: None,
            suffix: String::new(),
        };
        if radix == 10 {
            if let Some(after) = rest.strip_prefix('.') {
                let (fraction, after) = digits(after, 10);
                parts.fraction = Some(fraction);
                rest = after;
            }
            if let Some(after) = rest.strip_prefix(['e', 'E']) {
                let (sign, after) = match after.strip_prefix('-') {
                    Some(after) => ("-", after),
                    None => ("", after.strip_prefix('+').unwrap_or(after)),
                };
                let (exponent, after) = digits(after, 10);
                if !exponent.is_empty() {
                    parts.exponent = Some(format!("{sign}{exponent}"));
                    rest = after;
                }
            }
        }
        rest.clone_into(&mut parts.suffix);
        parts
    }

    /// The message for a literal with a type suffix.
    fn suffixed(&self, noun: Noun, negative: bool) -> String {
        if let Some(columns) = self.suffix.strip_prefix('x')
            && self.radix == 10
            && self.fraction.is_none()
            && columns.parse::<usize>().is_ok()
        {
            let rows = &self.integer;
            return format!("a list needs square brackets: write `[{rows}, {columns}]`");
        }
        let mut plain = match self.radix {
            16 => format!("0x{}", self.integer),
            8 => format!("0o{}", self.integer),
            2 => format!("0b{}", self.integer),
            _ => self.integer.clone(),
        };
        match &self.fraction {
            Some(fraction) => plain.extend([".", fraction]),
            None if self.suffix.starts_with('f') && self.exponent.is_none() => plain.push_str(".0"),
            None => {}
        }
        if let Some(exponent) = &self.exponent {
            plain.extend(["e", exponent]);
        }
        let sign = if negative { "-" } else { "" };
        format!("{} take no type suffix: write `{sign}{plain}`", noun.many)
    }

    fn number(&self, noun: Noun, text: &str, negative: bool) -> Result<Number, String> {
        let sign = if negative { "-" } else { "" };
        let fraction = self.fraction.as_deref().unwrap_or("");
        if self.integer.is_empty() && fraction.is_empty() {
            return Err(noun.expected());
        }
        if self.fraction.is_none() && self.exponent.is_none() {
            let digits = match self.radix {
                10 => self.integer.trim_start_matches('0').to_owned(),
                radix => BigInt::parse_bytes(self.integer.as_bytes(), radix)
                    .filter(|value| !value.is_zero())
                    .map_or_else(String::new, |value| value.to_string()),
            };
            return Ok(Number::Integer(match &*digits {
                "" => "0".to_owned(),
                digits => format!("{sign}{digits}"),
            }));
        }
        let exponent = self.exponent.as_deref().unwrap_or("0");
        let decimal = format!("{sign}{}.{fraction}e{exponent}", self.integer);
        let zeros = |digits: &str| digits.bytes().all(|digit| digit == b'0');
        if !(zeros(&self.integer) && zeros(fraction)) {
            check_magnitude(noun, &decimal, text, sign)?;
        }
        Ok(Number::Decimal(decimal))
    }
}

/// Refuses what no double can hold; `text` is the literal `decimal` without its sign, which is not
/// 0.
fn check_magnitude(noun: Noun, decimal: &str, text: &str, sign: &str) -> Result<(), String> {
    match decimal.parse::<f64>() {
        Ok(value) if value.is_infinite() => Err(format!(
            "`f64` cannot hold {sign}{text}: write a number from {:e} to {:e}",
            f64::MIN,
            f64::MAX
        )),
        Ok(0.0) => Err(format!(
            "{sign}{text} rounds to 0, since the smallest positive `f64` is about {:e}: write `0`",
            f64::from_bits(1)
        )),
        Ok(_) => Ok(()),
        Err(_) => Err(noun.expected()),
    }
}

/// The leading digits, without underscores, and the rest.
fn digits(text: &str, radix: u32) -> (String, &str) {
    let end = text
        .find(|c: char| c != '_' && !c.is_digit(radix))
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.replace('_', ""), rest)
}
