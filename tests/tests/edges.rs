//! The example `edges` as a command: what it writes, and how it ends when it cannot.
#![allow(clippy::unwrap_used)]

use conv_kernel_tests::examples::Room;
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb, RgbImage, Rgba, imageops};
use std::fs;
use std::path::Path;

/// An empty directory for one test.
fn room(name: &str) -> Room {
    Room::new("edges", Path::new(env!("CARGO_TARGET_TMPDIR")), name)
}

/// The picture in a file, which must be a PNG.
fn png(room: &Room, name: &str) -> DynamicImage {
    let bytes = fs::read(room.path(name)).unwrap();
    image::load_from_memory_with_format(&bytes, ImageFormat::Png).unwrap()
}

#[test]
fn without_a_picture_it_draws_one() {
    let room = room("drawn");
    let report = room.succeeds(&[] as &[&str]);
    for part in [
        "1280x960, drawn",
        "CPU level ",
        "blur ",
        "gradient ",
        "edges.png",
        "plane kernel 5x5, u8 -> u8",
        "plane kernel 3x3, u8 -> u8",
        "then: |across, down| (across * across + down * down).sqrt()",
    ] {
        assert!(report.contains(part), "{part} is missing:\n{report}");
    }
    assert_eq!(room.names(), ["edges.png"]);
    let drawn = png(&room, "edges.png");
    assert_eq!((drawn.width(), drawn.height()), (1280, 960));

    room.succeeds(&["--preview"]);
    let preview = png(&room, "edges.png");
    assert_eq!((preview.width(), preview.height()), (640, 240));
}

#[test]
fn the_picture_of_the_readme_is_what_the_example_draws() {
    let room = room("readme");
    room.succeeds(&["--preview"]);
    let shown = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/edges.png");
    let (shown, drawn) = (image::open(shown).unwrap(), png(&room, "edges.png"));
    let distance = |(a, b): (&u8, &u8)| u32::from(a.abs_diff(*b));
    let pairs = shown.as_bytes().iter().zip(drawn.as_bytes());
    // Another processor's float functions may draw a pixel a little differently.
    assert_eq!(shown.as_bytes().len(), drawn.as_bytes().len());
    assert!(pairs.map(distance).sum::<u32>() < 10_000);
}

#[test]
fn it_reads_png_and_jpeg_of_every_kind_and_size() {
    let room = room("kinds");
    // A white field right of column 20; edges are columns 19 and 20, softened by two more.
    let grey = GrayImage::from_fn(40, 30, |x, _| Luma([if x < 20 { 0 } else { 255 }]));
    let colour = RgbImage::from_fn(40, 30, |x, y| {
        Rgb(grey.get_pixel(x, y).0.repeat(3)[..].try_into().unwrap())
    });
    let deep = image::ImageBuffer::from_fn(40, 30, |x, y| {
        let value = u16::from(grey.get_pixel(x, y).0[0]) * 257;
        Rgba([value, value, value, 65535])
    });
    grey.save(room.path("grey.png")).unwrap();
    grey.save(room.path("grey.jpeg")).unwrap();
    colour.save(room.path("colour.jpg")).unwrap();
    DynamicImage::ImageRgba16(deep)
        .save(room.path("deep.png"))
        .unwrap();
    fs::copy(room.path("colour.jpg"), room.path("no extension")).unwrap();
    for name in [
        "grey.png",
        "grey.jpeg",
        "colour.jpg",
        "deep.png",
        "no extension",
    ] {
        let report = room.succeeds(&[name, "out.png"]);
        assert!(report.contains("40x30"), "{name}: {report}");
        let edges = png(&room, "out.png").into_luma8();
        assert_eq!(edges.dimensions(), (40, 30), "{name}");
        let at = |x| edges.get_pixel(x, 15).0[0];
        assert!(
            at(19) == 255 && at(20) == 255 && at(5) < 8 && at(35) < 8,
            "{name}"
        );
    }
}

