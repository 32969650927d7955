//! Exact factors of rank 1, and kernels that are sums of products.

use alloc::vec::Vec;
use num_integer::Integer;

/// A kernel that is a column times a row, or the sum of some such products: tap `(i, j)` is
/// exactly the sum of `column[i] * row[j]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors<T> {
    /// One factor for each kernel row; those of each product after those of the one before it.
    pub column: Vec<T>,
    /// One factor for each kernel column, in the same order.
    pub row: Vec<T>,
    /// The number of products, 1 or more.
    pub products: usize,
}

impl<T> Factors<T> {
    /// Rows and columns of the kernel.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        let products = self.products.max(1);
        (self.column.len() / products, self.row.len() / products)
    }

    /// The number of taps.
    #[must_use]
    pub fn count(&self) -> usize {
        let (rows, columns) = self.shape();
        rows * columns
    }

    /// The column and the row of each product.
    pub fn each(&self) -> impl Iterator<Item = (&[T], &[T])> {
        let (rows, columns) = self.shape();
        let columns = self.row.chunks_exact(columns.max(1));
        self.column.chunks_exact(rows.max(1)).zip(columns)
    }
}

impl Factors<f64> {
    /// The factors of the tap at `index`, row by row, in each product; none after the last tap.
    pub fn of_tap(&self, index: usize) -> impl Iterator<Item = (f64, f64)> {
        factors_of_tap((&self.column, &self.row), self.products, index)
    }

    /// The tap at `index`: exact for one product of singles, else rounded.
    #[must_use]
    pub fn tap(&self, index: usize) -> f64 {
        self.of_tap(index).map(|(a, b)| a * b).sum()
    }

    /// The sum of the magnitudes of the products that the tap at `index` is the sum of.
    #[must_use]
    pub fn magnitude(&self, index: usize) -> f64 {
        self.of_tap(index).map(|(a, b)| (a * b).abs()).sum()
    }
}

/// The factors of the tap at `index` in each of some products, whose columns and rows of factors
/// follow each other; none after the last tap.
///
/// ```
/// # use conv_plan::analysis::factors_of_tap;
/// // Two products of 2 rows and 1 column.
/// let (column, row) = ([1.0, 2.0, 3.0, 4.0], [10.0, 100.0]);
/// let of_last: Vec<_> = factors_of_tap((&column, &row), 2, 1).collect();
/// assert_eq!(of_last, [(2.0, 10.0), (4.0, 100.0)]);
/// ```
pub fn factors_of_tap<'a>(
    (column, row): (&'a [f64], &'a [f64]),
    products: usize,
    index: usize,
) -> impl Iterator<Item = (f64, f64)> + use<'a> {
    let products = products.max(1);
    let (rows, columns) = (column.len() / products, (row.len() / products).max(1));
    let place = (index / columns, index % columns);
    let products = column
        .chunks_exact(rows.max(1))
        .zip(row.chunks_exact(columns));
    products.filter_map(move |(column, row)| {
        let factors = column.get(place.0).zip(row.get(place.1));
        factors.map(|(&a, &b)| (a, b))
    })
}

/// The exact factors of a matrix of integers with `columns` columns, if it has rank 1.
///
/// The row factor is primitive (its entries have no common divisor), so by Gauss's lemma the
/// column factor is integral whenever the rank is 1. `None` also for taps that are not whole
/// rows, and if one is `i128::MIN`.
#[must_use]
pub fn factor_integers(taps: &[i128], columns: usize) -> Option<Factors<i128>> {
    if columns == 0 || !taps.len().is_multiple_of(columns) || taps.contains(&i128::MIN) {
        return None;
    }
    let pivot_row = taps
        .chunks_exact(columns)
        .find(|row| row.iter().any(|&tap| tap != 0))?;
    let pivot = pivot_row.iter().position(|&tap| tap != 0)?;
    let content = pivot_row.iter().fold(0i128, |gcd, &tap| gcd.gcd(&tap));
    let row: Vec<i128> = pivot_row.iter().map(|tap| tap / content).collect();
    let mut column = Vec::new();
    for taps in taps.chunks_exact(columns) {
        let factor = taps[pivot] / row[pivot];
        let exact = row
            .iter()
            .zip(taps)
            .all(|(&r, &tap)| factor.checked_mul(r) == Some(tap));
        if !exact {
            return None;
        }
        column.push(factor);
    }
    Some(Factors {
        column,
        row,
        products: 1,
    })
}

/// The exact factors of a matrix of floats, each factor held by `precision` bits.
///
/// All taps are scaled by one power of two to integers; kernels whose
/// exponents spread over more than 100 bits are not tried.
#[must_use]
pub fn factor_doubles(taps: &[f64], columns: usize, precision: u32) -> Option<Factors<f64>> {
    let parts: Vec<(i128, i32)> = taps.iter().map(|&tap| integer_decode(tap)).collect();
    let smallest = parts
        .iter()
        .filter(|(mantissa, _)| *mantissa != 0)
        .map(|&(_, exponent)| exponent)
        .min()?;
    let integers = parts
        .iter()
        .map(|&(mantissa, exponent)| {
            let shift = if mantissa == 0 {
                0
            } else {
                exponent - smallest
            };
            let room = mantissa.unsigned_abs().leading_zeros() as i32;
            (shift < room - 1 && shift <= 100).then(|| mantissa << shift)
        })
        .collect::<Option<Vec<i128>>>()?;
    let factors = factor_integers(&integers, columns)?;
    let held = |value: &i128| {
        let odd = value.unsigned_abs() >> value.trailing_zeros().min(127);
        128 - odd.leading_zeros() <= precision
    };
    if !factors.column.iter().chain(&factors.row).all(held) {
        return None;
    }
    // Powers of two are free: the column's magnitudes sum to at most 1, so that the
    // vertical sums overflow no sooner than the inputs.
    let total = factors.column.iter().fold(0u128, |total, value| {
        total.saturating_add(value.unsigned_abs())
    });
    let lower = total.checked_next_power_of_two()?.trailing_zeros() as i32;
    let scale_all = |values: &[i128], exponent: i32| {
        values
            .iter()
            .map(|&value| scaled(value, exponent))
            .collect::<Option<Vec<f64>>>()
    };
    let column = scale_all(&factors.column, -lower)?;
    let row = scale_all(&factors.row, smallest.checked_add(lower)?)?;
    let factors = Factors {
        column,
        row,
        products: 1,
    };
    let exact = taps
        .chunks_exact(columns)
        .zip(&factors.column)
        .all(|(taps, c)| taps.iter().zip(&factors.row).all(|(&tap, r)| c * r == tap));
    let narrow = precision > 24
        || factors
            .row
            .iter()
            .chain(&factors.column)
            .all(|&value| f64::from(value as f32) == value);
    (exact && narrow).then_some(factors)
}

/// A finite double as an odd integer (or 0) times a power of two.
fn integer_decode(value: f64) -> (i128, i32) {
    let (mantissa, exponent, sign) = num_traits::float::FloatCore::integer_decode(value);
    let zeros = mantissa.trailing_zeros().min(63);
    (
        i128::from(sign) * i128::from(mantissa >> zeros),
        i32::from(exponent) + zeros as i32,
    )
}

fn scaled(value: i128, exponent: i32) -> Option<f64> {
    if !(-1000..=1000).contains(&exponent) {
        return None;
    }
    let power = f64::from_bits(((1023 + exponent) as u64) << 52);
    Some(value as f64 * power)
}
