//! Arithmetic of fractions in lowest terms, at the cost of what can cancel.
//!
//! ```text
//! doubles, whole numbers     a power of two below the line: shifts
//! an odd part of 64 bits     one remainder, and Stein's algorithm on words
//! many over one denominator  its odd part in coprime words, by the primes that it is made of
//! ```
//!
//! A general fraction finds a greatest common divisor for each operation, bit by bit through all
//! of its words: most of the time that large kernels take.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero, float::FloatCore};

/// A finite double, exactly.
pub(super) fn double(value: f64) -> Option<BigRational> {
    if !value.is_finite() {
        return None;
    }
    let (mantissa, exponent, sign) = FloatCore::integer_decode(value);
    if mantissa == 0 {
        return Some(BigRational::zero());
    }
    let zeros = mantissa.trailing_zeros();
    let numerator = BigInt::from(i64::from(sign) * (mantissa >> zeros) as i64);
    let exponent = i32::from(exponent) + zeros as i32;
    let power = exponent.unsigned_abs();
    Some(if exponent < 0 {
        BigRational::new_raw(numerator, BigInt::one() << power)
    } else {
        BigRational::from_integer(numerator << power)
    })
}

/// The product of two fractions in lowest terms.
pub(super) fn product(a: &BigRational, b: &BigRational) -> BigRational {
    if a.is_zero() || b.is_zero() {
        return BigRational::zero();
    }
    let (left, low) = without_common(a.numer(), b.denom());
    let (right, below) = without_common(b.numer(), a.denom());
    BigRational::new_raw(left.as_ref() * right.as_ref(), times(&below, &low))
}

/// The sum of two fractions in lowest terms.
pub(super) fn sum(a: &BigRational, b: &BigRational) -> BigRational {
    if a.is_zero() {
        return b.clone();
    }
    if b.is_zero() {
        return a.clone();
    }
    // What is common to the denominators is all that the sum can cancel (Knuth, The Art of
    // Computer Programming, 4.5.1).
    let common = greatest_common(a.denom(), b.denom());
    let own = over(a.denom(), &common);
    let sum = a.numer() * over(b.denom(), &common).as_ref() + b.numer() * own.as_ref();
    if sum.is_zero() {
        return BigRational::zero();
    }
    let cancelled = greatest_common(&sum, &common);
    let below = over(b.denom(), &cancelled);
    let below = times(&own, &below);
    BigRational::new_raw(over(&sum, &cancelled).into_owned(), below)
}

fn times(a: &BigInt, b: &BigInt) -> BigInt {
    if a.is_one() {
        b.clone()
    } else if b.is_one() {
        a.clone()
    } else {
        a * b
    }
}

/// Both numbers, which are not 0, over their greatest common divisor.
fn without_common<'a>(a: &'a BigInt, b: &'a BigInt) -> (Cow<'a, BigInt>, Cow<'a, BigInt>) {
    let common = greatest_common(a, b);
    (over(a, &common), over(b, &common))
}

/// A multiple of a divisor over that.
fn over<'a>(number: &'a BigInt, divisor: &BigInt) -> Cow<'a, BigInt> {
    if divisor.is_one() {
        return Cow::Borrowed(number);
    }
    let zeros = twos(divisor);
    Cow::Owned(if divisor.bits() == zeros + 1 {
        number >> zeros
    } else {
        number / divisor
    })
}

/// The exponent of the power of two in a number that is not 0.
pub(super) fn twos(number: &BigInt) -> u64 {
    number.trailing_zeros().unwrap_or(0)
}

/// The greatest common divisor of two numbers that are not 0.
pub(super) fn greatest_common(a: &BigInt, b: &BigInt) -> BigInt {
    if a.magnitude().is_one() || b.magnitude().is_one() {
        return BigInt::one();
    }
    let (in_a, in_b) = (twos(a), twos(b));
    let power = in_a.min(in_b);
    if in_a + 1 == a.bits() || in_b + 1 == b.bits() {
        return BigInt::one() << power;
    }
    let (a, b) = (a.magnitude() >> in_a, b.magnitude() >> in_b);
    BigInt::from(odd_common(a, b)) << power
}

/// The greatest common divisor of two odd numbers.
fn odd_common(a: BigUint, b: BigUint) -> BigUint {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if let Some(small) = small.to_u64() {
        return common_words((large % small).to_u64().unwrap_or(0), small).into();
    }
    let rest = large % &small;
    match (rest.to_u128(), small.to_u128()) {
        (Some(rest), Some(small)) => common_pairs(rest, small).into(),
        _ => small.gcd(&rest),
    }
}

