//! The elements of one file through a kernel of their types.

use crate::args::{Format, Opacity};
use crate::fault::Failure;
use crate::media::{Media, Shape, Stored};
use crate::typed::Visitor;
use conv_kernel::{
    Alpha, DynKernel, DynSignal, ElementType, Error, Filter, PixelFilter, Pixels, Plane,
    SignalFilter,
};

/// What is to be filtered.
pub(super) struct Filtering<'a> {
    pub(super) media: &'a Media,
    pub(super) opacity: Opacity,
}

/// Refuses a kernel of the other axes, before its types are looked at.
pub(super) fn fits(axes: usize, shape: Shape) -> Result<(), Failure> {
    match (axes, shape) {
        (2, Shape::Signal { .. }) => Err(of_signal()),
        (1, Shape::Plane { .. }) => Err(of_picture()),
        _ => Ok(()),
    }
}

/// Refuses integers of which another value is opaque than in the file; of floats it does not
/// matter.
pub(super) fn same_opacity(stored: ElementType, input: ElementType) -> Result<(), Failure> {
    if stored == input || input.is_float() {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "what is opaque in {stored} is nearly transparent in {input}: write `--input {stored}` or `--input f32`, or another `--alpha`"
    )))
}

/// Refuses a picture in which another value is opaque than in the file; an array says nothing of
/// opacities, and what a format does not hold is refused as such.
pub(super) fn held_opacity(
    stored: ElementType,
    written: ElementType,
    format: Format,
) -> Result<(), Failure> {
    let opaque = |element: ElementType| element.range().map_or(1, |(_, most)| most);
    let held = match written {
        ElementType::U8 | ElementType::U16 => matches!(format, Format::Png | Format::Tiff),
        ElementType::F32 => format == Format::Tiff,
        _ => false,
    };
    if stored == written || !held {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "what is opaque is {} in the {stored} of this picture, and {} in a picture of {written}: leave out `--input` and `--output`, scale it with `--alpha filter` and `--scale`, or write NPY",
        opaque(stored),
        opaque(written)
    )))
}

fn of_signal() -> Failure {
    Failure::usage(
        "the kernel has two axes, and this is a signal: write taps with one axis, such as `gaussian(5, 1.0)`",
    )
}

fn of_picture() -> Failure {
    Failure::usage(
        "the kernel has one axis, and this is a picture: write taps with two axes, such as `gaussian([5, 5], 1.0)` or `[[1, 2, 1]]`",
    )
}

/// Filtered elements of a picture, with width and height.
type Picture<O> = (Vec<O>, usize, usize);

impl Filtering<'_> {
    fn elements<I: Stored>(&self) -> Result<&[I], Failure> {
        I::of(&self.media.samples)
            .ok_or_else(|| Failure::of("the elements do not have the type of the kernel"))
    }

    /// Width, height, channels and opacity.
    fn picture(&self) -> Result<(usize, usize, usize, bool), Failure> {
        match self.media.shape {
            Shape::Plane {
                width,
                height,
                channels,
                opacity,
            } => Ok((width, height, channels, opacity)),
            Shape::Signal { .. } => Err(of_signal()),
        }
    }

    fn filtered<O: Stored>(&self, (elements, width, height): Picture<O>) -> Media {
        let shape = match self.media.shape {
            Shape::Plane {
                channels, opacity, ..
            } => Shape::Plane {
                width,
                height,
                channels,
                opacity,
            },
            signal @ Shape::Signal { .. } => signal,
        };
        Media {
            samples: O::samples(elements),
            shape,
            rate: self.media.rate,
            full_scale: self.media.full_scale,
        }
    }
}

