//! The loss while the network learns, on the digits that it learns from and on others.
//!
//! The letters come from a crate, so that the picture is the same on every machine.

use crate::training::{Point, Score};
use image::RgbImage;
use image::imageops::{self, FilterType};
use plotters::prelude::*;
use plotters::style::register_font;
use std::error::Error;

const FONT: &str = "Ubuntu Light";
/// Pixels are drawn four times and averaged.
const FINE: u32 = 2;
const SIZE: [u32; 2] = [800, 480];

const TRAIN: RGBColor = RGBColor(20, 100, 200);
const TEST: RGBColor = RGBColor(225, 110, 0);
const GRID: RGBColor = RGBColor(225, 225, 225);

/// Draws both curves, the loss on a logarithmic axis.
pub(crate) fn draw(points: &[Point]) -> Result<RgbImage, Box<dyn Error>> {
    register_font(FONT, FontStyle::Normal, epaint_default_fonts::UBUNTU_LIGHT)
        .map_err(|_| "the font cannot be read")?;
    let (width, height) = (SIZE[0] * FINE, SIZE[1] * FINE);
    let mut pixels = vec![255; (width * height * 3) as usize];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        area.fill(&WHITE)?;
        let losses = || points.iter().flat_map(|p| [p.train.loss(), p.test.loss()]);
        // A loss of 0 has no place on a logarithmic axis.
        let seen = losses().filter(|loss| *loss > 0.0);
        let (low, high) = seen.fold((f32::MAX, 1e-3), |(low, high), loss| {
            (loss.min(low), loss.max(high))
        });
        let low = low.min(high / 2.0);
        let last = points.last().map_or(1, |point| point.learnt);
        let letters = |size: u32| (FONT, size * FINE).into_font();
        let mut chart = ChartBuilder::on(&area)
            .caption("Loss while learning to read digits", letters(22))
            .margin(16 * FINE)
            .x_label_area_size(44 * FINE)
            .y_label_area_size(60 * FINE)
            .build_cartesian_2d(0..last, (low * 0.8..high * 1.2).log_scale())?;
        chart
            .configure_mesh()
            .x_desc("digits learnt from")
            .y_desc("mean cross-entropy of a digit")
            .x_labels(9)
            .y_labels(8)
            .y_label_formatter(&|loss| format!("{loss}"))
            .label_style(letters(15))
            .axis_desc_style(letters(16))
            .bold_line_style(GRID)
            .light_line_style(WHITE)
            .draw()?;
        for (name, colour, of) in curves() {
            let line = points.iter().map(|point| (point.learnt, of(point).loss()));
            let line = line.filter(|&(_, loss)| loss > 0.0);
            let accuracy = points.last().map_or(0.0, |point| of(point).accuracy());
            let label = format!("{name}: {:.2} % right at the end", 100.0 * accuracy);
            let style = colour.stroke_width(2 * FINE);
            chart
                .draw_series(LineSeries::new(line, style))?
                .label(label)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 20 * FINE as i32, y)], style));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperRight)
            .margin(12 * FINE)
            .legend_area_size(28 * FINE)
            .label_font(letters(16))
            .draw()?;
        area.present()?;
    }
    let fine = RgbImage::from_raw(width, height, pixels).ok_or("the picture is incomplete")?;
    Ok(imageops::resize(
        &fine,
        SIZE[0],
        SIZE[1],
        FilterType::Triangle,
    ))
}

type Curve = (&'static str, RGBColor, fn(&Point) -> &Score);

fn curves() -> [Curve; 2] {
    [
        ("train, before each is learnt from", TRAIN, |point| {
            &point.train
        }),
        ("test", TEST, |point| &point.test),
    ]
}
