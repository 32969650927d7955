//! Elementary functions of reals: the argument reduced to where a power series is short.

use super::Real;
use super::divisor::Divisor;

/// Bits that a sum of a series has: terms below the last one change nothing.
const BITS: i32 = 130;

/// A divisor of a table, or of one of the rare terms that it has no room for.
macro_rules! known {
    ($($doc:literal $name:ident, $length:literal: $n:ident => $divisor:expr;)*) => {$(
        #[doc = $doc]
        fn $name($n: u64) -> Divisor {
            const KNOWN: [Divisor; $length] = {
                let mut all = [Divisor::ONE; $length];
                let mut $n = 1;
                while $n < $length {
                    all[$n as usize] = Divisor::new($divisor);
                    $n += 1;
                }
                all
            };
            let known = KNOWN.get($n as usize).copied();
            known.unwrap_or_else(|| Divisor::new($divisor))
        }
    )*};
}

known! {
    "`n`" whole, 64: n => n;
    "`n (n + 1)`" pair, 40: n => n * (n + 1);
    "`n^2`" square, 192: n => n * n;
}

impl Real {
    /// `sin(pi * self)`: exactly 0 for whole numbers, and exactly 1 or -1 between them.
    ///
    /// The argument is in half turns, so its reduction to a quarter of one is exact. No angle has
    /// `2^62` of them. An argument that is the sum of others is known to some 118 bits: what is
    /// within `2^-110` of a whole number is taken to be that, so that a zero of a wave stays one.
    pub(in super::super) fn sin_pi(self) -> Self {
        if self.negative {
            // Below 0, what is left of a small angle would lose its last bits.
            return -(-self).sin_pi();
        }
        let Some((half_turns, rest)) = self.floor() else {
            return Self::ZERO;
        };
        let half = Self::ONE.scaled(-1);
        let first = if half.is_below(rest) {
            Self::ONE - rest
        } else {
            rest
        };
        if half.is_below(self) && first.is_below(Self::ONE.scaled(-110)) {
            return Self::ZERO;
        }
        let value = if Self::ONE.scaled(-2).is_below(first) {
            (Self::PI * (half - first)).cos_series()
        } else {
            (Self::PI * first).sin_series()
        };
        if half_turns % 2 == 0 { value } else { -value }
    }

    /// `cos(pi * self)`: exactly 0 in the middle of two whole numbers.
    pub(in super::super) fn cos_pi(self) -> Self {
        (self.abs() + Self::ONE.scaled(-1)).sin_pi()
    }

    /// Taylor's series of the sine, for at most a quarter of pi.
    fn sin_series(self) -> Self {
        let square = self * self;
        let (mut sum, mut term) = (self, self);
        let mut n = 1;
        while term.counts_in(sum) {
            term = -(term * square).over_known(pair(n + 1));
            sum = sum + term;
            n += 2;
        }
        sum
    }

    /// Taylor's series of the cosine, for at most a quarter of pi.
    fn cos_series(self) -> Self {
        let square = self * self;
        let (mut sum, mut term) = (Self::ONE, Self::ONE);
        let mut n = 0;
        while term.counts_in(sum) {
            term = -(term * square).over_known(pair(n + 1));
            sum = sum + term;
            n += 2;
        }
        sum
    }

    /// `e^self` for what is not above 0; 0 where it is below `2^-16000`, and no double is.
    pub(in super::super) fn exp_negative(self) -> Self {
        if self.is_zero() {
            return Self::ONE;
        }
        let power = (-self / Self::LN_2).floor();
        let Some((power @ 0..16_000, _)) = power else {
            return Self::ZERO;
        };
        // From -ln 2 to 0, then 1/16 of it, which is squared four times.
        let rest = (self + Self::LN_2 * Self::integer(power)).scaled(-4);
        let (mut sum, mut term) = (Self::ONE, Self::ONE);
        let mut n = 1;
        while term.counts_in(sum) {
            term = (term * rest).over_known(whole(n));
            sum = sum + term;
            n += 1;
        }
        for _ in 0..4 {
            sum = sum * sum;
        }
        sum.scaled(-(power as i32))
    }

    /// The square root of what is not negative, by Newton's method: each step doubles the bits.
    pub(in super::super) fn sqrt(self) -> Self {
        if self.is_zero() {
            return self;
        }
        // Within a factor of 2 of the root.
        let mut root = Self::ONE.scaled((self.exponent + 127) / 2);
        for _ in 0..8 {
            root = (root + self / root).scaled(-1);
        }
        root
    }

    /// The arc tangent of what is not negative.
    ///
    /// `atan x = 2 atan(x / (1 + sqrt(1 + x^2)))`, three times, leaves at most an eighth of a right
    /// angle for the series.
    pub(in super::super) fn atan(self) -> Self {
        let mut x = self;
        for _ in 0..3 {
            x = x / (Self::ONE + (Self::ONE + x * x).sqrt());
        }
        let square = x * x;
        let (mut sum, mut power) = (x, x);
        let mut n = 1;
        while power.counts_in(sum) {
            power = -(power * square);
            n += 2;
            sum = sum + power.over_known(whole(n));
        }
        sum.scaled(3)
    }

    /// The modified Bessel function of the first kind and order 0, of the root of `4 * self`:
    /// `sum of self^k / k!^2` (Abramowitz and Stegun, 9.6.12), in which all terms are positive.
    pub(in super::super) fn bessel_i0_of_quarter_square(self) -> Self {
        let [value] = Self::bessels_i0_of_quarter_squares([self]);
        value
    }

    /// The same of several numbers at once: the processor works on all of them while each waits
    /// for its last term. Terms too small to count change nothing.
    pub(in super::super) fn bessels_i0_of_quarter_squares<const N: usize>(
        quarters: [Self; N],
    ) -> [Self; N] {
        let mut series = quarters.map(|quarter| (quarter, Self::ONE, Self::ONE));
        let mut k = 1;
        while series.iter().any(|(_, sum, term)| term.counts_in(*sum)) {
            let divisor = square(k);
            for (quarter, sum, term) in &mut series {
                *term = (*term * *quarter).over_known(divisor);
                *sum = *sum + *term;
            }
            k += 1;
        }
        series.map(|(_, sum, _)| sum)
    }

    /// Whether a term of a series is not yet too small to change the sum.
    fn counts_in(self, sum: Self) -> bool {
        !self.is_zero() && self.exponent > sum.exponent.saturating_sub(BITS)
    }
}
