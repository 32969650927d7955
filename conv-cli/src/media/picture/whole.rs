//! Whether a file is one picture and all of it: decoders make up what is cut off, and return the
//! first of several.

use crate::args::Format;
use crate::media::Wrong;
use image::codecs::png::PngDecoder;
use std::collections::BTreeSet;
use std::io::Cursor;
use tiff::TiffResult;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

/// Refuses a file of which a part would be made up, or lost.
pub(super) fn check(bytes: &[u8], format: Format) -> Result<(), Wrong> {
    let wrong = match format {
        Format::Jpeg if !is_ended(bytes) => {
            "it is truncated, and what is missing would be grey: copy or download it again"
        }
        Format::Png if is_animated(bytes)? => {
            "it is an animation, and only its first picture would be filtered: save each picture as a file"
        }
        Format::Tiff if has_pages(bytes).map_err(|error| error.to_string())? => {
            "it has several pages, and only the first would be filtered: save each page as a file"
        }
        _ => return Ok(()),
    };
    Err(wrong.into())
}

/// Whether a JPEG has the marker of its end (ITU-T T.81, B.1). Segments, and the thumbnails in
/// them, are skipped by their lengths; what stands between segments is the data of a scan.
fn is_ended(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        let marker = rest
            .windows(2)
            .position(|pair| pair[0] == 0xff && pair[1] != 0xff);
        let Some([marker, after @ ..]) = marker.and_then(|at| rest.get(at + 1..)) else {
            return false;
        };
        rest = match marker {
            0xd9 => return true,
            // A byte of data that is 0xff, a restart, or the start of the image: no segment.
            0 | 1 | 0xd0..=0xd8 => after,
            _ => {
                let &[high, low, ..] = after else {
                    return false;
                };
                let length = usize::from(u16::from_be_bytes([high, low]));
                after.get(length..).unwrap_or_default()
            }
        };
    }
}

fn is_animated(bytes: &[u8]) -> Result<bool, Wrong> {
    PngDecoder::new(Cursor::new(bytes))
        .and_then(|decoder| decoder.is_apng())
        .map_err(|error| error.to_string())
}

/// Whether another picture follows the first of a TIFF; smaller copies and masks are none.
fn has_pages(bytes: &[u8]) -> TiffResult<bool> {
    // Bits of the tag (TIFF 6.0, section 8).
    const REDUCED: u32 = 1 << 0;
    const MASK: u32 = 1 << 2;
    let mut decoder = Decoder::new(Cursor::new(bytes))?;
    let mut next = decoder.ifd_pointer();
    let mut seen = BTreeSet::new();
    while let Some(pointer) = next
        && seen.insert(pointer.0)
    {
        let directory = decoder.read_directory(pointer)?;
        let kind = decoder
            .read_directory_tags(&directory)
            .find_tag_unsigned::<u32>(Tag::NewSubfileType)?;
        if seen.len() > 1 && kind.unwrap_or(0) & (REDUCED | MASK) == 0 {
            return Ok(true);
        }
        next = directory.next();
    }
    Ok(false)
}
