//! Tap arrays as a user gives them: exact numbers and their shape.
//!
//! Integers and fractions stay exact and may take the integer path; floats take the float path.
//! `algebra` and `convolved` combine arrays, [`library`] has the named kernels, whose irrational
//! values `real` rounds, and [`expression`] is the language that names them all.
//!
//! ```
//! # use conv_plan::taps::{Tap, Taps};
//! let sobel = Taps::outer(&[1, 2, 1].into(), &[-1, 0, 1].into());
//! assert_eq!(sobel.shape(), [3, 3]);
//! assert_eq!(sobel.values()[5], Tap::integer(2));
//! ```

mod algebra;
mod convolved;
pub mod expression;
pub(crate) mod factors;
pub mod library;
mod lowest;
mod made;
mod nearest;
mod real;
#[cfg(feature = "serde")]
mod serial;
mod text;

pub use made::{Angle, Sigma, Size, TapsError};
pub use text::TapError;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_rational::BigRational;

/// Taps that can be unrolled or looped over; more are summed by FFT only.
///
/// ```
/// # use conv_plan::taps::{MAX_TAPS, Taps};
/// let longest = Taps::from(vec![1; MAX_TAPS]);
/// assert_eq!(longest.shape(), [4096]);
/// ```
pub const MAX_TAPS: usize = 4096;

/// The most products that a kernel of two passes is the sum of: a Laplacian of a Gaussian has three.
///
/// ```
/// # use conv_plan::taps::MAX_PRODUCTS;
/// assert!(MAX_PRODUCTS > 3);
/// ```
pub const MAX_PRODUCTS: usize = 4;

/// Taps that an array keeps. Without FFT no kernel has more than [`MAX_TAPS`], and an exact number
/// takes far more memory than what it is made from.
const KEPT: usize = if cfg!(feature = "fft") {
    isize::MAX as usize
} else {
    MAX_TAPS
};

/// One tap, as the user gave it.
///
/// ```
/// # use conv_plan::taps::Tap;
/// let third = Tap::ratio(1, 3).ok_or("a denominator of 0")?;
/// assert!(!third.is_float() && Tap::from(0.5).is_float());
/// assert_eq!(Tap::integer(2).exact(), Tap::from(2.0).exact());
/// assert_eq!(Tap::from(f64::NAN).exact(), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, PartialEq)]
pub enum Tap {
    /// An integer or a fraction such as `1/16`.
    Ratio(BigRational),
    /// A float literal, with the exact value that its digits say.
    Decimal(BigRational),
    /// A float, possibly NaN or infinite.
    Binary(f64),
}

impl Tap {
    /// An integer.
    #[must_use]
    pub fn integer(value: i64) -> Self {
        Self::Ratio(BigRational::from_integer(BigInt::from(value)))
    }

    /// A fraction; `None` if the denominator is 0.
    #[must_use]
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| {
            Self::Ratio(BigRational::new(
                BigInt::from(numerator),
                BigInt::from(denominator),
            ))
        })
    }

    /// Whether this is a float, which puts a kernel on the float path.
    #[must_use]
    pub const fn is_float(&self) -> bool {
        !matches!(self, Self::Ratio(_))
    }

    /// The exact value; `None` for NaN and infinities.
    #[must_use]
    pub fn exact(&self) -> Option<BigRational> {
        self.as_exact().map(Cow::into_owned)
    }

    fn as_exact(&self) -> Option<Cow<'_, BigRational>> {
        match self {
            Self::Ratio(value) | Self::Decimal(value) => Some(Cow::Borrowed(value)),
            Self::Binary(value) => lowest::double(*value).map(Cow::Owned),
        }
    }
}

/// What can be a tap: integers of up to 64 bits, `f32`, `f64` and [`Tap`].
///
/// ```
/// # use conv_plan::taps::{TapValue, Taps};
/// /// The central difference of neighbours that lie `h` apart.
/// fn difference<T: TapValue + Copy + core::ops::Neg<Output = T>>(h: T, zero: T) -> Taps {
///     Taps::from([-h, zero, h])
/// }
/// assert_eq!(difference(1, 0), [-1, 0, 1].into());
/// assert!(difference(0.5, 0.0).is_float());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tap",
    label = "not a tap",
    note = "taps are integers of up to 64 bits except `u64`, `f32`, `f64` and `Tap`, as in `Tap::ratio(1, 16)`"
)]
pub trait TapValue: Into<Tap> {}

