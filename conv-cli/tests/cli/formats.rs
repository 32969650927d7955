//! Each format that is read and written, with each type of elements that it holds.

use crate::broken::checksum;
use crate::{Grid, KERNEL, Room, TAPS, npy, read_npy};
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat};
use std::fmt::Debug;

const SAME: [&str; 4] = ["--padding", "same", "--overflow", "saturate"];

fn saved(room: &Room, name: &str, bytes: &[u8], grid: &Grid, colour: ExtendedColorType) {
    let (width, height) = (grid.width as u32, grid.height as u32);
    image::save_buffer(room.path(name), bytes, width, height, colour).unwrap();
}

fn native(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_ne_bytes()).collect()
}

#[test]
fn pictures_of_8_and_16_bits_are_filtered_in_png_and_tiff() {
    use ExtendedColorType as C;
    let room = Room::new();
    for (channels, eight, sixteen) in [(1, C::L8, C::L16), (3, C::Rgb8, C::Rgb16)] {
        let grid = Grid::new(9, 7, channels);
        let expected = grid.correlated(&TAPS);
        for extension in ["png", "tiff"] {
            let (small, large) = (format!("8.{extension}"), format!("16.{extension}"));
            saved(&room, &small, &grid.bytes(), &grid, eight);
            saved(&room, &large, &native(&grid.words()), &grid, sixteen);
            let out = format!("out.{extension}");
            room.conv(&[&["apply", KERNEL, &small, &out], &SAME[..]].concat())
                .ok();
            let made = image::open(room.path(&out)).unwrap();
            assert_eq!(ExtendedColorType::from(made.color()), eight, "{out}");
            assert_eq!(made.as_bytes(), expected.bytes(), "{out}");
            room.conv(&[&["apply", KERNEL, &large, &out], &SAME[..]].concat())
                .ok();
            let made = image::open(room.path(&out)).unwrap();
            assert_eq!(ExtendedColorType::from(made.color()), sixteen, "{out}");
            assert_eq!(made.as_bytes(), native(&expected.words()), "{out}");
        }
    }
}

#[test]
fn float_colours_are_filtered_in_tiff() {
    let room = Room::new();
    let grid = Grid::new(6, 5, 3);
    let bytes: Vec<u8> = grid
        .floats()
        .iter()
        .flat_map(|one| one.to_ne_bytes())
        .collect();
    saved(&room, "in.tiff", &bytes, &grid, ExtendedColorType::Rgb32F);
    room.conv(&[&["apply", KERNEL, "in.tiff", "out.tiff"], &SAME[..]].concat())
        .ok();
    let DynamicImage::ImageRgb32F(made) = image::open(room.path("out.tiff")).unwrap() else {
        panic!("no floats");
    };
    assert_eq!(made.into_raw(), grid.correlated(&TAPS).floats());
}

#[test]
fn a_jpeg_is_filtered_as_it_is_decoded_and_written_nearly_so() {
    let room = Room::new();
    let grid = Grid::new(16, 16, 3);
    saved(
        &room,
        "in.jpg",
        &grid.bytes(),
        &grid,
        ExtendedColorType::Rgb8,
    );
    let decoded = image::open(room.path("in.jpg")).unwrap().into_rgb8();
    let source = Grid {
        values: decoded.iter().map(|&value| f64::from(value)).collect(),
        ..grid
    };
    // Half of the neighbour at the left: it fits, whatever the decoder made.
    let halves = ["--scale", "1/2", "--padding", "same"];
    room.conv(&[&["apply", "[[1, 0, 0]]", "in.jpg", "out.png"], &halves[..]].concat())
        .ok();
    let exact = image::open(room.path("out.png")).unwrap().into_rgb8();
    let mut shifted = [[0.0; 3]; 3];
    shifted[1][0] = 0.5;
    let expected = source.correlated(&shifted);
    for (made, value) in exact.iter().zip(&expected.values) {
        assert!((f64::from(*made) - value).abs() <= 0.5, "{made} {value}");
    }
    room.conv(&[&["apply", "[[1, 0, 0]]", "in.jpg", "out.jpg"], &halves[..]].concat())
        .ok();
    let bytes = std::fs::read(room.path("out.jpg")).unwrap();
    assert_eq!(image::guess_format(&bytes).unwrap(), ImageFormat::Jpeg);
    let lossy = image::open(room.path("out.jpg")).unwrap().into_rgb8();
    assert_eq!(lossy.dimensions(), exact.dimensions());
    let differences = lossy.iter().zip(exact.iter()).map(|(a, b)| a.abs_diff(*b));
    assert!(differences.max().unwrap() < 16);
}

