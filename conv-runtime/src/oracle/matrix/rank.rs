//! The rank of small matrices.
//!
//! ```text
//! integers   rank modulo primes below 2^31, until one is full or their product
//!            exceeds every minor; the largest is the rank
//! floats     elimination with complete pivoting; pivots below a tolerance are 0
//! ```
//!
//! Why the first is exact: let `r` be the rank. Modulo a prime it is never more, and it is less
//! only where the prime divides every minor of size `r`. One of them is not 0, and it is at most
//! the product of its rows' sums of magnitudes. Primes whose product is larger cannot all divide it
//! (the argument of von zur Gathen and Gerhard, Modern Computer Algebra, section 5.5, for
//! determinants).

use super::ConvMatrix;
use super::entries::Entry;
use crate::data::{Error, try_filled};
use alloc::vec::Vec;

/// The largest prime below 2^31, so that products fit 64 bits.
const FIRST: u32 = 2_147_483_647;

impl ConvMatrix {
    /// The most entries of a matrix whose [`rank`](Self::rank) is computed: those of 256x256.
    pub const RANK_LIMIT: usize = 1 << 16;

    /// The number of independent rows.
    ///
    /// For integers exactly. For floats the numerical rank: that of elimination with complete
    /// pivoting, where what is at most `max(rows, columns) * 2^-52` times the largest entry counts
    /// as 0 (Golub and Van Loan, Matrix Computations, sections 3.4 and 5.4).
    ///
    /// The time is that of elimination, `rows * columns * rank`; for integers times one for each 30
    /// bits of the largest minor unless the rank is full.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// # use conv_plan::window::{Border, Padding};
    /// // Differences around a circle forget the mean.
    /// let kernel = DynSignal::<u8, i16>::builder([-1, 1])
    ///     .padding(Padding::Same)
    ///     .border(Border::Wrap)
    ///     .build()?;
    /// assert_eq!(kernel.matrix(8)?.rank()?, 7);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooManyEntries`] beyond [`RANK_LIMIT`](Self::RANK_LIMIT); [`Error::OutOfMemory`].
    pub fn rank(&self) -> Result<usize, Error> {
        let (rows, columns) = (self.rows(), self.columns());
        let entries = rows.checked_mul(columns);
        let Some(length) = entries.filter(|&entries| entries <= Self::RANK_LIMIT) else {
            return Err(Error::TooManyEntries {
                limit: Self::RANK_LIMIT,
            });
        };
        if length == 0 {
            return Ok(0);
        }
        if self.numbers.are_integers() {
            self.rank_of_integers(length)
        } else {
            self.rank_of_floats(length)
        }
    }

    fn rank_of_integers(&self, length: usize) -> Result<usize, Error> {
        let columns = self.columns();
        let full = self.rows().min(columns);
        let mut exact = try_filled(length, 0i128)?;
        self.each_entry(|i, j, entry| {
            if let (Entry::Integer(value), Some(to)) = (entry, exact.get_mut(i * columns + j)) {
                *to = value;
            }
            Ok(())
        })?;
        let mut bits = minor_bits(&exact, columns, full)?;
        let mut residues = try_filled(length, 0)?;
        let mut best = 0;
        for prime in primes() {
            for (residue, &entry) in residues.iter_mut().zip(&exact) {
                *residue = entry.rem_euclid(i128::from(prime)) as u64;
            }
            best = best.max(rank_modulo(&mut residues, columns, prime.into()));
            // Each prime is above 2^30.
            bits = bits.saturating_sub(30);
            if best == full || bits == 0 {
                break;
            }
        }
        Ok(best)
    }

    fn rank_of_floats(&self, length: usize) -> Result<usize, Error> {
        let columns = self.columns();
        let mut entries = try_filled(length, 0.0f64)?;
        self.each_entry(|i, j, entry| {
            if let Some(to) = entries.get_mut(i * columns + j) {
                *to = entry.to_f64();
            }
            Ok(())
        })?;
        let largest = entries.iter().fold(0.0, |largest, x| x.abs().max(largest));
        let tolerance = self.rows().max(columns) as f64 * f64::EPSILON * largest;
        Ok(rank_beyond(&mut entries, columns, tolerance))
    }
}

