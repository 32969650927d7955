//! Errors of planning, of sizes and of memory as errors of running.

use super::Error;
#[cfg(all(feature = "alloc", feature = "layers"))]
use conv_plan::rules::layer::LayerError;
#[cfg(feature = "layers")]
use conv_plan::rules::layer::ShapeError;
use conv_plan::window::SizeError;

impl From<SizeError> for Error {
    fn from(error: SizeError) -> Self {
        match error {
            SizeError::Empty => Self::Empty,
            SizeError::Overflow => Self::SizeOverflow,
            SizeError::TooSmall {
                axis,
                padded,
                extent,
            } => Self::InputTooSmall {
                axis,
                padded,
                extent,
            },
            SizeError::Cropped {
                axis,
                whole,
                padding,
            } => Self::Cropped {
                axis,
                whole,
                padding,
            },
        }
    }
}

#[cfg(feature = "layers")]
impl From<ShapeError> for Error {
    fn from(error: ShapeError) -> Self {
        match error {
            ShapeError::Channels { expected, found } => Self::Channels { expected, found },
            ShapeError::Rows(found) => Self::Rows { found },
            ShapeError::Size(error) => error.into(),
        }
    }
}

#[cfg(all(feature = "alloc", feature = "layers"))]
impl From<LayerError> for Error {
    fn from(error: LayerError) -> Self {
        match error {
            LayerError::Rules(error) => error.into(),
            LayerError::OutOfMemory => Self::OutOfMemory,
        }
    }
}

#[cfg(feature = "alloc")]
impl From<alloc::collections::TryReserveError> for Error {
    fn from(_: alloc::collections::TryReserveError) -> Self {
        Self::OutOfMemory
    }
}
