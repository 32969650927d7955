//! Reads numbers: integers in any base, decimals with their exact value, fractions of integers;
//! each with or without a sign.

use super::tokens::is_punct;
use crate::diag::{Diagnostics, Noun, Place};
use crate::spec::{Number, Spanned};
use conv_plan::taps::Tap;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Pow, Zero};
use proc_macro2::{Literal, TokenTree};

/// The longest literal that is read: doubles have at most 1075 digits.
const LONGEST: usize = 2000;

/// Reads a number.
pub(super) fn number(
    noun: Noun,
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Number>> {
    let place = Place::of(tokens, otherwise);
    let read = match tokens {
        [TokenTree::Literal(token)] => literal(noun, token, false),
        [minus, TokenTree::Literal(token)] if is_punct(minus, '-') => literal(noun, token, true),
        _ if tokens.iter().any(|token| is_punct(token, '/')) => fraction(noun, tokens),
        _ => Err(other(noun, tokens)),
    };
    match read {
        Ok(value) => Some(Spanned { value, place }),
        Err(message) => {
            errors.report(place, message);
            None
        }
    }
}

/// The message for tokens that are not a number.
fn other(noun: Noun, tokens: &[TokenTree]) -> String {
    let not_finite_word = tokens.iter().any(|token| match token {
        TokenTree::Ident(word) => matches!(
            word.to_string().to_lowercase().as_str(),
            "nan" | "inf" | "infinity" | "neg_infinity"
        ),
        _ => false,
    });
    let two_numbers = tokens
        .windows(2)
        .any(|pair| matches!(pair, [TokenTree::Literal(_), TokenTree::Literal(_)]));
    match tokens {
        _ if two_numbers => {
            "two numbers with nothing between them: remove one, or write `,` between them"
                .to_owned()
        }
        _ if not_finite_word => noun.not_finite(),
        [TokenTree::Ident(word)] => noun.hidden_by(&word.to_string()),
        _ => noun.expected(),
    }
}

/// Reads `1/16` or `-1/16`.
fn fraction(noun: Noun, tokens: &[TokenTree]) -> Result<Number, String> {
    let mut parts = tokens.split(|token| is_punct(token, '/'));
    let (Some(above), Some(below), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!(
            "{} has one division at most: write one fraction, such as `1/16`",
            noun.what
        ));
    };
    let above = match above {
        [TokenTree::Literal(token)] => literal(noun, token, false)?,
        [minus, TokenTree::Literal(token)] if is_punct(minus, '-') => literal(noun, token, true)?,
        _ => return Err(other(noun, tokens)),
    };
    let below = match below {
        [TokenTree::Literal(token)] => literal(noun, token, false)?,
        [minus, TokenTree::Literal(_)] if is_punct(minus, '-') => {
            return Err("the sign of a fraction stands in front, such as `-1/16`".to_owned());
        }
        _ => return Err(other(noun, tokens)),
    };
    let (Tap::Ratio(above), Tap::Ratio(below)) = (above.tap, below.tap) else {
        return Err(
            "a fraction is made of two integers: write integers, such as `1/16`, or the quotient as a decimal number"
                .to_owned(),
        );
    };
    if below.is_zero() {
        return Err(
            "a fraction's denominator must not be 0: write a number such as `1/16`".to_owned(),
        );
    }
    Ok(Number {
        tap: Tap::Ratio(above / below),
        decimal: None,
    })
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
            "a literal of {} characters is too long: at most {LONGEST} are read",
            text.len()
        ));
    }
    let parts = Parts::of(text);
    if !parts.suffix.is_empty() {
        return Err(parts.suffixed());
    }
    parts.number(noun, negative)
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
    fn suffixed(&self) -> String {
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
        format!(
            "a number here takes no type suffix, since the types follow from `In -> Out`: write `{plain}`"
        )
    }

    fn number(&self, noun: Noun, negative: bool) -> Result<Number, String> {
        let sign = if negative { "-" } else { "" };
        let signed = |value: BigRational| if negative { -value } else { value };
        let fraction = self.fraction.as_deref().unwrap_or("");
        let mantissa =
            BigInt::parse_bytes(format!("{}{fraction}", self.integer).as_bytes(), self.radix)
                .ok_or_else(|| noun.expected())?;
        if self.fraction.is_none() && self.exponent.is_none() {
            return Ok(Number {
                decimal: Some(format!("{sign}{mantissa}")),
                tap: Tap::Ratio(signed(BigRational::from_integer(mantissa))),
            });
        }
        let exponent = self.exponent.as_deref().unwrap_or("0");
        let decimal = format!("{sign}{}.{fraction}e{exponent}", self.integer);
        let value = if mantissa.is_zero() {
            BigRational::zero()
        } else {
            check_magnitude(noun, &decimal)?;
            // Within the range of doubles, so this is a small power.
            let power = exponent.parse::<i64>().unwrap_or(0) - fraction.len() as i64;
            let tens = Pow::pow(BigInt::from(10), power.unsigned_abs());
            if power < 0 {
                BigRational::new(mantissa, tens)
            } else {
                BigRational::from_integer(mantissa * tens)
            }
        };
        Ok(Number {
            tap: Tap::Decimal(signed(value)),
            decimal: Some(decimal),
        })
    }
}

/// Refuses what no double can hold; `decimal` is not 0.
fn check_magnitude(noun: Noun, decimal: &str) -> Result<(), String> {
    match decimal.parse::<f64>() {
        Ok(value) if value.is_infinite() => Err(format!(
            "{} must be finite, and this is beyond `f64`: write a number up to {:e}",
            noun.what,
            f64::MAX
        )),
        Ok(0.0) => Err(format!(
            "this rounds to 0, since the smallest value of `f64` is about {:e}: write `0`",
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
