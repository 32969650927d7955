//! Files that are broken, or hold more than one picture: none is filtered as if it were whole.

use crate::{KERNEL, Room, SATURATE, npy};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use std::io::Cursor;
use tiff::encoder::TiffEncoder;
use tiff::encoder::colortype::Gray8;
use tiff::tags::Tag;

/// What a file of these bytes is refused with.
#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    let room = Room::new();
    room.write(name, bytes);
    let run = room.apply(&[name, "out.png"]);
    assert_eq!(run.code(), 1, "{}", run.stderr());
    assert_eq!(room.names(), [name]);
    run.stderr()
}

#[track_caller]
fn filtered(name: &str, bytes: &[u8]) {
    let room = Room::new();
    room.write(name, bytes);
    room.apply(&[name, "out.png"]).ok();
}

fn jpeg() -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(5);
    let pixels: Vec<u8> = (0..32 * 24 * 3).map(|_| random.u8(..)).collect();
    let mut bytes = Vec::new();
    JpegEncoder::new(&mut bytes)
        .write_image(&pixels, 32, 24, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

/// Of 8 by 8, in six scans; made with Pillow.
const PROGRESSIVE: &str = "\
    ffd8ffe000104a46494600010100000100010000ffdb004300140e0f120f0d14121012171514181e32211e1c\
    1c1e3d2c2e243249404c4b47404645505a736250556d5645466488656d777b8182814e608d978c7d96737e81\
    7cffc2000b080008000801011100ffc40014000100000000000000000000000000000000ffda000801010000\
    00017fffc400161001010100000000000000000000000000030211ffda00080101000105028c23ffc4001610\
    00030000000000000000000000000000000112ffda0008010100063f02a67fffc40018100002030000000000\
    00000000000000000111003151ffda0008010100013f211426a8699fffda00080101000000107fffc4001810\
    0101000300000000000000000000000001310011f0ffda0008010100013f107d186d05a0741cffd9";

fn progressive() -> Vec<u8> {
    let digits: Vec<u8> = PROGRESSIVE.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

#[test]
fn a_jpeg_without_its_end_is_an_error_wherever_it_stops() {
    // A thumbnail with an end of its own, in a segment before the picture.
    let thumbnail = progressive();
    let length = u16::try_from(thumbnail.len() + 2).unwrap();
    let mut with_thumbnail = vec![0xff, 0xd8, 0xff, 0xe1];
    with_thumbnail.extend(length.to_be_bytes());
    with_thumbnail.extend(&thumbnail);
    with_thumbnail.extend(&jpeg()[2..]);
    // Fill bytes before the last marker.
    let mut filled = jpeg();
    filled.splice(filled.len() - 2.., [0xff, 0xff, 0xff, 0xd9, 0, 7]);
    for whole in [jpeg(), progressive(), with_thumbnail, filled] {
        filtered("in.jpg", &whole);
        let scan = whole
            .windows(2)
            .rposition(|pair| pair == [0xff, 0xda])
            .unwrap();
        let end = whole
            .windows(2)
            .rposition(|pair| pair == [0xff, 0xd9])
            .unwrap();
        for end in [scan + 15, (scan + end) / 2, end, end + 1] {
            let told = refused("in.jpg", &whole[..end]);
            assert!(told.contains("it has no end marker"), "{end}: {told}");
        }
    }
    // Between two of several scans.
    let whole = progressive();
    let scans = whole
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair == &[0xff, 0xda]);
    let scans: Vec<usize> = scans.map(|(at, _)| at).collect();
    assert_eq!(scans.len(), 6);
    for &scan in &scans[1..] {
        assert!(refused("in.jpg", &whole[..scan]).contains("it has no end marker"));
    }
}

/// Pages with the tag that says what they are, if they have it.
fn pages(kinds: &[Option<u32>]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes).unwrap();
    for kind in kinds {
        let mut page = encoder.new_image::<Gray8>(4, 3).unwrap();
        if let Some(kind) = kind {
            page.encoder()
                .write_tag(Tag::NewSubfileType, *kind)
                .unwrap();
        }
        page.write_data(&[7; 12]).unwrap();
    }
    bytes.into_inner()
}

#[test]
fn a_tiff_of_several_pages_is_an_error_and_smaller_copies_are_no_pages() {
    for one in [
        &[None][..],
        &[Some(0)],
        &[None, Some(1)],
        &[Some(0), Some(1), Some(4), Some(5)],
    ] {
        filtered("in.tiff", &pages(one));
    }
    // The second of these: a page of several, one after a copy, and a picture whose copy comes
    // first.
    for several in [
        &[None, None][..],
        &[Some(2), Some(2)],
        &[None, Some(1), None],
        &[Some(1), None],
    ] {
        let told = refused("in.tiff", &pages(several));
        assert!(told.contains("it has several pages"), "{told}");
    }
}

