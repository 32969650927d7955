//! The loss while the network learns, on the digits that it learns from and on others.

use crate::plots::canvas::{self, FINE, WIDTH};
use crate::plots::letters::{self, HEADING, TEXT};
use crate::plots::theme::LIGHT;
use crate::training::{Point, Score};
use image::RgbImage;
use plotters::prelude::*;
use std::error::Error;

const HEIGHT: u32 = 480;

/// Draws both curves, the loss on a logarithmic axis.
pub(crate) fn draw(points: &[Point]) -> Result<RgbImage, Box<dyn Error>> {
    letters::with_font()?;
    let (width, height) = (WIDTH * FINE, HEIGHT * FINE);
    let [paper, grid] = [LIGHT.paper, LIGHT.grid].map(canvas::rgb);
    let ink = canvas::rgb(LIGHT.ink);
    let mut pixels = vec![255; (width * height * 3) as usize];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        area.fill(&paper)?;
        let losses = || points.iter().flat_map(|p| [p.train.loss(), p.test.loss()]);
        // A loss of 0 has no place on a logarithmic axis.
        let seen = losses().filter(|loss| *loss > 0.0);
        let (low, high) = seen.fold((f32::MAX, 1e-3), |(low, high), loss| {
            (loss.min(low), loss.max(high))
        });
        let low = low.min(high / 2.0);
        let last = points.last().map_or(1, |point| point.learnt);
        let letters = |size: u32| letters::font(f64::from(size * FINE)).color(&ink);
        let mut chart = ChartBuilder::on(&area)
            .caption("Loss while learning to read digits", letters(HEADING))
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
            .label_style(letters(TEXT))
            .axis_desc_style(letters(TEXT))
            .bold_line_style(grid)
            .light_line_style(paper)
            .axis_style(ink)
            .draw()?;
        for ((name, of), colour) in curves().into_iter().zip(LIGHT.curves) {
            let line = points.iter().map(|point| (point.learnt, of(point).loss()));
            let line = line.filter(|&(_, loss)| loss > 0.0);
            let accuracy = points.last().map_or(0.0, |point| of(point).accuracy());
            let label = format!("{name}: {:.2} % right at the end", 100.0 * accuracy);
            let style = canvas::rgb(colour).stroke_width(2 * FINE);
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
            .label_font(letters(TEXT))
            .draw()?;
        area.present()?;
    }
    let fine = RgbImage::from_raw(width, height, pixels).ok_or("the picture is incomplete")?;
    Ok(canvas::smaller(&fine))
}

type Curve = (&'static str, fn(&Point) -> &Score);

fn curves() -> [Curve; 2] {
    [
        ("train, before each is learnt from", |point| &point.train),
        ("test", |point| &point.test),
    ]
}
