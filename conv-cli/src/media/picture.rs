//! PNG, JPEG and TIFF: 8 and 16 bits, and 32-bit floats in TIFF; grey or in colour, with or without
//! an opacity.

mod whole;

use super::{Media, RATE, Samples, Shape, Wrong};
use crate::args::Format;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// The most memory that a decoded picture may take: a limit, in case the header lies.
const MEMORY: u64 = 8 << 30;

/// Of JPEGs, from 1 to 100.
const QUALITY: u8 = 95;

const fn known(format: Format) -> ImageFormat {
    match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Tiff => ImageFormat::Tiff,
        Format::Png | Format::Npy | Format::Wav => ImageFormat::Png,
    }
}

pub(super) fn decode(bytes: &[u8], format: Format) -> Result<Media, Wrong> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), known(format));
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits.clone());
    let wrong = |error: image::ImageError| error.to_string();
    let mut decoder = reader.into_decoder().map_err(wrong)?;
    // A decoder alone keeps to no limit of memory.
    limits.reserve(decoder.total_bytes()).map_err(wrong)?;
    whole::check(bytes, format)?;
    // How the camera was held.
    let orientation = decoder.orientation().map_err(wrong)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(wrong)?;
    picture.apply_orientation(orientation);
    let colour = picture.color();
    let shape = Shape::Plane {
        width: picture.width() as usize,
        height: picture.height() as usize,
        channels: usize::from(colour.channel_count()),
        opacity: colour.has_alpha(),
    };
    let samples = match picture {
        DynamicImage::ImageLuma8(image) => Samples::U8(image.into_raw()),
        DynamicImage::ImageLumaA8(image) => Samples::U8(image.into_raw()),
        DynamicImage::ImageRgb8(image) => Samples::U8(image.into_raw()),
        DynamicImage::ImageRgba8(image) => Samples::U8(image.into_raw()),
        DynamicImage::ImageLuma16(image) => Samples::U16(image.into_raw()),
        DynamicImage::ImageLumaA16(image) => Samples::U16(image.into_raw()),
        DynamicImage::ImageRgb16(image) => Samples::U16(image.into_raw()),
        DynamicImage::ImageRgba16(image) => Samples::U16(image.into_raw()),
        DynamicImage::ImageRgb32F(image) => Samples::F32(image.into_raw()),
        DynamicImage::ImageRgba32F(image) => Samples::F32(image.into_raw()),
        _ => {
            return Err(format!(
                "its pixels are {colour:?}, which are not read: convert it to 8 or 16 bits"
            ));
        }
    };
    Ok(Media {
        full_scale: 1.0,
        samples,
        shape,
        rate: RATE,
    })
}

pub(super) fn encode(media: &Media, format: Format) -> Result<Vec<u8>, Wrong> {
    let Shape::Plane {
        width,
        height,
        channels,
        ..
    } = media.shape
    else {
        return Err("a picture has two axes, and this is a signal: write WAV or NPY".into());
    };
    let size = |size: usize| u32::try_from(size).map_err(|_| "a picture cannot be so large");
    let (width, height) = (size(width)?, size(height)?);
    let colour = colour(&media.samples, channels, format)?;
    let bytes = bytes(&media.samples);
    let mut encoded = Cursor::new(Vec::new());
    let written = if format == Format::Jpeg {
        JpegEncoder::new_with_quality(&mut encoded, QUALITY).encode(&bytes, width, height, colour)
    } else {
        image::write_buffer_with_format(&mut encoded, &bytes, width, height, colour, known(format))
    };
    written.map_err(|error| error.to_string())?;
    Ok(encoded.into_inner())
}

/// The colour type of the elements, if the format has it.
fn colour(samples: &Samples, channels: usize, format: Format) -> Result<ExtendedColorType, Wrong> {
    use ExtendedColorType as C;
    let (name, holds) = match format {
        Format::Jpeg => ("JPEG", "u8 with 1 or 3 channels"),
        Format::Tiff => (
            "TIFF",
            "u8 and u16 with 1, 3 or 4 channels, and f32 with 3 or 4",
        ),
        _ => ("PNG", "u8 and u16 with 1 to 4 channels"),
    };
    let colour = match (samples, channels) {
        (Samples::U8(_), 1) => Some(C::L8),
        (Samples::U8(_), 2) => Some(C::La8),
        (Samples::U8(_), 3) => Some(C::Rgb8),
        (Samples::U8(_), 4) => Some(C::Rgba8),
        (Samples::U16(_), 1) => Some(C::L16),
        (Samples::U16(_), 2) => Some(C::La16),
        (Samples::U16(_), 3) => Some(C::Rgb16),
        (Samples::U16(_), 4) => Some(C::Rgba16),
        (Samples::F32(_), 3) => Some(C::Rgb32F),
        (Samples::F32(_), 4) => Some(C::Rgba32F),
        _ => None,
    };
    let held = colour.filter(|colour| match format {
        Format::Jpeg => matches!(colour, C::L8 | C::Rgb8),
        Format::Tiff => !matches!(colour, C::La8 | C::La16),
        _ => !matches!(colour, C::Rgb32F | C::Rgba32F),
    });
    held.ok_or_else(|| {
        format!(
            "{name} holds {holds}, and this is {} with {channels}: write NPY, which holds all, or another `--output`",
            samples.element()
        )
    })
}

/// The elements as bytes in the order of this machine, which encoders take.
fn bytes(samples: &Samples) -> Vec<u8> {
    match samples {
        Samples::U8(all) => all.clone(),
        Samples::U16(all) => all.iter().flat_map(|one| one.to_ne_bytes()).collect(),
        Samples::I16(all) => all.iter().flat_map(|one| one.to_ne_bytes()).collect(),
        Samples::I32(all) => all.iter().flat_map(|one| one.to_ne_bytes()).collect(),
        Samples::F32(all) => all.iter().flat_map(|one| one.to_ne_bytes()).collect(),
        Samples::F64(all) => all.iter().flat_map(|one| one.to_ne_bytes()).collect(),
    }
}
