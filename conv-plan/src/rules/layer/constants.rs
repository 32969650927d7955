//! A declared layer and its constants: to a layer with weights, and from weights to bytes.
//!
//! Bytes are little-endian. Integers take as few as the widest of them needs: 1, 2 or 4 each.

use super::{LayerDeclaration, LayerSpec, LayerValues, ZeroPoints};
use crate::number::ElementType;
use alloc::collections::TryReserveError;
use alloc::sync::Arc;
use alloc::vec::Vec;

impl LayerDeclaration {
    /// The layer, its weights and bias still to come.
    #[must_use]
    pub fn to_kernel(&self) -> LayerSpec {
        LayerSpec {
            input: self.input,
            output: self.output,
            shape: self.shape,
            window: self.window,
            layout: self.layout,
            weights: Arc::new(LayerValues::empty(self.input)),
            bias: None,
            activation: self.activation,
            winograd: self.winograd,
            zero_points: ZeroPoints {
                input: 0,
                weights: Vec::new(),
            },
            quantization: None,
            mode: self.mode,
        }
    }

    /// The layer with values that were checked at compile time, as [`LayerValues::to_bytes`] writes
    /// them: weights in correlation order, and the bias.
    ///
    /// # Errors
    ///
    /// When the allocator refuses.
    pub fn with_bytes(&self, weights: &[u8], bias: &[u8]) -> Result<LayerSpec, TryReserveError> {
        let mut kernel = self.to_kernel();
        kernel.weights = Arc::new(decoded(self.input, weights, self.shape.weights())?);
        if self.bias {
            kernel.bias = Some(Arc::new(decoded(self.input, bias, self.shape.outputs)?));
        }
        Ok(kernel)
    }
}

/// So many values in these bytes.
fn decoded(input: ElementType, bytes: &[u8], count: usize) -> Result<LayerValues, TryReserveError> {
    fn each<T, const N: usize>(
        bytes: &[u8],
        decode: fn([u8; N]) -> T,
    ) -> Result<Vec<T>, TryReserveError> {
        let (numbers, _) = bytes.as_chunks::<N>();
        let mut values = Vec::new();
        values.try_reserve_exact(numbers.len())?;
        values.extend(numbers.iter().map(|&number| decode(number)));
        Ok(values)
    }
    Ok(match (input, bytes.len() / count.max(1)) {
        (ElementType::F32, _) => LayerValues::F32(each(bytes, f32::from_le_bytes)?),
        (ElementType::F64, _) => LayerValues::F64(each(bytes, f64::from_le_bytes)?),
        (_, 1) => LayerValues::Integer(each(bytes, |[byte]| i32::from(byte as i8))?),
        (_, 2) => LayerValues::Integer(each(bytes, |two| i16::from_le_bytes(two).into())?),
        _ => LayerValues::Integer(each(bytes, i32::from_le_bytes)?),
    })
}

impl LayerValues {
    /// The values as little-endian bytes, in [`width`](Self::width) of them each.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::F32(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
            Self::F64(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
            Self::Integer(values) => {
                // The low bytes, which come first, are a narrower integer.
                let width = self.width();
                let bytes = values
                    .iter()
                    .flat_map(|v| v.to_le_bytes().into_iter().take(width));
                bytes.collect()
            }
        }
    }

    /// Bytes of a value as [`to_bytes`](Self::to_bytes) writes it: of integers as few as the widest
    /// of them needs.
    ///
    /// ```
    /// # use conv_plan::rules::layer::LayerValues;
    /// let weights: LayerValues = [1, -2, 300].into();
    /// assert_eq!((weights.width(), weights.to_bytes()), (2, vec![1, 0, 254, 255, 44, 1]));
    /// ```
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Self::F32(_) => 4,
            Self::F64(_) => 8,
            Self::Integer(values) => {
                let all = |fits: fn(i32) -> bool| values.iter().all(|&value| fits(value));
                if all(|value| i8::try_from(value).is_ok()) {
                    1
                } else if all(|value| i16::try_from(value).is_ok()) {
                    2
                } else {
                    4
                }
            }
        }
    }
}