/// A TIFF of directories, each of them its tags as identifier, type, count and value; the last
/// leads to the position `next`. All have the same 3 by 3 pixels, at position 8.
fn directories(all: &[&[[u32; 4]]], next: u32) -> Vec<u8> {
    let mut bytes = [&b"II*\0"[..], &18u32.to_le_bytes(), &[7; 9], &[0]].concat();
    for (at, tags) in all.iter().enumerate() {
        bytes.extend((tags.len() as u16).to_le_bytes());
        for &[tag, kind, count, value] in *tags {
            bytes.extend((tag as u16).to_le_bytes());
            bytes.extend((kind as u16).to_le_bytes());
            bytes.extend(count.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
        let after = bytes.len() as u32 + 4;
        let next = if at + 1 < all.len() { after } else { next };
        bytes.extend(next.to_le_bytes());
    }
    bytes
}

#[test]
fn what_is_no_picture_in_a_tiff_is_no_page() {
    const SHORT: u32 = 3;
    const LONG: u32 = 4;
    /// No type of numbers.
    const TEXT: u32 = 2;
    let picture = [
        [256, SHORT, 1, 3],
        [257, SHORT, 1, 3],
        [258, SHORT, 1, 8],
        [259, SHORT, 1, 1],
        [262, SHORT, 1, 1],
        [273, LONG, 1, 8],
        [277, SHORT, 1, 1],
        [278, SHORT, 1, 3],
        [279, LONG, 1, 9],
    ];
    let with = |kind| [&[kind], &picture[..]].concat();
    let notes: &[_] = &[[270, TEXT, 1, 0]];
    for (all, next) in [
        (&[&picture[..]][..], 0),
        // Beyond the file, and into the middle of it.
        (&[&picture], 9999),
        (&[&picture], 17),
        (&[&picture, notes], 0),
        (&[&picture, notes], 9999),
        (&[&picture, &with([255, SHORT, 1, 2])], 0),
        (&[&with([254, TEXT, 1, 65])], 0),
        (&[&with([254, TEXT, 1, 65]), &with([254, LONG, 1, 1])], 0),
    ] {
        filtered("in.tiff", &directories(all, next));
    }
    for second in [
        &picture[..],
        &with([255, SHORT, 1, 1]),
        &with([255, SHORT, 1, 3]),
        &with([254, TEXT, 1, 65]),
    ] {
        let told = refused("in.tiff", &directories(&[&picture, notes, second], 9999));
        assert!(told.contains("it has several pages"), "{told}");
    }
}

/// The sum of a chunk of a PNG (ISO 3309).
pub(super) fn checksum(bytes: &[u8]) -> [u8; 4] {
    let sum = bytes.iter().fold(!0u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 * (sum & 1))
        })
    });
    (!sum).to_be_bytes()
}

/// A chunk of a PNG.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32).to_be_bytes();
    let checked = [kind, data].concat();
    [&length[..], &checked, &checksum(&checked)].concat()
}

#[test]
fn an_animated_png_is_an_error_unless_its_one_frame_is_the_picture() {
    let mut still = Vec::new();
    image::codecs::png::PngEncoder::new(&mut still)
        .write_image(&[7; 12], 4, 3, ExtendedColorType::L8)
        .unwrap();
    filtered("in.png", &still);
    // For ever.
    let control = |frames: u32| chunk(b"acTL", &[frames.to_be_bytes(), [0; 4]].concat());
    // Of 4 by 3, a tenth of a second long.
    let shown = [[0, 0, 0, 0], [0, 0, 0, 4], [0, 0, 0, 3], [0; 4], [0; 4]].concat();
    let frame = chunk(b"fcTL", &[&shown[..], &[0, 1, 0, 10, 0, 0]].concat());
    let animated = |chunks: &[&[u8]]| {
        let mut bytes = still.clone();
        bytes.splice(33..33, chunks.concat());
        bytes
    };
    filtered("in.png", &animated(&[&control(1), &frame]));
    for several in [
        &[&control(2)[..], &frame][..],
        &[&control(2)],
        // The picture is not the frame.
        &[&control(1)],
    ] {
        let told = refused("in.png", &animated(several));
        assert!(told.contains("it is an animation"), "{told}");
    }
}

/// An array whose header is this text.
fn array(header: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap();
    [&b"\x93NUMPY\x01\x00"[..], &length.to_le_bytes(), header].concat()
}

#[test]
fn a_header_of_an_array_costs_neither_time_nor_memory_nor_the_batch() {
    let nested = |bracket: &str, times: usize| array(bracket.repeat(times).as_bytes());
    let long = [
        &b"\x93NUMPY\x02\x00"[..],
        &u32::MAX.to_le_bytes(),
        b"{'descr': '<f4'",
    ]
    .concat();
    let records = array(
        b"{'descr': [('a', '<f4'), ('b', '<f4')], 'fortran_order': False, 'shape': (0,), }\n",
    );
    // Closed in a text alone.
    let hidden = array("[']]]]]]', ".repeat(40).as_bytes());
    for (bytes, message) in [
        (
            nested("[", 40),
            "its elements are records, or its header is broken",
        ),
        (
            nested("(", 65_000),
            "its elements are records, or its header is broken",
        ),
        (
            nested("{", 5),
            "its elements are records, or its header is broken",
        ),
        (
            records,
            "its elements are records, or its header is broken: save an array of numbers",
        ),
        (hidden, "its elements are records, or its header is broken"),
        (long, "it is truncated, within its header"),
        (
            b"\x93NUMPY\x01\x00\x76".to_vec(),
            "it is truncated, within its header",
        ),
    ] {
        let room = Room::new();
        room.write("bad.npy", &bytes);
        room.write("good.npy", npy(&[1u8; 9], &[3, 3]));
        let arguments = ["apply", KERNEL, "bad.npy", "good.npy", "out"];
        let run = room.conv(&[&arguments[..], &SATURATE].concat());
        assert_eq!(run.code(), 1, "{}", run.stderr());
        assert!(run.stderr().contains(message), "{}", run.stderr());
        assert_eq!(crate::names(&room.path("out")), ["good.npy"]);
        // As a kernel.
        let run = room.conv(&["explain", "bad.npy"]);
        assert_eq!(run.code(), 2, "{}", run.stderr());
    }
}