impl Visitor for Filtering<'_> {
    type Value = Media;

    fn plane<I: Stored, O: Stored>(self, kernel: &DynKernel<I, O>) -> Result<Media, Failure> {
        let (width, height, channels, opacity) = self.picture()?;
        if opacity && self.opacity != Opacity::Filter {
            return Err(Failure::usage(
                "an opacity is kept by kernels whose input and output have one type: leave out `--output`, or write NPY with `--alpha filter`",
            ));
        }
        let elements = self.elements::<I>()?;
        let picture = by_channel(kernel, elements, (width, height), channels);
        Ok(self.filtered(picture.map_err(Failure::of)?))
    }

    fn alike<T: Stored>(self, kernel: &DynKernel<T, T>) -> Result<Media, Failure> {
        let (width, height, channels, opacity) = self.picture()?;
        let elements = self.elements::<T>()?;
        let size = (width, height);
        let alpha = match self.opacity {
            Opacity::Keep => Alpha::Keep,
            Opacity::Filter => Alpha::Filter,
            Opacity::Premultiply => Alpha::Premultiply,
        };
        let picture = match (channels, opacity) {
            (2, true) => with_alpha::<T, 2>(kernel, elements, size, alpha),
            (3, false) => pixels::<T, 3>(kernel, elements, size),
            (4, true) => with_alpha::<T, 4>(kernel, elements, size, alpha),
            _ => by_channel(kernel, elements, size, channels),
        };
        Ok(self.filtered(picture.map_err(Failure::of)?))
    }

    fn signal<I: Stored, O: Stored>(self, kernel: &DynSignal<I, O>) -> Result<Media, Failure> {
        let Shape::Signal { channels, .. } = self.media.shape else {
            return Err(of_picture());
        };
        let mut all = Vec::new();
        for channel in 0..channels {
            let samples = taken(self.elements::<I>()?, channel, channels);
            all.push(kernel.apply(&samples).map_err(Failure::of)?);
        }
        let length = all.first().map_or(0, Vec::len);
        let ([above, below], axis) = (self.media.rate, kernel.window().columns);
        let rate = [
            above.saturating_mul(axis.interpolate as u64),
            below.saturating_mul(axis.stride as u64),
        ];
        Ok(Media {
            samples: O::samples(interleaved(&all)),
            shape: Shape::Signal { length, channels },
            rate,
            full_scale: self.media.full_scale,
        })
    }
}

fn pixels<T: Stored, const N: usize>(
    kernel: &DynKernel<T, T>,
    elements: &[T],
    (width, height): (usize, usize),
) -> Result<Picture<T>, Error> {
    let made = kernel.apply_pixels(Pixels::<T, N>::from_elements(elements, width, height)?)?;
    let (width, height) = (made.width(), made.height());
    Ok((made.into_elements(), width, height))
}

fn with_alpha<T: Stored, const N: usize>(
    kernel: &DynKernel<T, T>,
    elements: &[T],
    (width, height): (usize, usize),
    alpha: Alpha,
) -> Result<Picture<T>, Error> {
    let pixels = Pixels::<T, N>::from_elements(elements, width, height)?;
    let made = kernel.apply_alpha(pixels, alpha)?;
    let (width, height) = (made.width(), made.height());
    Ok((made.into_elements(), width, height))
}

/// Each channel as a plane: any number of them.
fn by_channel<I: Stored, O: Stored>(
    kernel: &DynKernel<I, O>,
    elements: &[I],
    (width, height): (usize, usize),
    channels: usize,
) -> Result<Picture<O>, Error> {
    let mut all = Vec::new();
    let mut size = (0, 0);
    for channel in 0..channels {
        let plane = taken(elements, channel, channels);
        let made = kernel.apply(Plane::new(&plane, width, height)?)?;
        size = (made.width(), made.height());
        all.push(made.into_vec());
    }
    if all.is_empty() {
        return Err(Error::Empty);
    }
    Ok((interleaved(&all), size.0, size.1))
}

fn taken<T: Copy>(elements: &[T], channel: usize, channels: usize) -> Vec<T> {
    elements
        .iter()
        .copied()
        .skip(channel)
        .step_by(channels.max(1))
        .collect()
}

fn interleaved<T: Copy>(channels: &[Vec<T>]) -> Vec<T> {
    let length = channels.first().map_or(0, Vec::len);
    (0..length)
        .flat_map(|at| {
            channels
                .iter()
                .filter_map(move |channel| channel.get(at).copied())
        })
        .collect()
}
