//! What becomes of the opacity of a picture.

use crate::{Grid, KERNEL, Room, TAPS};
use image::{ExtendedColorType, ImageEncoder};

/// Colours from 0 to 20 with opacities of 0, 100 and 255, and the file.
fn picture(room: &Room, channels: usize) -> Grid {
    let mut grid = Grid::new(7, 6, channels);
    for (at, pixel) in grid.values.chunks_mut(channels).enumerate() {
        pixel[channels - 1] = [0.0, 100.0, 255.0][at % 3];
    }
    let colour = if channels == 2 {
        ExtendedColorType::La8
    } else {
        ExtendedColorType::Rgba8
    };
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&grid.bytes(), 7, 6, colour)
        .unwrap();
    room.write("in.png", bytes);
    grid
}

fn made(room: &Room, kernel: &str, way: &[&str]) -> Vec<u8> {
    let arguments = ["apply", kernel, "in.png", "out.png", "--padding", "same"];
    room.conv(&[&arguments, way].concat()).ok();
    image::open(room.path("out.png"))
        .unwrap()
        .as_bytes()
        .to_vec()
}

#[test]
fn each_pixel_keeps_its_opacity_by_default() {
    for channels in [2, 4] {
        let room = Room::new();
        let grid = picture(&room, channels);
        let mut expected = grid.correlated(&TAPS).values;
        for (at, value) in expected.iter_mut().enumerate() {
            if at % channels == channels - 1 {
                *value = grid.values[at];
            }
        }
        let expected: Vec<u8> = expected.into_iter().map(|value| value as u8).collect();
        let saturate = ["--overflow", "saturate"];
        assert_eq!(made(&room, KERNEL, &saturate), expected);
        assert_eq!(
            made(
                &room,
                KERNEL,
                &[&saturate[..], &["--alpha", "keep"]].concat()
            ),
            expected
        );
    }
}

#[test]
fn an_opacity_is_filtered_on_request() {
    let room = Room::new();
    let grid = picture(&room, 4);
    let mut taps = [[0.0; 3]; 3];
    taps[1] = [0.0, 0.0, 1.0];
    let found = made(&room, "[[0, 0, 1]]", &["--alpha", "filter"]);
    assert_eq!(found, grid.correlated(&taps).bytes());
}

#[test]
fn what_cannot_be_seen_takes_no_part_in_a_premultiplied_blur() {
    let room = Room::new();
    let grid = picture(&room, 4);
    let found = made(&room, "box([1, 3])", &["--alpha", "premultiply"]);
    for y in 0..6 {
        for x in 0..7usize {
            let near = (x.saturating_sub(1)..=(x + 1).min(6)).map(|x| (x, y));
            let opacity: f64 = near.clone().map(|(x, y)| grid.get(x, y, 3)).sum();
            let at = (y * 7 + x) * 4;
            assert!((f64::from(found[at + 3]) - opacity / 3.0).abs() <= 0.5);
            for channel in 0..3 {
                let sum: f64 = near
                    .clone()
                    .map(|(x, y)| grid.get(x, y, channel) * grid.get(x, y, 3))
                    .sum();
                let mean = if opacity > 0.0 { sum / opacity } else { 0.0 };
                // Half a step before, and half a step after, which the division makes larger.
                let steps = 255.0 / f64::from(found[at + 3]).max(1.0);
                let difference = (f64::from(found[at + channel]) - mean).abs();
                assert!(difference <= steps + 0.5, "{x}, {y}: {difference}");
            }
        }
    }
}

#[test]
fn nearly_opaque_colours_come_back_from_an_impulse() {
    let room = Room::new();
    let pixels: Vec<u8> = (1..=126).flat_map(|a| [a, a / 2, 1, 254]).collect();
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&pixels, 126, 1, ExtendedColorType::Rgba8)
        .unwrap();
    room.write("in.png", bytes);
    assert_eq!(made(&room, "[[1]]", &["--alpha", "premultiply"]), pixels);
}

#[test]
fn integers_of_which_another_value_is_opaque_are_refused_before_colours_are_multiplied() {
    let room = Room::new();
    let grid = picture(&room, 4);
    let arguments = [
        "apply",
        "[[1]]",
        "in.png",
        "out.npy",
        "--alpha",
        "premultiply",
    ];
    for wider in ["u16", "i32"] {
        let run = room.conv(&[&arguments[..], &["--input", wider]].concat());
        assert_eq!(run.code(), 2);
        let errors = run.stderr();
        assert!(
            errors.contains("write `--input u8` or `--input f32`"),
            "{errors}"
        );
    }
    room.conv(&[&arguments[..], &["--input", "f32"]].concat())
        .ok();
    let (_, made) = crate::read_npy::<f32>(&std::fs::read(room.path("out.npy")).unwrap());
    for (pixel, expected) in made.chunks(4).zip(grid.values.chunks(4)) {
        let seen = if expected[3] > 0.0 { 1.0 } else { 0.0 };
        for (found, expected) in pixel[..3].iter().zip(expected) {
            assert!((f64::from(*found) - expected * seen).abs() < 1e-4);
        }
    }
}

