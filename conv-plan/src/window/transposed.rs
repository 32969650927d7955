//! Sizes of a transposed convolution: the window goes over the output.

use super::{Axis, AxisName, AxisPadding, ResolvedAxis, SizeError};

impl Axis {
    /// Padding and output size of the transposed convolution for an input of `input` elements, as
    /// ONNX `ConvTranspose` defines them:
    /// `(n - 1) * stride - before - after + dilation * (k - 1) + 1 + output_padding`.
    ///
    /// `same` makes `n * stride` outputs. The padding is that of the output, which it shortens.
    ///
    /// ```
    /// # use conv_plan::window::{Axis, AxisName, SizeError};
    /// let axis = Axis { kernel: 3, stride: 2, ..Axis::TRIVIAL };
    /// assert_eq!(axis.resolve_transposed(AxisName::Columns, 4, 1)?.output, 10);
    /// # Ok::<(), SizeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SizeError::Empty`] for an input of 0; [`SizeError::Overflow`] when a size does not fit
    /// `isize`; [`SizeError::Cropped`] when the padding leaves no output.
    pub const fn resolve_transposed(
        &self,
        name: AxisName,
        input: usize,
        output_padding: usize,
    ) -> Result<ResolvedAxis, SizeError> {
        if input == 0 {
            return Err(SizeError::Empty);
        }
        let stride = if self.stride == 0 { 1 } else { self.stride };
        let Some(extent) = self.extent() else {
            return Err(SizeError::Overflow);
        };
        let (Some(last), Some(spread)) = (
            (input - 1).checked_mul(stride),
            extent.checked_add(output_padding),
        ) else {
            return Err(SizeError::Overflow);
        };
        let whole = match last.checked_add(spread) {
            Some(whole) if whole <= isize::MAX as usize => whole,
            _ => return Err(SizeError::Overflow),
        };
        let reach = extent - 1;
        let (before, after) = match self.padding {
            AxisPadding::Valid => (0, 0),
            AxisPadding::Full => (reach, reach),
            AxisPadding::Causal => (reach, 0),
            AxisPadding::Explicit { before, after } => (before, after),
            AxisPadding::Same | AxisPadding::SameLower => {
                // More than there is to crop: the outputs at the end are read by no input.
                let Some(output) = last.checked_add(stride) else {
                    return Err(SizeError::Overflow);
                };
                let total = spread.saturating_sub(stride);
                let small = total / 2;
                let (before, after) = match self.padding {
                    AxisPadding::Same => (small, total - small),
                    _ => (total - small, small),
                };
                if output > isize::MAX as usize {
                    return Err(SizeError::Overflow);
                }
                return Ok(ResolvedAxis {
                    input,
                    before,
                    after,
                    output,
                    interpolate: 1,
                });
            }
        };
        let padding = before.saturating_add(after);
        match whole.checked_sub(padding) {
            Some(output) if output > 0 => Ok(ResolvedAxis {
                input,
                before,
                after,
                output,
                interpolate: 1,
            }),
            _ => Err(SizeError::Cropped {
                axis: name,
                whole,
                padding,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(axis: &Axis, input: usize, output_padding: usize) -> Result<usize, SizeError> {
        let sizes = axis.resolve_transposed(AxisName::Columns, input, output_padding)?;
        Ok(sizes.output)
    }

    /// Each row: kernel, stride, dilation, padding, input, output padding, output.
    #[test]
    fn sizes_are_those_of_the_formula() {
        use AxisPadding::{Explicit, Full, Same, SameLower, Valid};
        let pads = |before, after| Explicit { before, after };
        for (kernel, stride, dilation, padding, input, more, expected) in [
            (3, 2, 1, Valid, 2, 0, 5),
            (3, 2, 1, Valid, 2, 1, 6),
            (2, 1, 1, Valid, 2, 0, 3),
            (4, 2, 1, pads(1, 1), 56, 0, 112),
            (3, 3, 1, pads(0, 2), 3, 1, 8),
            (2, 1, 2, Valid, 3, 0, 5),
            (3, 2, 1, Same, 3, 0, 6),
            (3, 2, 1, SameLower, 3, 0, 6),
            (1, 4, 1, Same, 3, 0, 12),
            (3, 1, 1, Full, 5, 0, 3),
        ] {
            let axis = Axis {
                kernel,
                stride,
                dilation,
                padding,
                interpolate: 1,
            };
            assert_eq!(output(&axis, input, more), Ok(expected), "{axis:?}");
        }
    }

    #[test]
    fn sizes_that_cannot_be_are_errors() {
        let axis = Axis {
            kernel: 3,
            stride: usize::MAX,
            dilation: 1,
            padding: AxisPadding::Explicit {
                before: 2,
                after: 1,
            },
            interpolate: 1,
        };
        assert_eq!(output(&axis, 0, 0), Err(SizeError::Empty));
        assert_eq!(output(&axis, 2, 0), Err(SizeError::Overflow));
        assert_eq!(
            output(&axis, 1, 0),
            Err(SizeError::Cropped {
                axis: AxisName::Columns,
                whole: 3,
                padding: 3
            })
        );
        assert_eq!(output(&axis, 1, usize::MAX), Err(SizeError::Overflow));
    }
}
