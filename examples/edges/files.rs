//! Pictures from and to files; a picture is written whole or not at all.

use crate::Failure;
use image::{GrayImage, ImageFormat, ImageReader, Limits, imageops};
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

/// Both pictures, each shrunk to half of `width`, next to each other.
pub(crate) fn side_by_side(left: &GrayImage, right: &GrayImage, width: u32) -> GrayImage {
    let (half, limit) = (width / 2, 4 * width);
    let ratio = f64::from(left.height()) / f64::from(left.width());
    let height = (f64::from(half) * ratio).round().clamp(1.0, limit.into()) as u32;
    let mut both = GrayImage::new(2 * half, height);
    for (picture, x) in [(left, 0), (right, half)] {
        let small = imageops::resize(picture, half, height, imageops::FilterType::Triangle);
        imageops::replace(&mut both, &small, x.into(), 0);
    }
    both
}

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
    pub(crate) fn write(&self, picture: &GrayImage) -> Result<(), Failure> {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = self.path.with_file_name(name);
        let written = create(&part).and_then(|file| {
            let moved = fill(file, picture)
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

fn fill(file: File, picture: &GrayImage) -> Result<(), Failure> {
    let mut buffer = BufWriter::new(file);
    picture
        .write_to(&mut buffer, ImageFormat::Png)
        .map_err(|error| error.to_string())?;
    buffer.flush().map_err(|error| error.to_string())
}
