//! What the commands that draw have in common: sizes, and pictures as PNG.

use crate::fault::Failure;
use crate::output;
use image::{ImageFormat, RgbImage};
use std::io::Cursor;
use std::path::Path;

/// The most elements of an input that is made up: more than any machine has room for would abort.
const LARGEST: usize = 1 << 32;

/// The size that was given, as width and height, or that of a signal or a plane by default.
pub(crate) fn size(
    given: Option<&str>,
    axes: usize,
    [signal, plane]: [[usize; 2]; 2],
) -> Result<[usize; 2], Failure> {
    let Some(given) = given else {
        return Ok(if axes == 1 { signal } else { plane });
    };
    let wrong = |instead: &str| {
        Failure::usage(format!(
            "`--size {given}` is no size of this input: write {instead}"
        ))
    };
    let numbers: Vec<usize> = given
        .split('x')
        .filter_map(|number| number.parse().ok())
        .filter(|&number| number > 0)
        .collect();
    let size = match (axes, numbers.as_slice(), given.split('x').count()) {
        (1, &[length], 1) => [length, 1],
        (1, ..) => return Err(wrong("a length, such as `16`")),
        (_, &[width, height], 2) => [width, height],
        _ => return Err(wrong("a width and a height, such as `8x8`")),
    };
    if size[0].saturating_mul(size[1]) > LARGEST {
        return Err(Failure::usage(format!(
            "`--size {given}` is more than {LARGEST} elements: write a smaller one"
        )));
    }
    Ok(size)
}

/// Writes a picture as PNG.
pub(crate) fn png(path: &Path, picture: &RgbImage) -> Result<(), Failure> {
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(Failure::of)?;
    output::write(path, &bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_a_length_or_width_and_height() {
        let default = [[16, 1], [8, 9]];
        let of = |given, axes| size(given, axes, default).ok();
        assert_eq!(of(None, 1), Some([16, 1]));
        assert_eq!(of(None, 2), Some([8, 9]));
        assert_eq!(of(Some("5"), 1), Some([5, 1]));
        assert_eq!(of(Some("5x3"), 2), Some([5, 3]));
        for (given, axes) in [
            ("5x3", 1),
            ("0", 1),
            ("5", 2),
            ("5x", 2),
            ("5x0", 2),
            ("axb", 2),
            ("5x3x2", 2),
            ("4294967297", 1),
            ("100000x100000", 2),
        ] {
            assert_eq!(of(Some(given), axes), None, "{given}");
        }
    }
}