#[test]
fn the_smallest_and_the_most_stretched_pictures_work() {
    let room = room("sizes");
    for (width, height) in [(1, 1), (1, 3), (2, 1), (70_000, 1), (1, 9000)] {
        let flat = GrayImage::from_pixel(width, height, Luma([90]));
        flat.save(room.path("in.png")).unwrap();
        room.succeeds(&["in.png", "out.png"]);
        let edges = png(&room, "out.png").into_luma8();
        assert_eq!(edges.dimensions(), (width, height));
        assert!(edges.as_raw().iter().all(|&value| value == 0));
        room.succeeds(&["--preview", "in.png", "out.png"]);
        assert_eq!(png(&room, "out.png").width(), 640);
    }
}

#[test]
fn an_output_is_replaced_as_a_whole() {
    let room = room("replaced");
    fs::write(room.path("out.png"), [b'x'; 100_000]).unwrap();
    GrayImage::new(3, 3).save(room.path("in.png")).unwrap();
    room.succeeds(&["in.png", "out.png"]);
    assert_eq!(png(&room, "out.png").width(), 3);
    assert_eq!(room.names(), ["in.png", "out.png"]);
}

#[test]
fn help_is_printed_and_nothing_written() {
    let room = room("help");
    for arguments in [&["--help"][..], &["-h"], &["in.png", "--help"]] {
        let usage = room.succeeds(arguments);
        assert!(usage.contains("usage: cargo run") && usage.contains("edges.png in the current"));
    }
    assert!(room.names().is_empty());
}

#[test]
fn every_failure_is_one_line_and_status_1_and_leaves_no_file() {
    let room = room("failures");
    let picture = imageops::blur(
        &GrayImage::from_fn(64, 64, |x, y| Luma([(x * y) as u8])),
        1.0,
    );
    picture.save(room.path("good.png")).unwrap();
    picture.save(room.path("good.jpg")).unwrap();
    let bytes = fs::read(room.path("good.png")).unwrap();
    fs::write(room.path("empty.png"), b"").unwrap();
    fs::write(room.path("text.png"), "no picture at all\n".repeat(99)).unwrap();
    fs::write(room.path("cut.png"), &bytes[..bytes.len() / 2]).unwrap();
    fs::write(room.path("header.png"), &bytes[..33]).unwrap();
    let jpeg = fs::read(room.path("good.jpg")).unwrap();
    fs::write(room.path("cut.jpg"), &jpeg[..20]).unwrap();
    fs::write(room.path("liar.png"), liar()).unwrap();
    fs::create_dir(room.path("directory")).unwrap();
    for (arguments, about) in [
        (&["missing.png"][..], "missing.png"),
        (&["empty.png"], "empty"),
        (&["text.png"], "text.png"),
        (&["cut.png"], "cut.png"),
        (&["header.png"], "header.png"),
        (&["cut.jpg"], "cut.jpg"),
        (&["liar.png"], "liar.png"),
        (&["directory"], "directory"),
        (&["good.png", "missing/out.png"], "missing/out.png"),
        (&["good.png", "directory"], "directory: not a file"),
        (&["good.png", ""], "cannot write"),
        (&["good.png", "good.png"], "it is the input"),
        (&["good.png", "a.png", "b.png"], "at most INPUT and OUTPUT"),
        (&["--fast", "good.png"], "--fast"),
    ] {
        let message = room.fails(arguments);
        assert!(message.contains(about), "{message}");
    }
}

/// A PNG whose header, with a valid checksum, promises 2 billion by 2 billion pixels.
fn liar() -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend([
        0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 8, 0, 0, 0, 0,
    ]);
    let checksum = !header.iter().fold(!0u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 * (sum & 1))
        })
    });
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    file.extend(header);
    file.extend(checksum.to_be_bytes());
    file.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    file
}
