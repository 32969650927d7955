//! Arrays with their shape and the type of their elements.

use crate::model::{DataType, TensorProto};
use anyhow::{Context, Result, bail, ensure};

/// An array in row-major order.
#[derive(Clone, Debug)]
pub(crate) struct Tensor {
    pub(crate) shape: Vec<usize>,
    pub(crate) elements: Elements,
}

/// Elements of the types that layers know.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Elements {
    F32(Vec<f32>),
    U8(Vec<u8>),
    I8(Vec<i8>),
    I32(Vec<i32>),
    /// Of another type, the number of which stands in `TensorProto.DataType`.
    Other(i32),
}

impl Tensor {
    pub(crate) fn new(proto: &TensorProto) -> Result<Self> {
        let shape = sizes(&proto.dims)?;
        let raw = &proto.raw_data;
        let elements = match DataType::try_from(proto.data_type) {
            Ok(DataType::Float) if raw.is_empty() => Elements::F32(proto.float_data.clone()),
            Ok(DataType::Float) => Elements::F32(read(raw, f32::from_le_bytes)?),
            Ok(DataType::Uint8) if raw.is_empty() => Elements::U8(narrow(&proto.int32_data)?),
            Ok(DataType::Uint8) => Elements::U8(raw.clone()),
            Ok(DataType::Int8) if raw.is_empty() => Elements::I8(narrow(&proto.int32_data)?),
            Ok(DataType::Int8) => Elements::I8(read(raw, i8::from_le_bytes)?),
            Ok(DataType::Int32) if raw.is_empty() => Elements::I32(proto.int32_data.clone()),
            Ok(DataType::Int32) => Elements::I32(read(raw, i32::from_le_bytes)?),
            _ => Elements::Other(proto.data_type),
        };
        let tensor = Self { shape, elements };
        let length = match &tensor.elements {
            Elements::F32(all) => all.len(),
            Elements::U8(all) => all.len(),
            Elements::I8(all) => all.len(),
            Elements::I32(all) => all.len(),
            Elements::Other(_) => return Ok(tensor),
        };
        ensure!(
            length == tensor.shape.iter().product(),
            "{length} elements for the shape {:?}",
            tensor.shape
        );
        Ok(tensor)
    }

    pub(crate) fn f32s(&self) -> Result<&[f32]> {
        match &self.elements {
            Elements::F32(all) => Ok(all),
            other => bail!("elements of f32 expected, not {}", other.name()),
        }
    }

    pub(crate) fn i32s(&self) -> Result<&[i32]> {
        match &self.elements {
            Elements::I32(all) => Ok(all),
            other => bail!("elements of i32 expected, not {}", other.name()),
        }
    }

    /// Zero points, which have the type of what they belong to.
    pub(crate) fn zero_points(&self) -> Result<Vec<i32>> {
        match &self.elements {
            Elements::U8(all) => Ok(all.iter().copied().map(i32::from).collect()),
            Elements::I8(all) => Ok(all.iter().copied().map(i32::from).collect()),
            other => bail!("zero points of u8 or i8 expected, not {}", other.name()),
        }
    }
}

impl Elements {
    /// The type in words.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::F32(_) => "f32".into(),
            Self::U8(_) => "u8".into(),
            Self::I8(_) => "i8".into(),
            Self::I32(_) => "i32".into(),
            Self::Other(number) => DataType::try_from(*number)
                .map_or_else(|_| format!("type {number}"), |known| format!("{known:?}")),
        }
    }
}

/// Sizes as `usize`.
pub(crate) fn sizes(numbers: &[i64]) -> Result<Vec<usize>> {
    let size = |&n: &i64| usize::try_from(n).with_context(|| format!("{n} is not a size"));
    numbers.iter().map(size).collect()
}

fn read<T, const N: usize>(raw: &[u8], element: fn([u8; N]) -> T) -> Result<Vec<T>> {
    let (chunks, rest) = raw.as_chunks();
    ensure!(rest.is_empty(), "{} bytes of {N} each", raw.len());
    Ok(chunks.iter().copied().map(element).collect())
}

fn narrow<T: TryFrom<i32>>(wide: &[i32]) -> Result<Vec<T>> {
    let element = |&n: &i32| T::try_from(n).ok().context("an element out of range");
    wide.iter().map(element).collect()
}
