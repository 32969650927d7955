//! The exact rank of a matrix of integers, or of floats as the numbers that they are.
//!
//! ```text
//! entries -> mantissas times powers of two of one smallest exponent
//!         -> residues modulo primes below 2^31 -> elimination -> the largest rank
//! until one is full, or the product of the primes exceeds every minor
//! ```
//!
//! Why that is exact: let `r` be the rank. Modulo a prime it is never more, and it is less
//! only where the prime divides every minor of size `r`. One of them is not 0, and it is at most
//! the product of its rows' sums of magnitudes. Primes whose product is larger cannot all divide it
//! (the argument of von zur Gathen and Gerhard, Modern Computer Algebra, section 5.5, for
//! determinants).

use alloc::collections::TryReserveError;
use alloc::vec::Vec;

/// The largest prime below 2^31, so that products fit 64 bits.
const FIRST: u32 = 2_147_483_647;

/// The number of independent rows of a matrix of integers with `columns` columns.
///
/// ```
/// # use conv_plan::analysis::rank_of_integers;
/// assert_eq!(rank_of_integers(&[1, 2, 2, 4], 2)?, 1);
/// assert_eq!(rank_of_integers(&[0, 1, -1, 0], 2)?, 2);
/// # Ok::<(), std::collections::TryReserveError>(())
/// ```
///
/// # Errors
///
/// If memory for residues is missing.
pub fn rank_of_integers(entries: &[i128], columns: usize) -> Result<usize, TryReserveError> {
    let parts = entries.iter().map(|&entry| (entry, 0));
    rank(collected(parts)?, columns)
}

/// The number of independent rows of a matrix of finite floats with `columns` columns, each the
/// number that its bits say; one that is not finite counts as 0.
///
/// ```
/// # use conv_plan::analysis::rank_of_doubles;
/// assert_eq!(rank_of_doubles(&[0.25, 0.5, 0.5, 1.0], 2)?, 1);
/// // 0.3 is not three times 0.1 once both are rounded.
/// assert_eq!(rank_of_doubles(&[0.1, 0.3, 1.0, 3.0], 2)?, 2);
/// # Ok::<(), std::collections::TryReserveError>(())
/// ```
///
/// # Errors
///
/// If memory for residues is missing.
pub fn rank_of_doubles(entries: &[f64], columns: usize) -> Result<usize, TryReserveError> {
    let decoded = |&entry: &f64| {
        let finite = if entry.is_finite() { entry } else { 0.0 };
        let (mantissa, exponent, sign) = num_traits::float::FloatCore::integer_decode(finite);
        (i128::from(sign) * i128::from(mantissa), exponent)
    };
    let nonzero = entries.iter().map(decoded).filter(|part| part.0 != 0);
    let smallest = nonzero.map(|part| part.1).min().unwrap_or(0);
    let parts = entries.iter().map(decoded).map(|(mantissa, exponent)| {
        // A 0 has the smallest exponent of all.
        let shift = i32::from(exponent) - i32::from(smallest);
        (mantissa, u32::try_from(shift).unwrap_or(0))
    });
    rank(collected(parts)?, columns)
}

/// An integer times a power of two.
type Part = (i128, u32);

pub(crate) fn collected<T>(
    values: impl ExactSizeIterator<Item = T>,
) -> Result<Vec<T>, TryReserveError> {
    let mut all = Vec::new();
    all.try_reserve_exact(values.len())?;
    all.extend(values);
    Ok(all)
}

fn rank(mut entries: Vec<Part>, columns: usize) -> Result<usize, TryReserveError> {
    entries.truncate(entries.len() - entries.len() % columns.max(1));
    // A kernel that mirrors itself has half of its rows twice, and no prime gives it a full rank.
    let entries = distinct(entries, columns.max(1))?;
    let rows = entries.len() / columns.max(1);
    let entries = distinct(transposed(&entries, columns.max(1))?, rows.max(1))?;
    let columns = rows.max(1);
    let full = (entries.len() / columns).min(columns);
    let mut bits = minor_bits(&entries, columns, full)?;
    let mut residues = collected(entries.iter().map(|_| 0))?;
    let mut best = 0;
    for prime in primes() {
        let modulus = u64::from(prime);
        for (residue, &(mantissa, shift)) in residues.iter_mut().zip(&entries) {
            let mantissa = mantissa.rem_euclid(i128::from(prime)) as u64;
            *residue = match shift {
                0 => mantissa,
                shift => mantissa * power(2, shift.into(), modulus) % modulus,
            };
        }
        best = best.max(rank_modulo(&mut residues, columns, modulus));
        // Each prime is above 2^30.
        bits = bits.saturating_sub(30);
        if best == full || bits == 0 {
            break;
        }
    }
    Ok(best)
}

/// More rows than this are not compared with each other.
const COMPARED: usize = 256;

/// The rows that are not 0, without those that are another one or its negative.
fn distinct(entries: Vec<Part>, columns: usize) -> Result<Vec<Part>, TryReserveError> {
    if entries.len() / columns > COMPARED {
        return Ok(entries);
    }
    let mut kept: Vec<Part> = Vec::new();
    kept.try_reserve_exact(entries.len())?;
    for row in entries.chunks_exact(columns) {
        let same = |other: &[Part]| {
            let pairs = || other.iter().zip(row);
            pairs().all(|(a, b)| a == b || a.0 == 0 && b.0 == 0)
                || pairs().all(|(a, b)| b.0.checked_neg() == Some(a.0) && (a.1 == b.1 || a.0 == 0))
        };
        let zero = row.iter().all(|part| part.0 == 0);
        if !zero && !kept.chunks_exact(columns).any(same) {
            kept.extend_from_slice(row);
        }
    }
    Ok(kept)
}

/// Columns as rows.
fn transposed(entries: &[Part], columns: usize) -> Result<Vec<Part>, TryReserveError> {
    let mut turned = Vec::new();
    turned.try_reserve_exact(entries.len())?;
    for column in 0..columns {
        turned.extend(entries.iter().skip(column).step_by(columns));
    }
    Ok(turned)
}

/// A number of bits that no minor of up to `size` rows exceeds: by the sums of magnitudes of the
/// largest rows.
fn minor_bits(entries: &[Part], columns: usize, size: usize) -> Result<u64, TryReserveError> {
    let rows = entries.chunks_exact(columns).map(|row| {
        let most = row.iter().map(|&(_, shift)| shift).max().unwrap_or(0);
        // Each rounded up to a multiple of the largest power.
        let sum = row.iter().fold(0u128, |sum, &(mantissa, shift)| {
            let mantissa = mantissa.unsigned_abs();
            let lowered = mantissa.checked_shr(most - shift).unwrap_or(0);
            let rest = lowered.checked_shl(most - shift) != Some(mantissa);
            sum.saturating_add(lowered).saturating_add(rest.into())
        });
        u64::from(u128::BITS - sum.leading_zeros()) + u64::from(most)
    });
    let mut rows = collected(rows)?;
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
#[doc(hidden)]
pub fn pivoted<T>(rest: &mut [T], columns: usize, row: usize) -> Option<(&mut [T], &mut [T])> {
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
