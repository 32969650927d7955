//! What was done to taps before they were written, which nothing is computed from.

use crate::fault::{KernelError, Subject, Voice};
use crate::number::exact_to_double;
use crate::rules::{Quantize, Quantized};
use crate::taps::Tap;
use serde::{Deserialize, Serialize};

/// As [`Quantized`]; the error keeps every digit, as taps do.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenQuantized {
    bits: u32,
    error: Tap,
}

impl From<Quantized> for WrittenQuantized {
    fn from(Quantized { bits, error }: Quantized) -> Self {
        Self {
            bits,
            error: error.into(),
        }
    }
}

/// A double, if it is finite and not negative.
fn size(error: &Tap) -> Option<f64> {
    let error = exact_to_double(&error.exact()?);
    Some(error).filter(|error| error.is_finite() && *error >= 0.0)
}

impl WrittenQuantized {
    pub(super) fn checked(self) -> Result<Quantized, KernelError> {
        let Self { bits, ref error } = self;
        let possible = (1..=Quantize::MOST).contains(&bits);
        if let Some(error) = size(error).filter(|_| possible) {
            return Ok(Quantized { bits, error });
        }
        Err(KernelError::new(
            Voice::Language,
            Subject::Quantize,
            alloc::format!(
                "quantized taps have 1 to {} bits and a finite error that is not negative: leave out `quantized`, or write what they have",
                Quantize::MOST
            ),
        ))
    }
}

pub(super) fn error_of_product(error: &Tap) -> Result<f64, KernelError> {
    size(error).ok_or_else(|| {
        KernelError::new(
            Voice::Language,
            Subject::Separable,
            "the error of a product is finite and not negative: leave out `separable_error`, or write what it is",
        )
    })
}
