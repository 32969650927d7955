//! Element types of files, and their bytes as values.

use conv_plan::rules::layer::LayerValues;

/// An element type that layers have a use for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum DType {
    F32,
    F64,
    I8,
    U8,
    I32,
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
    /// The values that `bytes` hold, one after the other.
    pub(super) fn values(self, order: ByteOrder, bytes: &[u8]) -> LayerValues {
        match self {
            Self::F32 => LayerValues::F32(numbers(
                bytes,
                order,
                f32::from_le_bytes,
                f32::from_be_bytes,
            )),
            Self::F64 => LayerValues::F64(numbers(
                bytes,
                order,
                f64::from_le_bytes,
                f64::from_be_bytes,
            )),
            Self::I32 => LayerValues::Integer(numbers(
                bytes,
                order,
                i32::from_le_bytes,
                i32::from_be_bytes,
            )),
            Self::I8 => LayerValues::Integer(
                bytes
                    .iter()
                    .map(|&byte| i32::from(byte.cast_signed()))
                    .collect(),
            ),
            Self::U8 => LayerValues::Integer(bytes.iter().map(|&byte| i32::from(byte)).collect()),
        }
    }
}

fn numbers<const SIZE: usize, T>(
    bytes: &[u8],
    order: ByteOrder,
    little: fn([u8; SIZE]) -> T,
    big: fn([u8; SIZE]) -> T,
) -> Vec<T> {
    let number = match order {
        ByteOrder::Little => little,
        ByteOrder::Big => big,
    };
    let (elements, _) = bytes.as_chunks();
    elements.iter().map(|&element| number(element)).collect()
}
