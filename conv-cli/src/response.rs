//! `conv response`: what a kernel does to waves, in numbers and drawn as by the example `response`.

#[path = "../../examples/response/plot.rs"]
mod plot;

use crate::args;
use crate::draw;
use crate::fault::Failure;
use crate::kernel::Kernel;
use crate::media::Stored;
use crate::output;
use crate::plots::letters;
use crate::plots::theme::Theme;
use crate::typed::{self, Visitor};
use conv_kernel::{DynKernel, DynSignal, Filter, Response, SignalFilter};
use image::RgbImage;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The most responses that are printed: more are no table.
const MOST: usize = 1_000_000;

/// Gains by frequency, vertical and horizontal of a plane, and the drawing if one is asked for.
struct Found {
    gains: Vec<(Vec<f64>, Response)>,
    picture: Option<RgbImage>,
}

struct Responding<'a> {
    name: &'a str,
    points: usize,
    /// The theme of the drawing, if there is to be one.
    drawn: Option<Theme>,
}

impl Responding<'_> {
    /// Frequencies from 0 to half a cycle.
    fn frequencies(&self) -> impl Iterator<Item = f64> + use<> {
        let last = self.points.saturating_sub(1).max(1);
        (0..self.points).map(move |point| 0.5 * point as f64 / last as f64)
    }
}

impl Visitor for Responding<'_> {
    type Value = Found;

    fn plane<I: Stored, O: Stored>(self, kernel: &DynKernel<I, O>) -> Result<Found, Failure> {
        let mut gains = Vec::new();
        for vertical in self.frequencies() {
            for horizontal in self.frequencies() {
                let response = kernel.response([vertical, horizontal]);
                gains.push((vec![vertical, horizontal], response));
            }
        }
        let gain = |frequency| kernel.response(frequency).magnitude();
        let draw = |theme| plot::maps(theme, &[(self.name, &gain)]).0;
        let picture = self.drawn.map(draw);
        Ok(Found { gains, picture })
    }

    fn signal<I: Stored, O: Stored>(self, kernel: &DynSignal<I, O>) -> Result<Found, Failure> {
        let gains = self
            .frequencies()
            .map(|frequency| (vec![frequency], kernel.response(frequency)));
        let gains = gains.collect();
        let gain = |frequency| kernel.response(frequency).decibels();
        let draw = |theme| plot::curves(theme, &[(self.name, &gain)]);
        let picture = self.drawn.map(draw);
        Ok(Found { gains, picture })
    }
}

pub(crate) fn run(request: &args::Response) -> Result<(), Failure> {
    let kernel = Kernel::read(&request.kernel)?;
    let (input, to) = kernel.types();
    if kernel.check(input, to)?.combination().is_some() {
        return Err(Failure::usage(
            "a response is that of the sums of one kernel: write its taps, without `--map` and `--combine`",
        ));
    }
    let responses = u32::try_from(kernel.axes())
        .ok()
        .and_then(|axes| request.points.checked_pow(axes));
    if responses.is_none_or(|responses| responses > MOST) {
        return Err(Failure::usage(format!(
            "`--points {}` asks for more than {MOST} responses: write a smaller number",
            request.points
        )));
    }
    if request.png.is_some() {
        letters::with_font().map_err(Failure::of)?;
    }
    let responding = Responding {
        name: &kernel.name,
        points: request.points,
        drawn: request.png.as_ref().map(|_| Theme::of(request.dark)),
    };
    let found = typed::visit(&kernel, input, to, responding)?;
    if let (Some(path), Some(picture)) = (&request.png, &found.picture) {
        draw::png(path, picture)?;
    }
    let mut text = String::from("cycles per sample  magnitude        dB     phase\n");
    for (frequency, response) in &found.gains {
        let places: Vec<String> = frequency.iter().map(|part| format!("{part:.4}")).collect();
        let _ = writeln!(
            text,
            "{:<17} {:>10.4} {:>9.2} {:>9.4}",
            places.join(", "),
            response.magnitude(),
            response.decibels(),
            response.phase()
        );
    }
    let gain = |(frequency, response): &(Vec<f64>, Response)| {
        json!({
            "frequency": frequency,
            "re": response.re,
            "im": response.im,
            "magnitude": response.magnitude(),
        })
    };
    let value = json!({
        "kernel": kernel.name,
        "gains": found.gains.iter().map(gain).collect::<Value>(),
    });
    output::facts_beside(request.png.as_deref(), request.json, &value, &text)
}
