//! Axes over pixels, whose channels stand side by side: `rgbrgbrgb`.
//!
//! Sizes, strides and borders are those of pixels. Memory has elements, `channels` for each pixel,
//! so neighbouring taps meet elements that are `channels` apart, and the border repeats an element
//! of the same channel.

use super::{Axis, Border, Origin, ResolvedAxis, SizeError};

impl Axis {
    /// The same axis in elements of so many channels: its taps are that many times as far apart.
    ///
    /// The stride and an explicit padding stay those of pixels.
    #[must_use]
    pub const fn interleaved(self, channels: usize) -> Self {
        Self {
            dilation: self.dilation.saturating_mul(channels),
            ..self
        }
    }
}

impl ResolvedAxis {
    /// An axis of pixels in elements of so many channels.
    ///
    /// # Errors
    ///
    /// [`SizeError::Overflow`] if the padded input has more elements than `isize` can count.
    pub const fn interleaved(self, channels: usize) -> Result<Self, SizeError> {
        let pixels = self.before + self.input + self.after;
        match pixels.checked_mul(channels) {
            Some(elements) if elements <= isize::MAX as usize => {}
            _ => return Err(SizeError::Overflow),
        }
        match self.output.checked_mul(channels) {
            Some(output) if output <= isize::MAX as usize => Ok(Self {
                input: self.input * channels,
                before: self.before * channels,
                after: self.after * channels,
                output,
                interpolate: self.interpolate,
            }),
            _ => Err(SizeError::Overflow),
        }
    }

    /// The axis of pixels that this one, in elements of so many channels, is made from.
    #[must_use]
    pub const fn one_of(&self, channels: usize) -> Self {
        let channels = if channels == 0 { 1 } else { channels };
        Self {
            input: self.input / channels,
            before: self.before / channels,
            after: self.after / channels,
            output: self.output / channels,
            interpolate: self.interpolate,
        }
    }

    /// As [`origin`](Self::origin), for an axis that is [`interleaved`](Self::interleaved) from so
    /// many channels: an element of the same channel.
    #[inline]
    #[must_use]
    pub fn origin_of(&self, channels: usize, border: Border, position: usize) -> Origin {
        if channels <= 1 {
            return self.origin(border, position);
        }
        if position >= self.before && position - self.before < self.input {
            return Origin::Input(position - self.before);
        }
        match self.one_of(channels).origin(border, position / channels) {
            Origin::Input(pixel) => Origin::Input(pixel * channels + position % channels),
            Origin::Constant(value) => Origin::Constant(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::{AxisName, AxisPadding};

    #[test]
    fn each_element_comes_from_the_pixel_that_the_border_says_and_keeps_its_channel() {
        let axis = Axis {
            kernel: 4,
            stride: 1,
            dilation: 2,
            padding: AxisPadding::Full,
            interpolate: 1,
        };
        for channels in 1..=5 {
            for input in 1..=4 {
                let Ok(pixels) = axis.resolve(AxisName::Columns, input) else {
                    panic!("full padding fits every input");
                };
                let elements = pixels.interleaved(channels).expect("small sizes");
                for border in [
                    Border::Constant(3.0),
                    Border::Replicate,
                    Border::Reflect,
                    Border::Reflect101,
                    Border::Wrap,
                ] {
                    let all = pixels.before + pixels.input + pixels.after;
                    for position in 0..all * channels {
                        let of = elements.origin_of(channels, border, position);
                        let expected = match pixels.origin(border, position / channels) {
                            Origin::Input(pixel) => {
                                Origin::Input(pixel * channels + position % channels)
                            }
                            constant @ Origin::Constant(_) => constant,
                        };
                        assert_eq!(of, expected, "{border:?} at {position} of {channels}");
                    }
                }
            }
        }
    }

    #[test]
    fn more_elements_than_memory_has_are_an_error() {
        let pixels = ResolvedAxis {
            input: isize::MAX as usize / 2,
            before: 0,
            after: 0,
            output: 1,
            interpolate: 1,
        };
        assert!(pixels.interleaved(2).is_ok());
        assert_eq!(pixels.interleaved(3), Err(SizeError::Overflow));
    }
}
