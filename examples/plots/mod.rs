//! What drawings have in common: `theme` has their colours, `letters` measures words, and `canvas`
//! draws rectangles, lines, pixels and words.
//!
//! The examples `continuous`, `gallery`, `lenet`, `matrix` and `response`, and the command `conv`
//! draw with it.

// Every program draws with a part of it.
#![allow(dead_code)]

pub(crate) mod canvas;
pub(crate) mod letters;
pub(crate) mod theme;

use std::path::PathBuf;
use theme::Theme;

/// What a program is asked for by `[--dark] [DIRECTORY]`.
pub(crate) fn asked() -> Result<(Theme, PathBuf), String> {
    let mut dark = false;
    let mut directory = None;
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--dark") => dark = true,
            Some(option) if option.starts_with("--") => {
                return Err(format!(
                    "unknown option {option}: write [--dark] [DIRECTORY]"
                ));
            }
            _ if directory.is_some() => return Err("more than one DIRECTORY given".to_owned()),
            _ => directory = Some(PathBuf::from(argument)),
        }
    }
    Ok((Theme::of(dark), directory.unwrap_or_default()))
}
