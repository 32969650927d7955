//! Division by a number of 64 bits whose reciprocal is known: two products instead of a division.
//!
//! Möller and Granlund, Improved division by invariant integers, IEEE Transactions on Computers 60
//! (2011), algorithm 4. Quotients are exact, rounded down.

/// A divisor and its reciprocal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Divisor {
    /// The divisor times a power of two, so that its highest bit is set.
    pub(super) normal: u64,
    /// `(2^128 - 1) / normal - 2^64`, rounded down.
    reciprocal: u64,
    /// The exponent of that power.
    pub(super) shift: i32,
}

impl Divisor {
    pub(super) const ONE: Self = Self::new(1);

    /// A divisor that is not 0.
    pub(super) const fn new(divisor: u64) -> Self {
        let divisor = if divisor == 0 { 1 } else { divisor };
        let shift = divisor.leading_zeros();
        let normal = divisor << shift;
        let above = (!normal as u128) << 64 | u64::MAX as u128;
        Self {
            normal,
            reciprocal: (above / normal as u128) as u64,
            shift: shift as i32,
        }
    }

    /// The quotient of two digits, the first less than `normal`, by that, and the rest.
    pub(super) const fn digit(self, high: u64, low: u64) -> (u64, u64) {
        let product = self.reciprocal as u128 * high as u128;
        let guess = product.wrapping_add((high as u128) << 64 | low as u128);
        let mut quotient = ((guess >> 64) as u64).wrapping_add(1);
        let mut rest = low.wrapping_sub(quotient.wrapping_mul(self.normal));
        if rest > guess as u64 {
            quotient = quotient.wrapping_sub(1);
            rest = rest.wrapping_add(self.normal);
        }
        if rest >= self.normal {
            quotient = quotient.wrapping_add(1);
            rest = rest.wrapping_sub(self.normal);
        }
        (quotient, rest)
    }

    /// The next digit of a division by a divisor of two digits, of which this is the first: the
    /// quotient of `2^64 * rest`, where the rest is less than the divisor, and the next rest.
    pub(super) const fn digit_of_two(self, rest: u128, divisor: u128) -> (u64, u128) {
        let (high, low) = ((rest >> 64) as u64, rest as u64);
        // By the first digit alone the quotient is 2 too large at most (Knuth, The Art of Computer
        // Programming, 4.3.1, theorem B).
        let (mut quotient, left) = if high >= self.normal {
            // Then `high == normal`: the largest digit.
            (u64::MAX, low as u128 + self.normal as u128)
        } else {
            let (quotient, left) = self.digit(high, low);
            (quotient, left as u128)
        };
        let second = divisor & u64::MAX as u128;
        let mut taken = quotient as u128 * second;
        let mut left = left;
        // What is left, with the next digit, which is 0, less what the second digit takes.
        while left >> 64 == 0 && left << 64 < taken {
            quotient -= 1;
            taken -= second;
            left += self.normal as u128;
        }
        (quotient, (left << 64).wrapping_sub(taken))
    }
}