macro_rules! tap_value {
    ($($ty:ident)* => $make:path) => {$(
        impl From<$ty> for Tap {
            fn from(value: $ty) -> Self {
                $make(value.into())
            }
        }
        impl TapValue for $ty {}
    )*};
}

tap_value! { i8 u8 i16 u16 i32 u32 i64 => Tap::integer }
tap_value! { f32 f64 => Tap::Binary }

impl TapValue for Tap {}

/// An array of taps with one axis (a signal kernel) or two (a plane kernel).
///
/// The algebra ([`plus`](Self::plus), [`convolved`](Self::convolved) and others) is exact. Without
/// the feature `fft`, and where memory ends, of a result with more than [`MAX_TAPS`] taps only the
/// shape is formed; of an array with more, only the shape is kept, so that two of one shape are
/// equal.
///
/// ```
/// # use conv_plan::taps::Taps;
/// let sobel = Taps::from([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]);
/// assert_eq!(sobel.shape(), [3, 3]);
/// assert_eq!(Taps::outer(&[1, 2, 1].into(), &[-1, 0, 1].into()), sobel);
/// ```
#[derive(Clone)]
pub struct Taps {
    shape: Vec<usize>,
    values: Vec<Tap>,
    form: Form,
    /// Those that a kernel of floats is written as the sum of.
    products: Vec<factors::Product>,
}

/// Kernels are equal if their taps are, whatever these are known to be products of.
impl PartialEq for Taps {
    fn eq(&self, other: &Self) -> bool {
        (&self.shape, &self.values, self.form) == (&other.shape, &other.values, other.form)
    }
}

/// Whether the values are those of the shape, and why not.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// They are, or there are more than a kernel can have and none is kept.
    Whole,
    /// The rows differ in length.
    Ragged,
    /// There are more values than the shape says, or fewer.
    Miscounted,
    /// None are kept: their common denominator would be too large.
    TooFine,
}

impl Taps {
    /// Taps of the given shape, row by row.
    ///
    /// A shape that does not have `values.len()` elements makes a kernel that
    /// [`ConvSpec::check`](crate::rules::ConvSpec::check) refuses.
    ///
    /// ```
    /// # use conv_plan::taps::{Tap, Taps};
    /// let pair = Taps::new(vec![1, 2], vec![Tap::integer(-1), Tap::integer(1)]);
    /// assert_eq!(pair, [[-1, 1]].into());
    /// assert!(!pair.is_ragged() && !pair.is_float());
    /// ```
    #[must_use]
    pub fn new(shape: Vec<usize>, values: Vec<Tap>) -> Self {
        let size = shape
            .iter()
            .try_fold(1usize, |size, &axis| size.checked_mul(axis));
        let form = if size == Some(values.len()) {
            Form::Whole
        } else {
            Form::Miscounted
        };
        Self {
            shape,
            values,
            form,
            products: Vec::new(),
        }
    }

    /// Size of each axis, rows first.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The taps, row by row.
    #[must_use]
    pub fn values(&self) -> &[Tap] {
        &self.values
    }

    /// Whether the rows that this was made from differ in length.
    #[must_use]
    pub const fn is_ragged(&self) -> bool {
        matches!(self.form, Form::Ragged)
    }

    /// What is wrong with the values, in a sentence for whoever gave them.
    pub(crate) fn fault(&self) -> Option<String> {
        match self.form {
            Form::Whole => None,
            Form::Ragged => Some(String::from(
                "the rows have different lengths: give every row the same number of taps",
            )),
            Form::Miscounted => Some(format!(
                "{} taps for the shape {:?}: give one for each place, row by row",
                self.values.len(),
                self.shape
            )),
            Form::TooFine => Some(format!(
                "the common denominator of the taps that were convolved has more than {} bits: use simpler fractions",
                convolved::MAX_BITS
            )),
        }
    }

