//! What the commands draw, on light paper and on dark.

use crate::Room;
use image::{Rgb, RgbImage};
use std::collections::HashSet;

const LIGHT: [u8; 3] = [255; 3];
const DARK: [u8; 3] = [24; 3];

/// Two pictures of one command: on light paper, and with `--dark`.
#[track_caller]
fn both(arguments: &[&str]) -> [RgbImage; 2] {
    [&["--png", "out.png"][..], &["--png", "out.png", "--dark"]].map(|options| {
        let room = Room::new();
        room.conv(&[arguments, options].concat()).ok();
        image::open(room.path("out.png")).unwrap().into_rgb8()
    })
}

const COMMANDS: [&[&str]; 5] = [
    &["response", "lowpass(15, 0.25)"],
    &["response", "sobel_x"],
    &["matrix", "[1, 2, -1]", "--size", "5"],
    &["matrix", "sobel_x", "--padding", "same"],
    &["matrix", "gaussian([3, 3], 1.0)", "--size", "9x9"],
];

#[test]
fn dark_paper_is_dark_up_to_its_corners_and_of_the_size_of_light_paper() {
    for command in COMMANDS {
        let [light, dark] = both(command);
        assert_eq!(light.dimensions(), dark.dimensions(), "{command:?}");
        assert_eq!(light.width(), 800, "{command:?}");
        let (right, bottom) = (light.width() - 1, light.height() - 1);
        for (x, y) in [(0, 0), (right, 0), (0, bottom), (right, bottom)] {
            assert_eq!(light.get_pixel(x, y).0, LIGHT, "{command:?}");
            assert_eq!(dark.get_pixel(x, y).0, DARK, "{command:?}");
        }
    }
}

#[test]
fn the_sheets_of_the_gallery_have_their_frames_on_both_papers() {
    let grey = image::GrayImage::from_fn(96, 90, |x, y| image::Luma([(x * y % 256) as u8]));
    let sheets = [&["gallery", "in.png"][..], &["gallery", "in.png", "--dark"]].map(|arguments| {
        let room = Room::new();
        grey.save(room.path("in.png")).unwrap();
        room.conv(arguments).ok();
        ["gallery-planes.png", "gallery-signals.png"]
            .map(|name| image::open(room.path(name)).unwrap().into_rgb8())
    });
    let [light, dark] = sheets;
    for (light, dark) in light.iter().zip(&dark) {
        assert_eq!(light.dimensions(), dark.dimensions());
        for (sheet, paper) in [(light, LIGHT), (dark, DARK)] {
            assert_eq!(sheet.get_pixel(2, 2).0, paper);
            assert_ne!(sheet.get_pixel(0, 0).0, paper);
        }
    }
}

#[test]
fn entries_of_0_have_the_colour_of_the_paper_on_both() {
    // Nine ones on the diagonal of squares of 64 pixels, in lines.
    for (picture, paper) in both(&["matrix", "[1]", "--size", "9"])
        .iter()
        .zip([LIGHT, DARK])
    {
        let square = |row: u32, column: u32| {
            // The upper left part, where no letters are.
            let [x, y] = [24 + 64 * column + 8, 79 + 64 * row + 8];
            picture.get_pixel(x, y).0
        };
        for (row, column) in (0..9).flat_map(|row| (0..9).map(move |column| (row, column))) {
            assert_eq!(
                square(row, column) == paper,
                row != column,
                "{row} {column}"
            );
        }
    }
}

#[test]
fn the_smallest_squares_of_a_matrix_are_not_hidden_by_lines() {
    for picture in both(&["matrix", "[[1]]", "--size", "20x20"]) {
        let red = |pixel: &&Rgb<u8>| pixel.0[0] > pixel.0[2].saturating_add(60);
        let count = picture.pixels().filter(red).count();
        // The one sample of the legend has a quarter of them.
        assert!(count > 700, "{count}");
    }
}

#[test]
fn a_curve_is_seen_whatever_the_gain() {
    for kernel in ["[1, 2, 1]", "[30000, 1]", "[1e-6, 2e-6]"] {
        for picture in both(&["response", kernel, "--input", "f32"]) {
            // Below the name of the kernel, and the piece of the curve before it.
            let plot = picture.enumerate_pixels().filter(|(_, y, _)| *y > 40);
            let blue = plot.filter(|(_, _, pixel)| pixel.0[2] > pixel.0[0].saturating_add(60));
            let columns: HashSet<u32> = blue.map(|(x, ..)| x).collect();
            assert!(columns.len() > 600, "{kernel}: {}", columns.len());
        }
    }
}

#[test]
fn an_expression_of_any_length_stays_on_the_paper() {
    let long = format!("[{}]", vec!["0.125"; 120].join(", "));
    let without_spaces = long.replace(' ', "");
    for kernel in [&long, &without_spaces] {
        for command in [
            &["response", kernel, "--padding", "same"][..],
            &["matrix", kernel, "--padding", "same"],
        ] {
            for (picture, paper) in both(command).iter().zip([LIGHT, DARK]) {
                // Nothing is drawn within 8 pixels of the edges.
                let (width, height) = picture.dimensions();
                let at_edge = |x: u32| x < 8 || x >= width - 8;
                let mut pixels = picture.enumerate_pixels();
                assert!(pixels.all(|(x, _, pixel)| !at_edge(x) || pixel.0 == paper));
                assert!(height < 1100, "{height}");
            }
        }
    }
}

#[test]
fn dark_paper_without_a_picture_is_a_mistake() {
    for command in ["response", "matrix"] {
        let run = Room::new().conv(&[command, "sobel_x", "--dark"]);
        assert_eq!(run.code(), 2);
        assert!(run.stderr().contains("--png"), "{}", run.stderr());
    }
}
