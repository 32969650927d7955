//! A colour picture sharpened, blurred, and its edges, side by side.
//!
//! ```text
//! cargo run --release --features image --example photo [-- INPUT [OUT.png]]
//! ```
//!
//! `INPUT` is a PNG or JPEG, grey or in colour, with or without an opacity, which is kept; without
//! it a picture is drawn, whose corner cannot be seen. `OUT.png` is `photo.png` unless it is given:
//! the picture, sharpened, blurred and its edges, on a board whose squares are seen through what is
//! not opaque.

use conv_kernel::prelude::*;
use image::{DynamicImage, Rgba, RgbaImage, imageops};
use std::error::Error;
use std::time::Instant;

conv_kernel! {
    /// More of what the Laplacian finds.
    struct Sharpen: u8 { taps: sharpen, padding: same, border: replicate, overflow: saturate }
    /// A binomial, close to a Gaussian of sigma 1.41.
    struct Blur: u8 { taps: binomial([9, 9]), padding: same, border: reflect101 }
    /// The Laplacian, as far as it is positive.
    struct Edges: u8 { taps: laplacian(8), padding: same, border: reflect101, overflow: saturate }
}

/// A filter of this example, by name.
type Filtered = fn(&DynamicImage) -> Result<DynamicImage, conv_kernel::Error>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let picture = match arguments.next().as_deref() {
        Some("-h" | "--help") => {
            println!("usage: photo [INPUT [OUT.png]]");
            return Ok(());
        }
        // Elements of 8 bits, which the kernels above take.
        Some(path) => eight_bits(image::open(path).map_err(|error| format!("{path}: {error}"))?),
        None => drawn().into(),
    };
    let out = arguments.next().unwrap_or_else(|| "photo.png".into());
    let (width, height) = (picture.width(), picture.height());
    println!("{width}x{height}, {:?}, {}", picture.color(), Level::best());
    let wide = width.checked_mul(2).ok_or("the picture is too wide")?;
    let high = height.checked_mul(2).ok_or("the picture is too high")?;
    let mut sheet = board(wide, high);
    imageops::overlay(&mut sheet, &picture.to_rgba8(), 0, 0);
    let filters: [(&str, Filtered, [u32; 2]); 3] = [
        ("sharpened", |p| Sharpen.apply_image(p), [width, 0]),
        (
            "blurred",
            |p| Blur.apply_image_alpha(p, Alpha::Premultiply),
            [0, height],
        ),
        ("edges", |p| Edges.apply_image(p), [width, height]),
    ];
    for (name, filter, [x, y]) in filters {
        let start = Instant::now();
        let filtered = filter(&picture)?;
        println!("{name:<10} {:7.3} ms", start.elapsed().as_secs_f64() * 1e3);
        imageops::overlay(&mut sheet, &filtered.to_rgba8(), x.into(), y.into());
    }
    sheet.save(&out)?;
    println!("written    {out}");
    Ok(())
}

/// The same channels, with 8 bits each.
fn eight_bits(picture: DynamicImage) -> DynamicImage {
    match (picture.color().has_color(), picture.color().has_alpha()) {
        (true, true) => picture.into_rgba8().into(),
        (true, false) => picture.into_rgb8().into(),
        (false, true) => picture.into_luma_alpha8().into(),
        (false, false) => picture.into_luma8().into(),
    }
}

/// A chequered board: without it, what is not opaque would look like a part of the page.
fn board(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let grey = if (x / 8 + y / 8) % 2 == 0 { 180 } else { 120 };
        Rgba([grey, grey, grey, 255])
    })
}

/// Three coloured discs on a ramp; the lower right corner cannot be seen.
fn drawn() -> RgbaImage {
    let discs = [
        (110.0, 100.0, 70.0, [230, 60, 50]),
        (210.0, 130.0, 60.0, [50, 170, 90]),
        (150.0, 180.0, 50.0, [60, 90, 220]),
    ];
    RgbaImage::from_fn(320, 240, |x, y| {
        let (x, y) = (f64::from(x), f64::from(y));
        let ramp = (60.0 + x / 2.0) as u8;
        let inside = |&&(u, v, radius, _): &&(f64, f64, f64, _)| (x - u).hypot(y - v) < radius;
        let [r, g, b] = discs.iter().rfind(inside).map_or([ramp; 3], |disc| disc.3);
        let stripes = if (x + 2.0 * y) as u32 % 24 < 3 { 30 } else { 0 };
        let opacity = (255.0 - (x + y - 400.0).max(0.0) * 2.0).max(0.0) as u8;
        let [r, g, b] = [r, g, b].map(|value: u8| value.saturating_add(stripes));
        Rgba([r, g, b, opacity])
    })
}
