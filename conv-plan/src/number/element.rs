//! The element types of planes and signals, and the types in which sums are formed.
//!
//! An [`ElementType`] and an [`AccumulatorType`] are values that the planner reasons about. To the
//! compiler the first is the trait [`Scalar`], and the second the trait `Lane` of conv-runtime.

use core::fmt;

/// The type of an input or output element.
///
/// ```
/// # use conv_plan::number::ElementType;
/// assert_eq!(ElementType::U8.range(), Some((0, 255)));
/// assert_eq!((ElementType::F32.range(), ElementType::F32.is_float()), (None, true));
/// let names = ElementType::ALL.map(|element| (element.name(), element.bytes()));
/// assert_eq!(names[3], ("i16", 2));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum ElementType {
    /// 8-bit unsigned.
    U8,
    /// 8-bit signed.
    I8,
    /// 16-bit unsigned.
    U16,
    /// 16-bit signed.
    I16,
    /// 32-bit signed.
    I32,
    /// IEEE 754 single precision.
    F32,
    /// IEEE 754 double precision.
    F64,
}

impl ElementType {
    /// Every element type, integers first, narrowest first.
    pub const ALL: [Self; 7] = [
        Self::U8,
        Self::I8,
        Self::U16,
        Self::I16,
        Self::I32,
        Self::F32,
        Self::F64,
    ];

    /// The name in Rust source.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::I8 => "i8",
            Self::U16 => "u16",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// Whether this is `f32` or `f64`.
    #[must_use]
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// The smallest and the largest value of an integer type; `None` for a float.
    #[must_use]
    pub const fn range(self) -> Option<(i64, i64)> {
        match self {
            Self::U8 => Some((0, u8::MAX as i64)),
            Self::I8 => Some((i8::MIN as i64, i8::MAX as i64)),
            Self::U16 => Some((0, u16::MAX as i64)),
            Self::I16 => Some((i16::MIN as i64, i16::MAX as i64)),
            Self::I32 => Some((i32::MIN as i64, i32::MAX as i64)),
            Self::F32 | Self::F64 => None,
        }
    }

    /// The size of one element in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

impl fmt::Display for ElementType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The type in which sums are formed.
///
/// ```
/// # use conv_plan::number::AccumulatorType;
/// // The first integer type that holds sums from -1,020 to 1,020.
/// let mut sums = AccumulatorType::INTEGERS.into_iter();
/// let found = sums.find(|sum| sum.range().is_some_and(|(min, max)| min <= -1020 && 1020 <= max));
/// assert_eq!(found.map(|sum| (sum.name(), sum.bytes(), sum.is_float())), Some(("i16", 2, false)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum AccumulatorType {
    /// 16-bit unsigned, for sums that are never negative.
    U16,
    /// 16-bit signed.
    I16,
    /// 32-bit signed.
    I32,
    /// 64-bit signed.
    I64,
    /// Single precision.
    F32,
    /// Double precision.
    F64,
}

impl AccumulatorType {
    /// The integer accumulators, narrowest first; unsigned before signed.
    pub const INTEGERS: [Self; 4] = [Self::U16, Self::I16, Self::I32, Self::I64];

    /// The name in Rust source.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::U16 => "u16",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// The smallest and the largest value of an integer type; `None` for a float.
    #[must_use]
    pub const fn range(self) -> Option<(i64, i64)> {
        match self {
            Self::U16 => Some((0, u16::MAX as i64)),
            Self::I16 => Some((i16::MIN as i64, i16::MAX as i64)),
            Self::I32 => Some((i32::MIN as i64, i32::MAX as i64)),
            Self::I64 => Some((i64::MIN, i64::MAX)),
            Self::F32 | Self::F64 => None,
        }
    }

    /// Whether this is `f32` or `f64`.
    #[must_use]
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// The size of one value in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::U16 | Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::I64 | Self::F64 => 8,
        }
    }
}

impl fmt::Display for AccumulatorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

mod sealed {
    /// Keeps the set of implementors closed: the planner knows each of them.
    pub trait Sealed {}
}

/// What every element type can do, without SIMD.
///
/// ```
/// # use conv_plan::number::{ElementType, Scalar};
/// assert_eq!((u8::from_f64(300.0), u8::from_f64(f64::NAN)), (255, 0));
/// assert_eq!(u8::from_i64_wrapping(300), 44);
/// assert_eq!((i16::to_f64(-7), f32::to_i64(-7.9)), (-7.0, -7));
/// assert_eq!(<i16 as Scalar>::TYPE, ElementType::I16);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an element type",
    label = "not an element type",
    note = "element types are `u8`, `i8`, `u16`, `i16`, `i32`, `f32` and `f64`"
)]
pub trait Scalar:
    sealed::Sealed
    + Copy
    + Default
    + PartialEq
    + PartialOrd
    + Send
    + Sync
    + fmt::Debug
    + fmt::Display
    + num_traits::Num
    + num_traits::Bounded
    + 'static
{
    /// This type as a value.
    const TYPE: ElementType;

    /// This value, saturating: floats round to the nearest, integers lose the fraction, and NaN
    /// becomes 0.
    fn from_f64(value: f64) -> Self;

    /// This value as a double, which holds every value of every element type.
    fn to_f64(self) -> f64;

    /// This value as a 64-bit integer; floats are truncated.
    fn to_i64(self) -> i64;

    /// The value with the low bits of `value`; floats round to the nearest.
    fn from_i64_wrapping(value: i64) -> Self;
}

macro_rules! scalar {
    ($($ty:ident $variant:ident)*) => {$(
        impl sealed::Sealed for $ty {}
        impl Scalar for $ty {
            const TYPE: ElementType = ElementType::$variant;
            #[inline]
            fn from_f64(value: f64) -> Self {
                value as $ty
            }
            #[inline]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline]
            fn to_i64(self) -> i64 {
                self as i64
            }
            #[inline]
            fn from_i64_wrapping(value: i64) -> Self {
                value as $ty
            }
        }
    )*};
}

scalar! { u8 U8 i8 I8 u16 U16 i16 I16 i32 I32 f32 F32 f64 F64 }
