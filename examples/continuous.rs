//! Continuous convolution, drawn: the four steps for two pulses, and a noisy position smoothed.
//!
//! ```text
//! cargo run --release --features continuous --example continuous [-- [--dark] [DIRECTORY]]
//! ```
//!
//! It writes `continuous-steps.png` and `continuous-noise.png` into the directory, or into the
//! current one; on dark paper with `--dark`.
//!
//! Steps, from left to right, for one `t` in each row: `x(a)` with `w(-a)`; `w` shifted to `t`;
//! their product, whose area is the convolution; the convolution up to `t`.
//!
//! Noise: the measured positions of something that moves and where it was, smoothed with a
//! Gaussian, which looks ahead too, and with a causal exponential, which only knows the past and
//! lags.

#[path = "plots/mod.rs"]
mod plots;

use conv_kernel::continuous::{
    Convolved, Error, Function, Sampled, Signal, Steps, Support, Tolerance, WeightedAverage,
};
use image::{Rgb, RgbImage};
use plots::canvas::{Align, Canvas, Place, WIDTH};
use plots::letters::{self, TEXT};
use plots::theme::Theme;
use std::path::Path;

const MARGIN: f64 = 16.0;
/// Height of a line of words.
const LINE: f64 = 19.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (theme, directory) = plots::asked()?;
    letters::with_font()?;
    save(&steps(theme)?, &directory, "continuous-steps.png")?;
    save(&noise(theme)?, &directory, "continuous-noise.png")?;
    Ok(())
}

fn save(picture: &RgbImage, directory: &Path, name: &str) -> image::ImageResult<()> {
    let path = directory.join(name);
    picture.save(&path)?;
    println!("wrote {}", path.display());
    Ok(())
}

/// Each step for a long pulse and a short ramp, at four times.
fn steps(theme: Theme) -> Result<RgbImage, Error> {
    let x = Function::new(|_| 1.0, 0.0..=2.0)?;
    let w = Function::new(|a| 1.5 * a, 0.0..=1.0)?;
    let whole = Convolved::new(&x, &w);
    let all = Support::EVERYWHERE;
    let [blue, orange, green, ..] = theme.curves;
    let [width, height] = [(f64::from(WIDTH) - 2.0 * MARGIN) / 4.0, 166.0];
    let top = MARGIN + 1.2 * LINE;
    let mut canvas = Canvas::new(theme, (top + 4.0 * height + MARGIN) as u32);
    for (column, step) in (0..).zip(["fold", "shift", "multiply", "integrate"]) {
        let words = format!("{}. {step}", column + 1);
        let place = [MARGIN + f64::from(column) * width + 6.0, MARGIN];
        canvas.text(place, Align::Left, &words, letters::HEADING, theme.ink);
    }
    for (row, t) in [0.4, 1.0, 2.0, 2.6].into_iter().enumerate() {
        let step = Steps::new(&x, &w, t)?;
        let panel = |column: u32| {
            let [left, top] = [
                MARGIN + f64::from(column) * width,
                top + row as f64 * height,
            ];
            Panel {
                within: [[left, top], [left + width - 12.0, top + height - 12.0]],
                time: (-1.4..3.4).into(),
                value: (-0.2..2.6).into(),
            }
        };
        let area = step.integrate(Tolerance::default())?;
        println!("t = {t}: {area}");

        let folded = panel(0);
        folded.axes(&mut canvas);
        folded.curve(&mut canvas, blue, all, |a| Ok(x.at(a)))?;
        folded.curve(&mut canvas, orange, all, |a| Ok(step.fold().at(a)))?;
        folded.name(&mut canvas, blue, 0, "x(a)");
        folded.name(&mut canvas, orange, 1, "w(\u{2212}a)");

        let shifted = panel(1);
        shifted.axes(&mut canvas);
        shifted.line(&mut canvas, theme.muted, [(t, -0.2), (t, 1.8)]);
        shifted.curve(&mut canvas, blue, all, |a| Ok(x.at(a)))?;
        shifted.curve(&mut canvas, orange, all, |a| Ok(step.shift().at(a)))?;
        shifted.name(&mut canvas, blue, 0, "x(a)");
        shifted.name(&mut canvas, orange, 1, &format!("w({t} \u{2212} a)"));

        let product = panel(2);
        let pale = theme.tint(green, 0.3);
        product.area(&mut canvas, pale, |a| step.multiply().at(a));
        product.axes(&mut canvas);
        product.curve(&mut canvas, green, all, |a| Ok(step.multiply().at(a)))?;
        product.name(&mut canvas, green, 0, &format!("x(a) w({t} \u{2212} a)"));

        let result = panel(3);
        result.axes(&mut canvas);
        let convolved = |at| whole.at(at).map(|s| s.value);
        result.curve(&mut canvas, theme.muted, all, convolved)?;
        result.curve(&mut canvas, green, (..=t).into(), convolved)?;
        result.dot(&mut canvas, green, (t, area.value));
        let area = format!("s({t}) = {:.2}, its area", area.value);
        result.name(&mut canvas, green, 0, &area);
    }
    Ok(canvas.finish())
}