fn array<T: npyz::AutoSerialize + npyz::Deserialize + Copy + PartialEq + Debug>(
    of: impl Fn(f64) -> T,
) {
    let room = Room::new();
    for channels in [1, 3, 5] {
        let grid = Grid::new(8, 5, channels);
        let mut shape = vec![5, 8];
        shape.extend((channels > 1).then_some(channels as u64));
        let values: Vec<T> = grid.values.iter().map(|&value| of(value)).collect();
        room.write("in.npy", npy(&values, &shape));
        room.conv(&[&["apply", KERNEL, "in.npy", "out.npy"], &SAME[..]].concat())
            .ok();
        let (found, made) = read_npy::<T>(&std::fs::read(room.path("out.npy")).unwrap());
        let expected = grid.correlated(&TAPS);
        let expected: Vec<T> = expected.values.iter().map(|&value| of(value)).collect();
        assert_eq!((found, made), (shape, expected));
    }
}

#[test]
fn arrays_of_every_type_are_filtered() {
    array(|value| value as u8);
    array(|value| value as u16);
    array(|value| value as i16);
    array(|value| value as i32);
    array(|value| value as f32);
    array(|value| value);
}

#[test]
fn an_array_in_the_order_of_columns_is_the_same_picture() {
    use npyz::WriterBuilder;
    let room = Room::new();
    let grid = Grid::new(4, 3, 1);
    let columns: Vec<u8> = (0..4)
        .flat_map(|x| (0..3).map(move |y| (x, y)))
        .map(|(x, y)| grid.get(x, y, 0) as u8)
        .collect();
    let mut bytes = Vec::new();
    let options = npyz::WriteOptions::new().default_dtype().shape(&[3, 4]);
    let options = options.order(npyz::Order::Fortran).writer(&mut bytes);
    let mut writer = options.begin_nd().unwrap();
    writer.extend(columns).unwrap();
    writer.finish().unwrap();
    room.write("in.npy", bytes);
    room.conv(&[&["apply", KERNEL, "in.npy", "out.npy"], &SAME[..]].concat())
        .ok();
    let (_, made) = read_npy::<u8>(&std::fs::read(room.path("out.npy")).unwrap());
    assert_eq!(made, grid.correlated(&TAPS).bytes());
}

/// A PNG whose header promises so many pixels of one byte, without any.
fn header_alone(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&[0], 1, 1, ExtendedColorType::L8)
        .unwrap();
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let checksum = checksum(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&checksum);
    bytes
}

#[test]
fn a_picture_beyond_memory_fails_alone() {
    let room = Room::new();
    room.write("liar.png", header_alone(0x7fff_ffff, 0x7fff_ffff));
    room.write("large.png", header_alone(1 << 17, 1 << 17));
    room.write("a.npy", npy(&[1u8, 2, 3, 4], &[2, 2]));
    let run = room.conv(&["apply", "[[1]]", "liar.png", "a.npy", "large.png", "out"]);
    assert_eq!(run.code(), 1, "{}", run.stderr());
    for name in ["liar.png: ", "large.png: "] {
        assert!(run.stderr().contains(name), "{}", run.stderr());
    }
    assert_eq!(crate::names(&room.path("out")), ["a.npy"]);
}

#[test]
fn what_a_format_cannot_hold_is_an_error_that_names_another() {
    let room = Room::new();
    room.write("in.npy", npy(&[1.0f64, 2.0, 3.0, 4.0], &[2, 2]));
    for (out, holds) in [
        ("out.png", "PNG holds u8 and u16"),
        ("out.jpg", "JPEG holds u8"),
        ("out.tiff", "TIFF holds"),
        ("out.wav", "WAV holds signals"),
    ] {
        let run = room.conv(&["apply", "[[1]]", "in.npy", out]);
        assert_eq!(run.code(), 1);
        assert!(run.stderr().contains(holds), "{}", run.stderr());
        assert!(run.stderr().contains("NPY"), "{}", run.stderr());
    }
    assert_eq!(room.names(), ["in.npy"]);
}