/// A number of bits that no minor of up to `size` rows exceeds: by the sums of magnitudes of the
/// largest rows.
fn minor_bits(entries: &[i128], columns: usize, size: usize) -> Result<u64, Error> {
    let mut rows = Vec::new();
    rows.try_reserve_exact(entries.len() / columns.max(1))?;
    for row in entries.chunks_exact(columns.max(1)) {
        let sum = row
            .iter()
            .fold(0u128, |sum, entry| sum.saturating_add(entry.unsigned_abs()));
        rows.push(u64::from(u128::BITS - sum.leading_zeros()));
    }
    rows.sort_unstable();
    Ok(rows.iter().rev().take(size).sum())
}

/// The primes from [`FIRST`] downwards that are above 2^30.
fn primes() -> impl Iterator<Item = u32> {
    let odd = (1 << 30..FIRST).rev().filter(|number| number % 2 == 1);
    core::iter::once(FIRST).chain(odd.filter(|&number| {
        let divisors = (3..)
            .step_by(2)
            .take_while(|divisor| divisor * divisor <= number);
        divisors.into_iter().all(|divisor| number % divisor != 0)
    }))
}

/// The row of `rest` with this number, as its first; it and what is below it.
fn pivoted<T>(rest: &mut [T], columns: usize, row: usize) -> Option<(&mut [T], &mut [T])> {
    let (top, below) = rest.split_at_mut_checked(columns)?;
    if let Some(above) = row.checked_sub(1) {
        top.swap_with_slice(below.chunks_exact_mut(columns).nth(above)?);
    }
    Some((top, below))
}

/// The rank of a matrix of residues, which is eliminated.
fn rank_modulo(mut rest: &mut [u64], columns: usize, prime: u64) -> usize {
    let mut rank = 0;
    for column in 0..columns {
        let mut rows = rest.chunks_exact(columns);
        let Some(row) = rows.position(|row| row.get(column).is_some_and(|&entry| entry != 0))
        else {
            continue;
        };
        let Some((top, below)) = pivoted(core::mem::take(&mut rest), columns, row) else {
            break;
        };
        let inverse = power(top.get(column).copied().unwrap_or(0), prime - 2, prime);
        for row in below.chunks_exact_mut(columns) {
            let factor = row.get(column).copied().unwrap_or(0) * inverse % prime;
            if factor != 0 {
                for (entry, top) in row.iter_mut().zip(&*top).skip(column) {
                    *entry = (*entry + (prime - factor) * top) % prime;
                }
            }
        }
        rank += 1;
        rest = below;
    }
    rank
}

/// `base^exponent` modulo a prime below 2^31; to `prime - 2` the inverse, by Fermat.
const fn power(mut base: u64, mut exponent: u64, prime: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % prime;
        }
        base = base * base % prime;
        exponent /= 2;
    }
    result
}

/// The number of pivots beyond a tolerance; the matrix is eliminated.
fn rank_beyond(mut rest: &mut [f64], columns: usize, tolerance: f64) -> usize {
    let mut rank = 0;
    loop {
        let magnitudes = rest.iter().map(|entry| entry.abs()).enumerate();
        let largest = magnitudes.max_by(|(_, a), (_, b)| a.total_cmp(b));
        let Some((at, _)) = largest.filter(|&(_, largest)| largest > tolerance) else {
            return rank;
        };
        let (row, column) = (at / columns, at % columns);
        let Some((top, below)) = pivoted(core::mem::take(&mut rest), columns, row) else {
            return rank;
        };
        let pivot = top.get(column).copied().unwrap_or(1.0);
        for row in below.chunks_exact_mut(columns) {
            let factor = row.get(column).copied().unwrap_or(0.0) / pivot;
            for (entry, top) in row.iter_mut().zip(&*top) {
                *entry -= factor * top;
            }
            if let Some(entry) = row.get_mut(column) {
                *entry = 0.0;
            }
        }
        rank += 1;
        rest = below;
    }
}