/// A position measured with noise, smoothed with a Gaussian and with the past.
fn noise(theme: Theme) -> Result<RgbImage, Error> {
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

    const HEIGHT: u32 = 420;
    let mut canvas = Canvas::new(theme, HEIGHT);
    let [right, bottom] = [WIDTH, HEIGHT].map(|size| f64::from(size) - MARGIN);
    let panel = Panel {
        within: [[MARGIN, MARGIN / 2.0], [right, bottom]],
        time: (-0.2..12.2).into(),
        value: (-2.5..9.0).into(),
    };
    panel.axes(&mut canvas);
    let [blue, orange, ..] = theme.curves;
    let known = measured.support();
    panel.curve(&mut canvas, theme.muted, known, |t| Ok(measured.at(t)))?;
    panel.curve(&mut canvas, theme.ink, known, |t| Ok(position(t)))?;
    let tolerance = Tolerance::new(1e-6, 0.0)?;
    let smooth = Convolved::new(&measured, &bell).tolerance(tolerance);
    let lagging = Convolved::new(&measured, &past).tolerance(tolerance);
    // What was not measured counts as 0, so results sink near the ends: they are left out.
    let inside = (1.0..=11.0).into();
    panel.curve(&mut canvas, blue, inside, |t| smooth.at(t).map(|s| s.value))?;
    let from_1_on = (1.0..=known.end()).into();
    panel.curve(&mut canvas, orange, from_1_on, |t| {
        lagging.at(t).map(|s| s.value)
    })?;
    for (line, (colour, name)) in [
        (theme.muted, "measured, with noise"),
        (theme.ink, "where it was"),
        (blue, "smoothed by a Gaussian, which looks ahead"),
        (orange, "smoothed by an exponential of the past, which lags"),
    ]
    .into_iter()
    .enumerate()
    {
        panel.name(&mut canvas, colour, line, name);
    }
    Ok(canvas.finish())
}

/// A part of a picture with axes of time and value.
struct Panel {
    within: [Place; 2],
    time: Support,
    value: Support,
}

impl Panel {
    /// The place of a point.
    fn place(&self, (t, y): (f64, f64)) -> Place {
        let [[left, top], [right, bottom]] = self.within;
        let part = |value: f64, of: Support| (value - of.start()) / (of.end() - of.start());
        let across = left + part(t, self.time) * (right - left);
        [across, bottom - part(y, self.value) * (bottom - top)]
    }

    /// The name of a curve after a piece of it, in a line of the upper left corner, from 0 on.
    fn name(&self, canvas: &mut Canvas, colour: Rgb<u8>, line: usize, name: &str) {
        let [[left, top], _] = self.within;
        let [x, y] = [left + 6.0, top + 12.0 + line as f64 * LINE];
        canvas.fill([x, y - 1.5], [x + 18.0, y + 1.5], colour);
        let ink = canvas.theme.ink;
        canvas.text([x + 25.0, y], Align::Left, name, TEXT, ink);
    }

    fn dot(&self, canvas: &mut Canvas, colour: Rgb<u8>, at: (f64, f64)) {
        canvas.disc(self.within, colour, self.place(at), 4.5);
    }

    fn line(&self, canvas: &mut Canvas, colour: Rgb<u8>, points: [(f64, f64); 2]) {
        let points = points.map(|point| self.place(point));
        canvas.line(self.within, colour, 1.6, points);
    }

    /// The axes, and a mark at each whole time.
    fn axes(&self, canvas: &mut Canvas) {
        let (time, value) = (self.time, self.value);
        let colour = canvas.theme.muted;
        self.line(canvas, colour, [(time.start(), 0.0), (time.end(), 0.0)]);
        // Above it are the names.
        let top = 0.7 * value.end();
        self.line(canvas, colour, [(0.0, value.start()), (0.0, top)]);
        let mark = 0.02 * (value.end() - value.start());
        for t in time.start().ceil() as i32..=time.end().floor() as i32 {
            self.line(canvas, colour, [(t.into(), -mark), (t.into(), mark)]);
        }
    }

    /// The times of the panel, one for each pixel.
    fn times(&self) -> impl Iterator<Item = f64> + use<> {
        let [[left, _], [right, _]] = self.within;
        let (start, end, count) = (self.time.start(), self.time.end(), (right - left) as u32);
        (0..=count).map(move |i| start + (end - start) * f64::from(i) / f64::from(count))
    }

    /// A curve over a part of the panel.
    fn curve(
        &self,
        canvas: &mut Canvas,
        colour: Rgb<u8>,
        over: Support,
        at: impl Fn(f64) -> Result<f64, Error>,
    ) -> Result<(), Error> {
        let times = self.times().filter(|t| over.contains(*t));
        let places = times.map(|t| Ok(self.place((t, at(t)?))));
        let places = places.collect::<Result<Vec<_>, Error>>()?;
        canvas.line(self.within, colour, 1.6, places);
        Ok(())
    }

    /// What lies between a function and the axis of time.
    fn area(&self, canvas: &mut Canvas, colour: Rgb<u8>, at: impl Fn(f64) -> f64) {
        for t in self.times() {
            if at(t) != 0.0 {
                self.line(canvas, colour, [(t, 0.0), (t, at(t))]);
            }
        }
    }
}
