//! Continuous convolution, drawn: the four steps for two pulses, and a noisy position smoothed.
//!
//! ```text
//! cargo run --release --features continuous --example continuous [-- DIRECTORY]
//! ```
//!
//! It writes `continuous-steps.png` and `continuous-noise.png` into the directory, or into the
//! current one.
//!
//! Steps, from left to right, for one `t` in each row: `x(a)` (blue) with `w(-a)` (orange); `w`
//! shifted to `t`; their product, whose area is the convolution; the convolution up to `t`.
//!
//! Noise: the measured positions of something that moves (grey) and where it was (black), smoothed
//! with a Gaussian, which looks ahead too (blue), and with a causal exponential, which only knows
//! the past and lags (orange).

use conv_kernel::continuous::{
    Convolved, Error, Function, Sampled, Signal, Steps, Support, Tolerance, WeightedAverage,
};
use image::{Rgb, RgbImage, imageops};
use plotters::prelude::{BitMapBackend, DrawingBackend, FontStyle, RGBColor, TextStyle};
use plotters::style::{IntoFont, register_font};
use std::path::{Path, PathBuf};

const BLACK: Rgb<u8> = Rgb([30, 30, 30]);
const GREY: Rgb<u8> = Rgb([175, 175, 175]);
const PALE: Rgb<u8> = Rgb([225, 225, 225]);
const BLUE: Rgb<u8> = Rgb([20, 100, 200]);
const ORANGE: Rgb<u8> = Rgb([225, 110, 0]);
const GREEN: Rgb<u8> = Rgb([40, 140, 70]);
const MINT: Rgb<u8> = Rgb([190, 225, 200]);

/// Pixels are drawn four times and averaged.
const FINE: u32 = 2;

/// The name that the font has here.
const FONT: &str = "sans-serif";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let font = epaint_default_fonts::UBUNTU_LIGHT;
    register_font(FONT, FontStyle::Normal, font).map_err(|_| "the font cannot be read")?;
    let directory = std::env::args_os()
        .nth(1)
        .map_or_else(PathBuf::new, PathBuf::from);
    save(&steps()?, &directory, "continuous-steps.png")?;
    save(&noise()?, &directory, "continuous-noise.png")?;
    Ok(())
}

fn save(picture: &RgbImage, directory: &Path, name: &str) -> image::ImageResult<()> {
    let (width, height) = (picture.width() / FINE, picture.height() / FINE);
    let path = directory.join(name);
    imageops::resize(picture, width, height, imageops::FilterType::Triangle).save(&path)?;
    println!("wrote {}", path.display());
    Ok(())
}

/// Each step for a long pulse and a short ramp, at four times.
fn steps() -> Result<RgbImage, Error> {
    let x = Function::new(|_| 1.0, 0.0..=2.0)?;
    let w = Function::new(|a| 1.5 * a, 0.0..=1.0)?;
    let whole = Convolved::new(&x, &w);
    let all = Support::EVERYWHERE;
    let (width, height, margin) = (260 * FINE, 170 * FINE, 10 * FINE);
    let mut picture = RgbImage::from_pixel(4 * width, 4 * height, Rgb([255; 3]));
    for (row, t) in [0.4, 1.0, 2.0, 2.6].into_iter().enumerate() {
        let step = Steps::new(&x, &w, t)?;
        let panel = |column: u32| Panel {
            corner: [column * width + margin, row as u32 * height + margin],
            size: [width - 2 * margin, height - 2 * margin],
            time: (-1.4..3.4).into(),
            value: (-0.2..2.6).into(),
        };
        let area = step.integrate(Tolerance::default())?;
        println!("t = {t}: {area}");

        let folded = panel(0);
        folded.axes(&mut picture);
        folded.curve(&mut picture, BLUE, all, |a| Ok(x.at(a)))?;
        folded.curve(&mut picture, ORANGE, all, |a| Ok(step.fold().at(a)))?;
        folded.text(&mut picture, BLUE, 0, "x(a)");
        folded.text(&mut picture, ORANGE, 1, "folded: w(-a)");

        let shifted = panel(1);
        shifted.axes(&mut picture);
        shifted.line(&mut picture, GREY, [(t, -0.2), (t, 1.8)]);
        shifted.curve(&mut picture, BLUE, all, |a| Ok(x.at(a)))?;
        shifted.curve(&mut picture, ORANGE, all, |a| Ok(step.shift().at(a)))?;
        shifted.text(&mut picture, BLUE, 0, "x(a)");
        shifted.text(&mut picture, ORANGE, 1, &format!("shifted: w({t} - a)"));

        let product = panel(2);
        product.area(&mut picture, MINT, |a| step.multiply().at(a));
        product.axes(&mut picture);
        product.curve(&mut picture, GREEN, all, |a| Ok(step.multiply().at(a)))?;
        product.text(&mut picture, GREEN, 0, &format!("product: x(a) w({t} - a)"));

        let result = panel(3);
        result.axes(&mut picture);
        result.curve(&mut picture, PALE, all, |at| whole.at(at).map(|s| s.value))?;
        result.curve(&mut picture, GREEN, (..=t).into(), |at| {
            whole.at(at).map(|s| s.value)
        })?;
        result.dot(&mut picture, GREEN, (t, area.value));
        let area = format!("its area: s({t}) = {:.2}", area.value);
        result.text(&mut picture, GREEN, 0, &area);
    }
    Ok(picture)
}

