//! Numbers in expressions: sums of a fraction and a fraction of pi, so that angles stay exact.

use super::Operator;
use crate::taps::Tap;
use crate::taps::algebra::{combined, product, reciprocal};
use crate::taps::lowest;
use crate::taps::made::{Angle, shown};
use crate::taps::real::fraction;
use alloc::format;
use alloc::string::String;
use core::fmt;
use num_traits::Zero;

/// `plain + pi * half_turns`.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    plain: Tap,
    half_turns: Tap,
}

impl From<Tap> for Scalar {
    fn from(plain: Tap) -> Self {
        Self {
            plain,
            half_turns: Tap::integer(0),
        }
    }
}

impl Scalar {
    pub(super) fn pi() -> Self {
        Self {
            plain: Tap::integer(0),
            half_turns: Tap::integer(1),
        }
    }

    pub(super) fn degrees(degrees: Tap) -> Self {
        Self {
            plain: Tap::integer(0),
            half_turns: product(&degrees, &Tap::Ratio(fraction(1, 180))),
        }
    }

    pub(super) fn negated(&self) -> Self {
        self.scaled(&Tap::integer(-1))
    }

    pub(super) fn angle(self) -> Angle {
        Angle::sum(self.plain, self.half_turns)
    }

    /// The number, if pi has no part in it; else the message.
    pub(super) fn plain(self) -> Result<Tap, String> {
        if self.has_pi() {
            return Err("`pi` is for angles: write a number, such as `3.14`".into());
        }
        Ok(self.plain)
    }

    fn has_pi(&self) -> bool {
        self.half_turns.exact().is_none_or(|exact| !exact.is_zero())
    }

    fn scaled(&self, factor: &Tap) -> Self {
        Self {
            plain: product(&self.plain, factor),
            half_turns: product(&self.half_turns, factor),
        }
    }

    /// What an operator makes of two numbers; else the message about the second.
    pub(super) fn combined(&self, operator: Operator, other: &Self) -> Result<Self, String> {
        const SQUARED: &str =
            "`pi` is multiplied and divided by numbers only: write a number, such as `2`";
        match operator {
            Operator::Plus => Ok(self.sum(other)),
            Operator::Minus => Ok(self.sum(&other.negated())),
            Operator::Times if !other.has_pi() => Ok(self.scaled(&other.plain)),
            Operator::Times if !self.has_pi() => Ok(other.scaled(&self.plain)),
            Operator::Over if !other.has_pi() => match reciprocal(&other.plain) {
                Ok(factor) => Ok(self.scaled(&factor)),
                Err(error) => Err(format!("{error}")),
            },
            Operator::Times | Operator::Over => Err(SQUARED.into()),
        }
    }

    fn sum(&self, other: &Self) -> Self {
        let sum = |a, b| combined(a, b, lowest::sum);
        Self {
            plain: sum(&self.plain, &other.plain),
            half_turns: sum(&self.half_turns, &other.half_turns),
        }
    }
}

/// As a user writes it.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_pi() {
            f.write_str("..")
        } else {
            f.write_str(&shown(&self.plain))
        }
    }
}
