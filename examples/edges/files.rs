//! Pictures from and to files; a picture is written whole or not at all.

use super::Failure;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{GrayImage, ImageBuffer, ImageReader, Limits, Pixel, PixelWithColorType};
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The most memory that a decoded picture may take: a limit, in case the header lies.
const MEMORY: u64 = 8 << 30;

/// The grey values of a PNG or JPEG; the content decides which it is.
pub(crate) fn read(path: &Path) -> Result<GrayImage, Failure> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
    let size = fs::metadata(path).map_err(|error| failed(&error))?;
    if size.is_file() && size.len() == 0 {
        return Err(failed(&"the file is empty"));
    }
    let mut reader = ImageReader::open(path)
        .and_then(ImageReader::with_guessed_format)
        .map_err(|error| failed(&error))?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| failed(&error))?;
    Ok(picture.into_luma8())
}

/// How hard a picture is compressed, and how its rows are filtered before.
pub(crate) type Compression = (CompressionType, FilterType);

/// A file to be written, checked before the work begins.
pub(crate) struct Target {
    path: PathBuf,
    shown: String,
}

impl Target {
    /// The file at `path`; the input is not overwritten, nor anything but a file.
    pub(crate) fn new(path: &Path, input: Option<&Path>) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        // Through a link, the file that it leads to is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if input.and_then(|input| fs::canonicalize(input).ok()) == Some(path.clone()) {
            return Err(format!("cannot write {shown}: it is the input"));
        }
        match fs::metadata(&path) {
            Ok(found) if !found.is_file() => Err(format!("cannot write {shown}: not a file")),
            _ => Ok(Self { path, shown }),
        }
    }

    /// Writes the picture as PNG next to its place, and moves it there when it is complete.
    pub(crate) fn write<P>(
        &self,
        picture: &ImageBuffer<P, Vec<u8>>,
        compression: Compression,
    ) -> Result<(), Failure>
    where
        P: Pixel<Subpixel = u8> + PixelWithColorType,
    {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = self.path.with_file_name(name);
        let written = create(&part).and_then(|file| {
            let moved = fill(file, picture, compression)
                .and_then(|()| fs::rename(&part, &self.path).map_err(|error| error.to_string()));
            if moved.is_err() {
                let _ = fs::remove_file(&part);
            }
            moved
        });
        written.map_err(|error| format!("cannot write {}: {error}", self.shown))
    }
}

fn create(path: &Path) -> Result<File, Failure> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.map_err(|error| error.to_string())
}

fn fill<P>(
    file: File,
    picture: &ImageBuffer<P, Vec<u8>>,
    (effort, filter): Compression,
) -> Result<(), Failure>
where
    P: Pixel<Subpixel = u8> + PixelWithColorType,
{
    let mut buffer = BufWriter::new(file);
    let encoder = PngEncoder::new_with_quality(&mut buffer, effort, filter);
    picture
        .write_with_encoder(encoder)
        .map_err(|error| error.to_string())?;
    buffer.flush().map_err(|error| error.to_string())
}