    /// Whether any tap is a float.
    #[must_use]
    pub fn is_float(&self) -> bool {
        self.values.iter().any(Tap::is_float)
    }

    /// A shape that no kernel can have, without the taps.
    pub(crate) const fn unformed(shape: Vec<usize>) -> Self {
        Self {
            shape,
            values: Vec::new(),
            form: Form::Whole,
            products: Vec::new(),
        }
    }

    /// Where a tap is, in a message: `3`, or `[1, 3]` of a plane.
    pub(crate) fn place(&self, index: usize) -> String {
        match *self.shape {
            [_, columns] if columns > 0 => format!("[{}, {}]", index / columns, index % columns),
            _ => format!("{index}"),
        }
    }

    /// Taps that the shape says, kept or not.
    fn count(&self) -> usize {
        let product = |size: usize, &axis: &usize| size.saturating_mul(axis);
        self.shape.iter().fold(1, product)
    }

    /// Rows and columns, with one row for a signal kernel.
    fn rows_columns(&self) -> (usize, usize) {
        match *self.shape {
            [columns] => (1, columns),
            [rows, columns] => (rows, columns),
            _ => (1, self.values.len()),
        }
    }
}

/// Whether an array of this shape has more taps than this.
pub(crate) fn more_than(most: usize, shape: &[usize]) -> bool {
    let size = shape
        .iter()
        .try_fold(1usize, |size, &axis| size.checked_mul(axis));
    size.is_none_or(|size| size > most)
}

/// Room for an array of this shape, unless it has more taps than are kept, or than fit in memory.
pub(crate) fn room<T>(shape: &[usize]) -> Option<Vec<T>> {
    if more_than(KEPT, shape) {
        return None;
    }
    let mut values = Vec::new();
    let reserved = values.try_reserve_exact(shape.iter().product());
    reserved.is_ok().then_some(values)
}

impl<T: TapValue + Clone> From<&[T]> for Taps {
    fn from(row: &[T]) -> Self {
        Self::from_row(row.iter().cloned())
    }
}

impl<T: TapValue, const N: usize> From<[T; N]> for Taps {
    fn from(row: [T; N]) -> Self {
        Self::from_row(row)
    }
}

impl<T: TapValue> From<Vec<T>> for Taps {
    fn from(row: Vec<T>) -> Self {
        Self::from_row(row)
    }
}

/// Takes the taps of a row and counts them. If there are more than are kept, all are dropped and
/// the rest are only counted.
fn take<T: TapValue>(row: impl IntoIterator<Item = T>, all: &mut usize, values: &mut Vec<Tap>) {
    for tap in row {
        *all = all.saturating_add(1);
        // Once something was dropped, there are fewer than were counted.
        let whole = values.len() + 1 == *all;
        if whole && *all <= KEPT && values.try_reserve(1).is_ok() {
            values.push(tap.into());
        } else {
            *values = Vec::new();
        }
    }
}

impl Taps {
    fn from_row<T: TapValue>(row: impl IntoIterator<Item = T>) -> Self {
        let (mut count, mut values) = (0, Vec::new());
        take(row, &mut count, &mut values);
        Self {
            shape: alloc::vec![count],
            values,
            form: Form::Whole,
            products: Vec::new(),
        }
    }

    fn from_rows<T: TapValue, R: IntoIterator<Item = T>>(
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        let (mut count, mut values) = (0, Vec::new());
        let mut lengths = Vec::new();
        for row in rows {
            let before = count;
            take(row, &mut count, &mut values);
            lengths.push(count - before);
        }
        let columns = lengths.first().copied().unwrap_or(0);
        let ragged = lengths.iter().any(|&length| length != columns);
        Self {
            shape: alloc::vec![lengths.len(), columns],
            values,
            form: if ragged { Form::Ragged } else { Form::Whole },
            products: Vec::new(),
        }
    }
}

impl<T: TapValue, const C: usize, const R: usize> From<[[T; C]; R]> for Taps {
    fn from(rows: [[T; C]; R]) -> Self {
        Self::from_rows(rows)
    }
}

impl<T: TapValue> From<Vec<Vec<T>>> for Taps {
    fn from(rows: Vec<Vec<T>>) -> Self {
        Self::from_rows(rows)
    }
}
