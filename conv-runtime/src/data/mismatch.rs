//! Where two ways to the same result differ.

/// Where two ways to the same result differ.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "{left} gives {left_value} and {right} gives {right_value} at index {index} of the output for an input of {width}x{height}"
)]
pub struct Mismatch {
    /// One way.
    pub left: alloc::string::String,
    /// The other way.
    pub right: &'static str,
    /// Columns of the input.
    pub width: usize,
    /// Rows of the input.
    pub height: usize,
    /// Position in the output, row by row.
    pub index: usize,
    /// What the one way gives.
    pub left_value: f64,
    /// What the other way gives.
    pub right_value: f64,
}

/// Where two ways to the same output of a layer differ.
#[cfg(feature = "layers")]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "{left} gives {left_value} and {right} gives {right_value} at index {index} of the output for an input of shape {shape:?}"
)]
pub struct LayerMismatch {
    /// One way.
    pub left: alloc::string::String,
    /// The other way.
    pub right: &'static str,
    /// Shape of the input, in the order of the layout.
    pub shape: [usize; 4],
    /// Position in the output.
    pub index: usize,
    /// What the one way gives.
    pub left_value: f64,
    /// What the other way gives.
    pub right_value: f64,
}