/// A position measured with noise, smoothed with a Gaussian and with the past.
fn noise() -> Result<RgbImage, Error> {
    let position = |t: f64| 2.0 * (0.9 * t).sin() + 0.4 * t;
    let mut random = fastrand::Rng::with_seed(7);
    // The sum of 12 uniform numbers is nearly normal.
    let mut normal = || (0..12).map(|_| random.f64()).sum::<f64>() - 6.0;
    let samples: Vec<f64> = (0..=240)
        .map(|i| position(0.05 * f64::from(i)) + 0.45 * normal())
        .collect();
    let measured = Sampled::new(0.0, 0.05, samples)?;

    let sigma = 0.25;
    let scale = 1.0 / (sigma * (2.0 * std::f64::consts::PI).sqrt());
    let bell = Function::new(|a: f64| scale * (-0.5 * (a / sigma).powi(2)).exp(), ..)?;
    let past = Function::new(|a: f64| 2.0 * (-2.0 * a).exp(), 0.0..)?;
    for (name, found) in [
        ("Gaussian", WeightedAverage::check(&bell)?),
        ("exponential", WeightedAverage::check(&past)?),
    ] {
        println!(
            "{name}: density {}, causal {}",
            found.is_density(),
            found.is_causal()
        );
    }

    let [width, height] = [1000 * FINE, 420 * FINE];
    let mut picture = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    let panel = Panel {
        corner: [0, 0],
        size: [width, height],
        time: (-0.2..12.2).into(),
        value: (-2.5..9.0).into(),
    };
    panel.axes(&mut picture);
    let known = measured.support();
    panel.curve(&mut picture, GREY, known, |t| Ok(measured.at(t)))?;
    panel.curve(&mut picture, BLACK, known, |t| Ok(position(t)))?;
    let tolerance = Tolerance::new(1e-6, 0.0)?;
    let smooth = Convolved::new(&measured, &bell).tolerance(tolerance);
    let lagging = Convolved::new(&measured, &past).tolerance(tolerance);
    // What was not measured counts as 0, so results sink near the ends: they are left out.
    let inside = (1.0..=11.0).into();
    panel.curve(&mut picture, BLUE, inside, |t| {
        smooth.at(t).map(|s| s.value)
    })?;
    let from_1_on = (1.0..=known.end()).into();
    panel.curve(&mut picture, ORANGE, from_1_on, |t| {
        lagging.at(t).map(|s| s.value)
    })?;
    for (line, (colour, text)) in [
        (GREY, "measured, with noise"),
        (BLACK, "where it was"),
        (BLUE, "smoothed by a Gaussian, which looks ahead"),
        (ORANGE, "smoothed by an exponential of the past, which lags"),
    ]
    .into_iter()
    .enumerate()
    {
        panel.text(&mut picture, colour, line as u32, text);
    }
    Ok(picture)
}

/// A part of a picture with axes of time and value.
struct Panel {
    corner: [u32; 2],
    size: [u32; 2],
    time: Support,
    value: Support,
}

