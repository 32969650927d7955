//! Pictures, arrays and sounds: files to elements with a shape, and back.
//!
//! The content of an input says what it is; the name of an output, or `--format`.

mod array;
mod picture;
mod sound;

pub(crate) use sound::same_full_scale;

use crate::args::Format;
use conv_kernel::{Element, ElementType};
use std::path::Path;

/// Elements of one type, those of a pixel or a frame next to each other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Samples {
    U8(Vec<u8>),
    U16(Vec<u16>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    F32(Vec<f32>),
    F64(Vec<f64>),
}

/// An element type that files hold.
pub(crate) trait Stored: Element {
    /// The elements, if they have this type.
    fn of(samples: &Samples) -> Option<&[Self]>;
    fn samples(elements: Vec<Self>) -> Samples;
}

macro_rules! stored {
    ($($ty:ident $variant:ident)*) => {
        $(impl Stored for $ty {
            fn of(samples: &Samples) -> Option<&[Self]> {
                match samples {
                    Samples::$variant(elements) => Some(elements),
                    _ => None,
                }
            }

            fn samples(elements: Vec<Self>) -> Samples {
                Samples::$variant(elements)
            }
        })*

        impl Samples {
            pub(crate) fn element(&self) -> ElementType {
                match self {
                    $(Self::$variant(_) => ElementType::$variant,)*
                }
            }

            /// Every element as a double, which holds all of them.
            fn doubles(&self) -> Vec<f64> {
                match self {
                    $(Self::$variant(all) => all.iter().map(|&one| f64::from(one)).collect(),)*
                }
            }
        }
    };
}

stored! { u8 U8 u16 U16 i16 I16 i32 I32 f32 F32 f64 F64 }

/// How the elements lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Plane {
        width: usize,
        height: usize,
        channels: usize,
        /// Whether the last channel is an opacity.
        opacity: bool,
    },
    Signal {
        length: usize,
        channels: usize,
    },
}

impl Shape {
    pub(crate) const fn has_opacity(self) -> bool {
        matches!(self, Self::Plane { opacity: true, .. })
    }
}

/// What a file holds.
#[derive(Debug, Clone)]
pub(crate) struct Media {
    pub(crate) samples: Samples,
    pub(crate) shape: Shape,
    /// Samples of a sound in a second, on each channel, as a fraction.
    pub(crate) rate: [u64; 2],
    /// The magnitude of the loudest sample that there can be; 1 where elements are no integers of a
    /// sound.
    pub(crate) full_scale: f64,
}

/// The rate of a signal that no sound file says.
pub(crate) const RATE: [u64; 2] = [48_000, 1];

/// What is wrong with a file, after its name.
pub(crate) type Wrong = String;

/// Reads any format.
pub(crate) fn decode(bytes: &[u8]) -> Result<Media, Wrong> {
    match of_content(bytes) {
        Some(Format::Npy) => array::decode(bytes),
        Some(Format::Wav) => sound::decode(bytes),
        Some(format) => picture::decode(bytes, format),
        None if bytes.is_empty() => Err("it is empty".into()),
        None => Err("its content is no PNG, JPEG, TIFF, NPY or WAV: convert it to one".into()),
    }
}

/// The bytes of a file.
pub(crate) fn encode(media: &Media, format: Format) -> Result<Vec<u8>, Wrong> {
    match format {
        Format::Npy => array::encode(media),
        Format::Wav => sound::encode(media),
        format => picture::encode(media, format),
    }
}

/// The format that the first bytes say.
pub(crate) fn of_content(bytes: &[u8]) -> Option<Format> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    if begins(b"\x89PNG\r\n\x1a\n") {
        Some(Format::Png)
    } else if begins(b"\xff\xd8\xff") {
        Some(Format::Jpeg)
    } else if begins(b"II*\0") || begins(b"MM\0*") {
        Some(Format::Tiff)
    } else if begins(b"\x93NUMPY") {
        Some(Format::Npy)
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WAVE") {
        Some(Format::Wav)
    } else {
        None
    }
}

/// The format that a name says.
pub(crate) fn of_name(path: &Path) -> Option<Format> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "png" => Format::Png,
        "jpg" | "jpeg" => Format::Jpeg,
        "tif" | "tiff" => Format::Tiff,
        "npy" => Format::Npy,
        "wav" => Format::Wav,
        _ => return None,
    })
}

/// The extension that names of a format end with.
pub(crate) const fn extension(format: Format) -> &'static str {
    match format {
        Format::Png => "png",
        Format::Jpeg => "jpg",
        Format::Tiff => "tiff",
        Format::Npy => "npy",
        Format::Wav => "wav",
    }
}

impl Media {
    /// The same values as elements of another type; none may change, except that `f64` is rounded
    /// to `f32`.
    pub(crate) fn converted(self, to: ElementType) -> Result<Self, Wrong> {
        if self.samples.element() == to {
            return Ok(self);
        }
        let doubles = self.samples.doubles();
        if let Some((least, most)) = to.range() {
            let fits =
                |value: f64| value.fract() == 0.0 && (least as f64..=most as f64).contains(&value);
            if let Some(value) = doubles.iter().find(|&&value| !fits(value)) {
                return Err(format!(
                    "it holds {value}, which `{to}` does not: write another `--input`"
                ));
            }
        }
        if let (Samples::I32(_), ElementType::F32) = (&self.samples, to)
            && let Some(value) = doubles
                .iter()
                .find(|&&value| f64::from(value as f32) != value)
        {
            return Err(format!(
                "it holds {value}, which `f32` does not: write `--input f64` and `--output f64`"
            ));
        }
        let samples = match to {
            ElementType::U8 => Samples::U8(doubles.iter().map(|&value| value as u8).collect()),
            ElementType::U16 => Samples::U16(doubles.iter().map(|&value| value as u16).collect()),
            ElementType::I16 => Samples::I16(doubles.iter().map(|&value| value as i16).collect()),
            ElementType::I32 => Samples::I32(doubles.iter().map(|&value| value as i32).collect()),
            ElementType::F32 => Samples::F32(doubles.iter().map(|&value| value as f32).collect()),
            ElementType::F64 => Samples::F64(doubles),
            ElementType::I8 => {
                return Err("the command line has no kernels of `i8`: write `--input i16`".into());
            }
        };
        Ok(Self { samples, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversion_changes_no_value_or_says_which() {
        let signal = |samples| Media {
            full_scale: 1.0,
            samples,
            shape: Shape::Signal {
                length: 2,
                channels: 1,
            },
            rate: RATE,
        };
        let wide = signal(Samples::U8(vec![0, 255])).converted(ElementType::F32);
        assert_eq!(
            wide.map(|media| media.samples),
            Ok(Samples::F32(vec![0.0, 255.0]))
        );
        let message = signal(Samples::F64(vec![1.0, 0.5])).converted(ElementType::U8);
        assert!(message.is_err_and(|message| message.starts_with("it holds 0.5")));
    }
}
