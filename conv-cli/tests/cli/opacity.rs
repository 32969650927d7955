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