#[test]
fn a_picture_in_which_another_value_is_opaque_is_refused() {
    let room = Room::new();
    let grid = picture(&room, 4);
    for way in ["keep", "filter", "premultiply"] {
        for types in [&["--input", "u16"][..], &["--output", "u16"]] {
            for output in ["out.png", "out.tiff"] {
                let arguments = ["apply", "[[1]]", "in.png", output, "--alpha", way];
                let run = room.conv(&[&arguments[..], types].concat());
                assert_eq!(run.code(), 2, "{way} {types:?}");
                let errors = run.stderr();
                assert!(errors.contains("opaque is 255 in the u8"), "{errors}");
                assert!(errors.contains("and 65535 in a picture of u16"), "{errors}");
                assert!(!room.path(output).exists());
            }
        }
    }
    // Only what is filtered is scaled.
    let arguments = ["apply", "[[1]]", "in.png", "out.tiff", "--input", "u16"];
    let run = room.conv(&[&arguments[..], &["--scale", "257"]].concat());
    assert_eq!(run.code(), 2, "{}", run.stderr());
    for way in ["keep", "filter", "premultiply"] {
        let arguments = ["apply", "[[1]]", "in.png", "out.tiff", "--alpha", way];
        let run = room.conv(&[&arguments[..], &["--input", "f32"]].concat());
        assert_eq!(run.code(), 2, "{way}");
        let errors = run.stderr();
        assert!(errors.contains("and 1 in a picture of f32"), "{errors}");
    }
    // An array has numbers, and no opacity.
    let arguments = ["apply", "[[1]]", "in.png", "out.npy", "--input", "u16"];
    room.conv(&arguments).ok();
    let (_, found) = crate::read_npy::<u16>(&std::fs::read(room.path("out.npy")).unwrap());
    assert_eq!(found, grid.words());
    // There and back through floats.
    let types = ["--input", "f32", "--output", "u8", "--alpha", "filter"];
    let types = [&types[..], &["--overflow", "saturate"]].concat();
    assert_eq!(made(&room, "[[1]]", &types), grid.bytes());
    let run = room.conv(&["apply", "[[1]]", "in.png", "out.npy", "--output", "i16"]);
    assert_eq!(run.code(), 2);
    assert!(
        run.stderr().contains("write NPY with `--alpha filter`"),
        "{}",
        run.stderr()
    );
    let filter = ["--output", "i16", "--alpha", "filter"];
    room.conv(&[&["apply", "[[1]]", "in.png", "out.npy"], &filter[..]].concat())
        .ok();
}

#[test]
fn an_opacity_that_is_filtered_is_scaled_like_the_colours() {
    let room = Room::new();
    let grid = picture(&room, 4);
    let apply = |files: [&str; 2], way: &[&str]| {
        let arguments = ["apply", "[[1]]", files[0], files[1], "--alpha", "filter"];
        room.conv(&[&arguments, way].concat()).ok();
        image::open(room.path(files[1])).unwrap()
    };
    let words: Vec<u16> = grid.words().iter().map(|&word| word * 257).collect();
    for way in [["--scale", "257"], ["--map", "|v| v * 257"]] {
        let way = [&["--output", "u16"], &way[..]].concat();
        let made = apply(["in.png", "words.png"], &way);
        assert_eq!(made.into_rgba16().into_raw(), words);
    }
    let way = ["--input", "f32", "--output", "u8", "--scale", "1/257"];
    let way = [&way[..], &["--overflow", "saturate"]].concat();
    let made = apply(["words.png", "bytes.png"], &way);
    assert_eq!(made.into_rgba8().into_raw(), grid.bytes());
    // To floats, of which 1 is opaque, and back.
    let made = apply(
        ["in.png", "floats.tiff"],
        &["--input", "f32", "--scale", "1/255"],
    );
    let image::DynamicImage::ImageRgba32F(floats) = made else {
        panic!("no floats");
    };
    for (found, value) in floats.iter().zip(&grid.values) {
        assert!((f64::from(*found) - value / 255.0).abs() < 1e-6);
    }
    let way = ["--output", "u8", "--scale", "255", "--overflow", "saturate"];
    let made = apply(["floats.tiff", "bytes.png"], &way);
    assert_eq!(made.into_rgba8().into_raw(), grid.bytes());
}