/// The greatest common divisor of a number and an odd one, by Stein's algorithm.
fn common_words(mut a: u64, odd: u64) -> u64 {
    let mut b = odd;
    while a != 0 && b != 1 {
        a >>= a.trailing_zeros();
        (a, b) = (a.abs_diff(b), a.min(b));
    }
    b
}

/// The same of two words each.
fn common_pairs(mut a: u128, odd: u128) -> u128 {
    let mut b = odd;
    while a != 0 && b != 1 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return common_words(a, b).into();
        }
        a >>= a.trailing_zeros();
        (a, b) = (a.abs_diff(b), a.min(b));
    }
    b
}

/// A denominator of many numbers.
#[derive(Debug, Clone)]
pub(super) struct Denominator {
    value: BigInt,
    twos: u64,
    /// Coprime factors of the odd part.
    words: Vec<u64>,
    /// The other odd factors.
    rest: BigInt,
}

impl Denominator {
    /// A positive number, prepared for so many numbers over it.
    pub(super) fn new(value: BigInt, numbers: usize) -> Self {
        let twos = twos(&value);
        let mut rest = &value >> twos;
        let mut words = Vec::new();
        // Above two words a greatest common divisor takes longer than those of the words.
        if rest.bits() > 128 && numbers > 32 {
            words = factors(&mut rest);
        } else if let Some(word) = rest.to_u64() {
            words.extend((word > 1).then_some(word));
            rest = BigInt::one();
        }
        Self {
            value,
            twos,
            words,
            rest,
        }
    }

    /// A number over this one.
    pub(super) fn under(&self, number: BigInt) -> BigRational {
        if number.is_zero() {
            return BigRational::zero();
        }
        let zeros = twos(&number).min(self.twos);
        let mut common = BigInt::one();
        for &word in &self.words {
            let rest = (number.magnitude() % word).to_u64().unwrap_or(0);
            let factor = common_words(rest, word);
            if factor != 1 {
                common *= factor;
            }
        }
        if !self.rest.is_one() {
            common *= greatest_common(&number, &self.rest);
        }
        let lowest = |number: &BigInt| {
            let shifted = number >> zeros;
            if common.is_one() {
                shifted
            } else {
                shifted / &common
            }
        };
        BigRational::new_raw(lowest(&number), lowest(&self.value))
    }
}

/// Takes the small primes out of an odd number: their powers, multiplied to words.
fn factors(number: &mut BigInt) -> Vec<u64> {
    const SMALL: u64 = 1 << 13;
    let mut words: Vec<u64> = Vec::new();
    let mut larger = BigInt::one();
    let mut candidate = 3;
    while candidate < SMALL && !number.is_one() {
        // A multiple of several candidates, so that one long division is for all of these.
        let first = candidate;
        let mut several = 1u64;
        while candidate < SMALL && several.leading_zeros() >= 13 {
            several *= candidate;
            candidate += 2;
        }
        let rest = (number.magnitude() % several).to_u64().unwrap_or(0);
        for prime in (first..candidate).step_by(2) {
            if !rest.is_multiple_of(prime) {
                continue;
            }
            // 1 for a candidate that is no prime: its factors are taken out already.
            let mut power = BigInt::one();
            while (number.magnitude() % prime).is_zero() {
                power *= prime;
                *number /= prime;
            }
            let Some(power) = power.to_u64() else {
                larger *= power;
                continue;
            };
            match words.last_mut() {
                Some(last) if last.checked_mul(power).is_some() => *last *= power,
                _ => words.push(power),
            }
        }
    }
    *number *= larger;
    words
}

/// The least common denominator of numbers.
pub(super) struct Common {
    twos: u64,
    odd: BigInt,
}

impl Common {
    /// That of no numbers.
    pub(super) fn new() -> Self {
        Self {
            twos: 0,
            odd: BigInt::one(),
        }
    }

    /// Becomes a multiple of another denominator.
    pub(super) fn include(&mut self, denominator: &BigInt) {
        let zeros = twos(denominator);
        self.twos = self.twos.max(zeros);
        if denominator.bits() == zeros + 1 {
            return;
        }
        let odd = denominator >> zeros;
        if !(&self.odd % &odd).is_zero() {
            let common = greatest_common(&self.odd, &odd);
            self.odd *= odd / common;
        }
    }

    pub(super) fn bits(&self) -> u64 {
        self.odd.bits() + self.twos
    }

    pub(super) fn value(&self) -> BigInt {
        &self.odd << self.twos
    }

    /// The number that is this fraction over the common denominator.
    pub(super) fn over_this(&self, fraction: &BigRational) -> BigInt {
        let zeros = twos(fraction.denom());
        let raised = fraction.numer() << (self.twos - zeros);
        if self.odd.is_one() {
            return raised;
        }
        let odd = fraction.denom() >> zeros;
        raised * (&self.odd / odd)
    }
}
