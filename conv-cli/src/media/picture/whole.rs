//! Whether a file is one picture and all of it: decoders make up what is cut off, and return the
//! first of several.

use crate::args::Format;
use crate::media::Wrong;
use std::collections::BTreeSet;
use std::io::Cursor;
use tiff::Directory;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

/// Refuses a file of which a part would be made up, or lost.
pub(super) fn check(bytes: &[u8], format: Format) -> Result<(), Wrong> {
    let wrong = match format {
        Format::Jpeg if !is_ended(bytes) => {
            "it has no end marker, so that part of it may be missing: save it again"
        }
        Format::Png if is_animated(bytes) => {
            "it is an animation, and only its first picture would be filtered: save each picture as a file"
        }
        Format::Tiff if has_pages(bytes) => {
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

/// Whether a PNG has more pictures than the one that is read, which may be a frame of its animation
/// or stand beside it (PNG, third edition, 11.3.6).
fn is_animated(bytes: &[u8]) -> bool {
    let (mut frames, mut is_frame) = (0, false);
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((&[a, b, c, d, ref kind @ ..], data)) = rest.split_first_chunk::<8>() {
        match kind {
            b"acTL" => {
                frames = data
                    .first_chunk()
                    .map_or(0, |count| u32::from_be_bytes(*count))
            }
            b"fcTL" => is_frame = true,
            b"IDAT" => break,
            _ => {}
        }
        // A checksum is after the data.
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        rest = data.get(length.saturating_add(4)..).unwrap_or_default();
    }
    frames > u32::from(is_frame)
}

/// Whether another picture follows the first of a TIFF; smaller copies and masks are none. What
/// cannot be read after the first, no decoder would show.
fn has_pages(bytes: &[u8]) -> bool {
    let Ok(mut decoder) = Decoder::new(Cursor::new(bytes)) else {
        return false;
    };
    let mut next = decoder.ifd_pointer();
    let mut seen = BTreeSet::new();
    while let Some(pointer) = next
        && seen.insert(pointer.0)
        && let Ok(directory) = decoder.read_directory(pointer)
    {
        let is_first = seen.len() == 1;
        if !is_first && directory.contains(Tag::ImageWidth) && !is_lesser(&mut decoder, &directory)
        {
            return true;
        }
        next = directory.next();
    }
    false
}

/// Whether a directory says that it is a smaller copy or a mask (TIFF 6.0, section 8).
fn is_lesser(decoder: &mut Decoder<Cursor<&[u8]>>, directory: &Directory) -> bool {
    // Bits of the tag.
    const REDUCED: u32 = 1 << 0;
    const MASK: u32 = 1 << 2;
    // Of the tag that this one replaced.
    const OLD_REDUCED: u32 = 2;
    let mut tags = decoder.read_directory_tags(directory);
    let mut number = |tag| tags.find_tag_unsigned::<u32>(tag).ok().flatten();
    number(Tag::NewSubfileType).is_some_and(|kind| kind & (REDUCED | MASK) != 0)
        || number(Tag::SubfileType) == Some(OLD_REDUCED)
}
