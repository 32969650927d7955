//! Template matching: where a part of a picture is found again.
//!
//! ```text
//! cargo run --release --features matching --example matching \
//!     [-- [PICTURE X Y WIDTH HEIGHT] [OUT.png]]
//! ```
//!
//! The part of a PNG or JPEG that is `WIDTH` x `HEIGHT` pixels from column `X`, row `Y` on is cut
//! out, then searched for in the whole picture. Without a picture, a tray of stars among other
//! shapes is drawn, lit from one side, and the part is one of the stars.
//!
//! The score is the normed coefficient, which does not mind brightness and contrast. Places where
//! it is 0.7 or more, half the part's size apart, are printed and boxed in `OUT.png` (default:
//! `matching.png`): the part itself in blue, what else is found in orange.

use conv_kernel::matching::{Score, Template, peaks};
use conv_kernel::{Error, Plane};
use image::{GrayImage, Luma, Rgb, RgbImage};
use std::path::PathBuf;
use std::time::Instant;

const USAGE: &str = "usage: matching [PICTURE X Y WIDTH HEIGHT] [OUT.png]";
const BLUE: Rgb<u8> = Rgb([30, 110, 255]);
const ORANGE: Rgb<u8> = Rgb([255, 130, 0]);

/// The least score that counts as a match.
const THRESHOLD: f32 = 0.7;

/// Column, row, width and height.
type Part = [usize; 4];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (picture, part, out) = match arguments.as_slice() {
        [] => (scene(), STAR, None),
        [out] if out.starts_with('-') => {
            println!("{USAGE}");
            return Ok(());
        }
        [out] => (scene(), STAR, Some(out)),
        [path, x, y, width, height, out @ ..] if out.len() < 2 => {
            let part = [x.parse()?, y.parse()?, width.parse()?, height.parse()?];
            (image::open(path)?.into_luma8(), part, out.first())
        }
        _ => return Err(USAGE.into()),
    };
    let found = find(&picture, part)?;
    let mut boxed = RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        Rgb([picture.get_pixel(x, y)[0]; 3])
    });
    for &[x, y] in found.iter().rev() {
        let own = [x, y] == [part[0], part[1]];
        draw_box(
            &mut boxed,
            [x, y, part[2], part[3]],
            if own { BLUE } else { ORANGE },
        );
    }
    let out = out.map_or_else(|| PathBuf::from("matching.png"), PathBuf::from);
    boxed.save(&out)?;
    println!("wrote {}", out.display());
    Ok(())
}

/// The places where a part of the picture is found, best first.
fn find(picture: &GrayImage, part: Part) -> Result<Vec<[usize; 2]>, Error> {
    let [x, y, width, height] = part;
    let (columns, rows) = (picture.width() as usize, picture.height() as usize);
    let plane = Plane::new(picture.as_raw(), columns, rows)?;
    let start = Instant::now();
    let template = Template::new(plane.sub(x, y, width, height)?)?;
    let score = Score::CoefficientNormed;
    let scores = template.find(plane, score)?;
    let distance = (width.min(height) / 2).max(1);
    let found = peaks(scores.as_plane(), THRESHOLD, distance, score.best())?;
    println!(
        "{width}x{height} pixels at column {x}, row {y} of {columns}x{rows}: {} found in {:.1} ms",
        found.len(),
        start.elapsed().as_secs_f64() * 1e3
    );
    for place in &found {
        println!(
            "  column {:4}, row {:4}: {:.3}",
            place.x, place.y, place.score
        );
    }
    Ok(found.iter().map(|place| [place.x, place.y]).collect())
}

/// A frame of three pixels around a part, as far as it is in the picture.
fn draw_box(picture: &mut RgbImage, [x, y, width, height]: Part, colour: Rgb<u8>) {
    const FRAME: usize = 3;
    for row in y.saturating_sub(FRAME)..y + height + FRAME {
        for column in x.saturating_sub(FRAME)..x + width + FRAME {
            let inside = (x..x + width).contains(&column) && (y..y + height).contains(&row);
            if !inside && let Some(pixel) = picture.get_pixel_mut_checked(column as u32, row as u32)
            {
                *pixel = colour;
            }
        }
    }
}

/// The part that is searched for in the scene: its first star.
const STAR: Part = [17, 17, 56, 56];

/// A tray with shapes on a grid, brighter on the left than on the right, and noise.
fn scene() -> GrayImage {
    const SHAPES: [&str; 5] = ["*o+*^o#+", "+#^o*+^o", "o*+#^o+*", "^+o^#*o+", "#o*+o^+*"];
    const CELL: u32 = 90;
    let mut random = fastrand::Rng::with_seed(28);
    let (columns, rows) = (SHAPES[0].len() as u32, SHAPES.len() as u32);
    let mut grey = vec![0f32; (columns * CELL * rows * CELL) as usize];
    let width = columns * CELL;
    for (row, line) in (0..).zip(SHAPES) {
        for (column, shape) in (0..).zip(line.chars()) {
            let first = row == 0 && column == 0;
            // Each lies a little off its place in the grid.
            let mut off = || {
                if first {
                    0.0
                } else {
                    16.0 * (random.f32() - 0.5)
                }
            };
            let mut middle = |cell: u32| (CELL / 2 + cell * CELL) as f32 + off();
            let [left, top] = [middle(column), middle(row)];
            for y in row * CELL..(row + 1) * CELL {
                for x in column * CELL..(column + 1) * CELL {
                    grey[(y * width + x) as usize] = cover(shape, x as f32 - left, y as f32 - top);
                }
            }
        }
    }
    GrayImage::from_fn(width, rows * CELL, |x, y| {
        let light = 1.0 - 0.65 * x as f32 / width as f32;
        let noise = 10.0 * (random.f32() + random.f32() - 1.0);
        let shape = grey[(y * width + x) as usize];
        Luma([(light * (90.0 + 150.0 * shape) + noise)
            .round()
            .clamp(0.0, 255.0) as u8])
    })
}

/// How much of a pixel a shape covers, in 16 samples, for a place relative to the shape's middle.
fn cover(shape: char, x: f32, y: f32) -> f32 {
    let hits = (0..16).filter(|sample| {
        let x = x + (sample % 4) as f32 / 4.0 - 0.375;
        let y = y + (sample / 4) as f32 / 4.0 - 0.375;
        let radius = x.hypot(y);
        let inner = x.abs().min(y.abs());
        let outer = x.abs().max(y.abs());
        match shape {
            '*' => radius < star(x, y),
            'o' => (13.0..23.0).contains(&radius),
            '+' => inner < 6.0 && outer < 22.0,
            '#' => outer < 19.0 && !(outer < 12.0 && inner < 12.0),
            _ => y < 18.0 && y > 2.0 * x.abs() - 22.0,
        }
    });
    hits.count() as f32 / 16.0
}

/// The radius of a star of five points in a direction.
fn star(x: f32, y: f32) -> f32 {
    const OUTER: f32 = 25.0;
    const INNER: f32 = 10.0;
    let fifth = std::f32::consts::TAU / 5.0;
    // From the nearest point of the five, one of which is at the top.
    let angle = fifth / 2.0 - (x.atan2(-y).rem_euclid(fifth) - fifth / 2.0).abs();
    // The line from a point to the notch beside it, in polar coordinates.
    let half = fifth / 2.0;
    OUTER * INNER * half.sin() / (OUTER * angle.sin() + INNER * (half - angle).sin())
}
