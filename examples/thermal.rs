//! Frames of a small heat sensor, smoothed and enlarged in arrays: nothing here needs an allocator.
//!
//! ```text
//! cargo run --release --example thermal
//! ```
//!
//! An 8x8 sensor sees a warm hand go by. Each frame is smoothed, and twice as large in each
//! direction: pixels are set apart by zeros, and a kernel whose phases each add up to 1 fills them.
//! On a microcontroller the two calls of `apply_array` are the same, with the features `libm` and
//! `small`, and without `std`.

use conv_kernel::prelude::*;

conv_kernel! {
    /// A sensor's noise is a degree or so.
    struct Smooth: f32 { taps: gaussian([3, 3], 0.7), padding: same, border: replicate }
    /// Between four pixels, as far away as they are: bilinear.
    struct Between: f32 { taps: 4 * binomial([3, 3]), padding: same }
}

/// Degrees Celsius.
type Frame<const N: usize> = [[f32; N]; N];

fn main() {
    for time in 0..3 {
        let frame = seen(time);
        let large = enlarged(&Smooth.apply_array(&frame));
        println!(
            "frame {time}: {:.1} to {:.1} degrees",
            least(&large),
            most(&large)
        );
        for row in &large[..15] {
            let line: String = row[..15].iter().map(|&degrees| shade(degrees)).collect();
            println!("  {line}");
        }
    }
}

fn enlarged(frame: &Frame<8>) -> Frame<16> {
    let apart: Frame<16> = core::array::from_fn(|y| {
        core::array::from_fn(|x| {
            if (x % 2, y % 2) == (0, 0) {
                frame[y / 2][x / 2]
            } else {
                0.0
            }
        })
    });
    Between.apply_array(&apart)
}

/// A hand of 33 degrees in a room of 22, and noise.
fn seen(time: u32) -> Frame<8> {
    let mut random = fastrand::Rng::with_seed(u64::from(time));
    let hand = 1.5 + 2.0 * time as f32;
    core::array::from_fn(|y| {
        core::array::from_fn(|x| {
            let far = (x as f32 - hand).hypot(y as f32 - 3.5);
            22.0 + 11.0 * (-(far * far) / 4.0).exp() + random.f32() - 0.5
        })
    })
}

fn least(frame: &Frame<16>) -> f32 {
    frame[..15]
        .iter()
        .flat_map(|row| &row[..15])
        .copied()
        .fold(f32::INFINITY, f32::min)
}

fn most(frame: &Frame<16>) -> f32 {
    frame[..15]
        .iter()
        .flat_map(|row| &row[..15])
        .copied()
        .fold(f32::NEG_INFINITY, f32::max)
}

fn shade(degrees: f32) -> &'static str {
    const SHADES: [&str; 6] = ["  ", "..", "--", "++", "##", "@@"];
    let shade = ((degrees - 22.0) / 2.0).clamp(0.0, 5.0) as usize;
    SHADES.get(shade).copied().unwrap_or_default()
}
