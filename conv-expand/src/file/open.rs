//! Opening a file, and the messages about one that cannot be read.

use super::Format;
use conv_syntax::diag::nearest;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub(super) fn open(path: &Path) -> Result<File, String> {
    let opened = fs::metadata(path).and_then(|metadata| {
        // Opening a pipe would wait for its other end.
        if metadata.is_file() {
            File::open(path).map(Some)
        } else {
            Ok(None)
        }
    });
    match opened {
        Ok(Some(file)) => Ok(file),
        Ok(None) => Err("is a directory or a device: write the path of a file".into()),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(missing(path)),
        Err(error) => Err(unreadable(&error)),
    }
}

pub(super) fn unreadable(error: &io::Error) -> String {
    format!("cannot be read ({error}): write the path of a file that can be")
}

/// The message for a file that is not there, while one of nearly this name may be.
fn missing(path: &Path) -> String {
    let format = Format::of(path);
    let mut files: Vec<PathBuf> = path
        .parent()
        .and_then(|directory| fs::read_dir(directory).ok())
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(PathBuf::from(entry.ok()?.file_name())))
        .filter(|file| Format::of(file) == format)
        .collect();
    files.sort_unstable();
    // Without the extension, which would make any two short names near.
    let stems: Vec<&str> = files.iter().filter_map(|file| stem(file)).collect();
    stem(path)
        .and_then(|word| nearest(word, &stems))
        .and_then(|near| files.iter().find(|file| stem(file) == Some(near)))
        .map_or_else(
            || {
                "does not exist: write the path of a file, relative to the directory of `Cargo.toml`"
                    .into()
            },
            |file| {
                let file = file.display();
                format!("does not exist: did you mean `{file}` in the same directory?")
            },
        )
}

fn stem(file: &Path) -> Option<&str> {
    file.file_stem()?.to_str()
}

/// Text from a file for a message: short, and on one line.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut short = String::new();
    for next in text.chars().take(LONGEST) {
        if next.is_control() {
            short.extend(next.escape_default());
        } else {
            short.push(next);
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        short.push_str("...");
    }
    short
}
