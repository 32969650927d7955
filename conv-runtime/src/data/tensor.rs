//! Buffers of tensors.

use super::Error;
use conv_plan::rules::layer::{Layout, Resolved};

/// Checks that both buffers of a layer are as long as their shapes ask.
///
/// # Errors
///
/// [`Error::Length`], [`Error::SizeOverflow`].
pub(crate) fn lengths(
    resolved: &Resolved,
    layout: Layout,
    [input, output]: [usize; 2],
) -> Result<(), Error> {
    let length = |expected: Option<usize>, found: usize| match expected {
        Some(expected) if expected == found => Ok(()),
        Some(expected) => Err(Error::Length { expected, found }),
        None => Err(Error::SizeOverflow),
    };
    length(resolved.input.elements(layout), input)?;
    length(resolved.output.elements(layout), output)
}