impl Panel {
    /// The pixel of a point.
    fn place(&self, (t, y): (f64, f64)) -> (f64, f64) {
        let part = |value: f64, of: Support| (value - of.start()) / (of.end() - of.start());
        let across = f64::from(self.corner[0]) + part(t, self.time) * f64::from(self.size[0]);
        let down = (1.0 - part(y, self.value)) * f64::from(self.size[1]);
        (across, f64::from(self.corner[1]) + down)
    }

    /// A disc of `radius` pixels around a pixel, as far as it is in this panel.
    fn disc(&self, picture: &mut RgbImage, colour: Rgb<u8>, (x, y): (f64, f64), radius: f64) {
        let range = |middle: f64, axis: usize| {
            let (start, end) = (self.corner[axis], self.corner[axis] + self.size[axis]);
            let first = (middle - radius).max(f64::from(start)) as u32;
            first..((middle + radius + 1.0).max(0.0) as u32).min(end)
        };
        for row in range(y, 1) {
            for column in range(x, 0) {
                let away = (f64::from(column) - x).hypot(f64::from(row) - y);
                if away <= radius {
                    picture.put_pixel(column, row, colour);
                }
            }
        }
    }

    /// A line of text in the upper left corner, counted from 0.
    fn text(&self, picture: &mut RgbImage, colour: Rgb<u8>, line: u32, text: &str) {
        let size = picture.dimensions();
        let [red, green, blue] = colour.0;
        let font = (FONT, f64::from(15 * FINE)).into_font();
        let colour = RGBColor(red, green, blue);
        let style = TextStyle::from(font).color(&colour);
        let at = [
            self.corner[0] + 6 * FINE,
            self.corner[1] + (4 + 18 * line) * FINE,
        ]
        .map(|at| at as i32);
        // A picture without its letters is still a picture.
        let _ = BitMapBackend::with_buffer(picture, size).draw_text(text, &style, (at[0], at[1]));
    }

    fn dot(&self, picture: &mut RgbImage, colour: Rgb<u8>, at: (f64, f64)) {
        self.disc(picture, colour, self.place(at), 5.0 * f64::from(FINE));
    }

    fn line(&self, picture: &mut RgbImage, colour: Rgb<u8>, [from, to]: [(f64, f64); 2]) {
        let (from, to) = (self.place(from), self.place(to));
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let steps = across.hypot(down).ceil().max(1.0);
        for step in 0..=steps as u32 {
            let part = f64::from(step) / steps;
            let at = (from.0 + part * across, from.1 + part * down);
            self.disc(picture, colour, at, 0.8 * f64::from(FINE));
        }
    }

    /// The axes, and a mark at each whole time.
    fn axes(&self, picture: &mut RgbImage) {
        let (time, value) = (self.time, self.value);
        self.line(picture, GREY, [(time.start(), 0.0), (time.end(), 0.0)]);
        // Above it is the text.
        let top = 0.7 * value.end();
        self.line(picture, GREY, [(0.0, value.start()), (0.0, top)]);
        let mark = 0.02 * (value.end() - value.start());
        for t in time.start().ceil() as i32..=time.end().floor() as i32 {
            self.line(picture, GREY, [(t.into(), -mark), (t.into(), mark)]);
        }
    }

    /// The times of the panel, one for each two pixels.
    fn times(&self) -> impl Iterator<Item = f64> + use<> {
        let (start, end, count) = (self.time.start(), self.time.end(), self.size[0] / 2);
        (0..=count).map(move |i| start + (end - start) * f64::from(i) / f64::from(count))
    }

    /// A curve over a part of the panel.
    fn curve(
        &self,
        picture: &mut RgbImage,
        colour: Rgb<u8>,
        over: Support,
        at: impl Fn(f64) -> Result<f64, Error>,
    ) -> Result<(), Error> {
        let mut before = None;
        for t in self.times().filter(|t| over.contains(*t)) {
            let point = (t, at(t)?);
            let last = before.replace(point).unwrap_or(point);
            self.line(picture, colour, [last, point]);
        }
        Ok(())
    }

    /// What lies between a function and the axis of time.
    fn area(&self, picture: &mut RgbImage, colour: Rgb<u8>, at: impl Fn(f64) -> f64) {
        for t in self.times() {
            if at(t) != 0.0 {
                self.line(picture, colour, [(t, 0.0), (t, at(t))]);
            }
        }
    }
}
