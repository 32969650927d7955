//! Element types of files, and their bytes as values.

use conv_plan::rules::layer::LayerValues;
use std::fmt::Display;

/// An element type with values that layers can have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum DType {
    F16,
    /// The upper half of an `f32`; no type of NumPy's own.
    #[cfg(feature = "safetensors")]
    BF16,
    F32,
    F64,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ByteOrder {
    Little,
    #[cfg_attr(
        not(feature = "npy"),
        allow(dead_code, reason = "safetensors are little endian")
    )]
    Big,
}

impl DType {
    /// The values that `bytes` hold, one after the other, or which of them no layer can have.
    pub(super) fn values(self, order: ByteOrder, bytes: &[u8]) -> Result<LayerValues, String> {
        macro_rules! numbers {
            ($ty:ty) => {
                numbers(bytes, order, <$ty>::from_le_bytes, <$ty>::from_be_bytes)
            };
        }
        match self {
            Self::F16 => Ok(LayerValues::F32(numbers!(u16).map(half).collect())),
            #[cfg(feature = "safetensors")]
            Self::BF16 => Ok(LayerValues::F32(
                numbers!(u16)
                    .map(|bits| f32::from_bits(u32::from(bits) << 16))
                    .collect(),
            )),
            Self::F32 => Ok(LayerValues::F32(numbers!(f32).collect())),
            Self::F64 => Ok(LayerValues::F64(numbers!(f64).collect())),
            Self::I8 => integers(numbers!(i8)),
            Self::I16 => integers(numbers!(i16)),
            Self::I32 => integers(numbers!(i32)),
            Self::I64 => integers(numbers!(i64)),
            Self::U8 => integers(numbers!(u8)),
            Self::U16 => integers(numbers!(u16)),
            Self::U32 => integers(numbers!(u32)),
            Self::U64 => integers(numbers!(u64)),
        }
    }
}

fn numbers<const SIZE: usize, T>(
    bytes: &[u8],
    order: ByteOrder,
    little: fn([u8; SIZE]) -> T,
    big: fn([u8; SIZE]) -> T,
) -> impl Iterator<Item = T> {
    let number = match order {
        ByteOrder::Little => little,
        ByteOrder::Big => big,
    };
    let (elements, _) = bytes.as_chunks();
    elements.iter().map(move |&element| number(element))
}

/// Half precision, `binary16` of IEEE 754: each of its values is one of single precision too.
fn half(bits: u16) -> f32 {
    const FRACTION: u32 = 10;
    let fraction = u32::from(bits) & ((1 << FRACTION) - 1);
    let magnitude = match u32::from(bits) >> FRACTION & 0x1f {
        // Subnormal numbers have the exponent of the smallest normal ones, without their first bit.
        0 => units(fraction, 1),
        0x1f if fraction == 0 => f32::INFINITY,
        0x1f => f32::NAN,
        exponent => units(fraction | 1 << FRACTION, exponent),
    };
    if bits >> 15 == 1 {
        -magnitude
    } else {
        magnitude
    }
}

/// As many units in the last place of the numbers of half precision with that biased exponent.
fn units(count: u32, exponent: u32) -> f32 {
    // The biases of single and half precision are 127 and 15.
    count as f32 * f32::from_bits((exponent + 127 - 15 - 10) << 23)
}

fn integers<T>(values: impl Iterator<Item = T>) -> Result<LayerValues, String>
where
    T: Copy + Display + TryInto<i32>,
{
    values
        .enumerate()
        .map(|(index, value)| {
            value.try_into().map_err(|_| {
                format!(
                    "the value {value} at index {index} of its elements as they lie in the file, outside `i32`: save smaller values, or save floats"
                )
            })
        })
        .collect::<Result<_, _>>()
        .map(LayerValues::Integer)
}
