//! The chart: for each row at 1920x1080 and for the signals, the peers' times over ours.

use super::Entry;
use crate::contestant::Peer;
use anyhow::{Result, anyhow, ensure};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, register_font};
use std::path::Path;

const WIDTH: i32 = 1400;
/// The axis has room for these ratios.
const LEAST: f64 = 0.3;
const MOST: f64 = 400.0;
/// Two panels side by side; in each, room for the names of the rows.
const PANEL: i32 = WIDTH / 2;
const LEFT: i32 = 182;
const RIGHT: i32 = 30;
const TOP: i32 = 96;
const BOTTOM: i32 = 36;
/// The height of a bar, and what is between two rows.
const BAR: i32 = 15;
const GAP: i32 = 10;

const GREY: RGBColor = RGBColor(0x55, 0x55, 0x55);
const LIGHT: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);

type Canvas<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// A row and its bars.
type Group<'a> = (&'a Entry, Vec<(Peer, f64)>);

const fn color(peer: Peer) -> RGBColor {
    match peer {
        Peer::OpenCv => RGBColor(0x1f, 0x77, 0xb4),
        Peer::Halide => RGBColor(0xff, 0x7f, 0x0e),
        Peer::Libblur => RGBColor(0x2c, 0xa0, 0x2c),
        Peer::Imageproc => RGBColor(0xd6, 0x27, 0x28),
        Peer::Image => RGBColor(0x94, 0x67, 0xbd),
        Peer::Kornia => RGBColor(0x8c, 0x56, 0x4b),
        _ => RGBColor(0x17, 0xbe, 0xcf),
    }
}

pub(super) fn draw(entries: &[Entry], path: &Path) -> Result<()> {
    register_font("sans-serif", FontStyle::Normal, dejavu::sans::regular())
        .map_err(|_| anyhow!("the font cannot be read"))?;
    let groups: Vec<Group<'_>> = entries
        .iter()
        .filter(|entry| entry.size == (1920, 1080) || entry.is_signal)
        .map(|entry| (entry, bars(entry)))
        .filter(|(_, bars)| !bars.is_empty())
        .collect();
    ensure!(!groups.is_empty(), "nothing to draw");
    // The first panel ends where half of the height is reached.
    let height = |groups: &[Group<'_>]| -> i32 {
        groups
            .iter()
            .map(|(_, bars)| bars.len() as i32 * BAR + GAP)
            .sum()
    };
    let total = height(&groups);
    let split = (0..=groups.len())
        .find(|&count| height(&groups[..count]) * 2 >= total)
        .unwrap_or(groups.len());
    let (first, second) = groups.split_at(split);
    let inner = height(first).max(height(second));

    let size = (WIDTH as u32, (TOP + inner + BOTTOM) as u32);
    let canvas = BitMapBackend::new(path, size).into_drawing_area();
    canvas.fill(&WHITE)?;
    let title = "Time of the peers over the time of conv-kernel, 1920x1080, one thread, log axis: beyond 1x they are slower";
    text(&canvas, title, (20, 24), 24, &BLACK, HPos::Left)?;
    legend(&canvas, &groups)?;
    for (left, groups) in [(0, first), (PANEL, second)] {
        axis(&canvas, left, inner)?;
        panel(&canvas, left, groups)?;
    }
    canvas.present()?;
    Ok(())
}

/// The bars of some rows.
fn panel(canvas: &Canvas<'_>, left: i32, groups: &[Group<'_>]) -> Result<()> {
    let mut y = TOP + GAP / 2;
    for (entry, bars) in groups {
        let middle = y + bars.len() as i32 * BAR / 2;
        let name = (left + LEFT - 10, middle);
        text(canvas, entry.row, name, 19, &BLACK, HPos::Right)?;
        for &(peer, ratio) in bars {
            let one = left + position(1.0);
            let end = left + position(ratio);
            let corners = [(one, y + 1), (end, y + BAR - 1)];
            canvas.draw(&Rectangle::new(corners, color(peer).filled()))?;
            let label = match ratio {
                ..1.0 => format!("{ratio:.2}"),
                ..20.0 => format!("{ratio:.1}"),
                _ => format!("{ratio:.0}"),
            };
            let beside = (end.max(one) + 6, y + BAR / 2);
            text(canvas, &label, beside, 15, &GREY, HPos::Left)?;
            y += BAR;
        }
        y += GAP;
    }
    Ok(())
}

/// The ratios of an entry, in the order of the legend.
fn bars(entry: &Entry) -> Vec<(Peer, f64)> {
    Peer::PLANES
        .iter()
        .chain(&Peer::SIGNALS)
        .filter_map(|&peer| Some((peer, entry.ratio(peer)?.median)))
        .collect()
}

/// Where a ratio is on the axis of a panel.
fn position(ratio: f64) -> i32 {
    let inner = f64::from(PANEL - LEFT - RIGHT);
    let part = (ratio.clamp(LEAST, MOST) / LEAST).ln() / (MOST / LEAST).ln();
    LEFT + (inner * part).round() as i32
}

fn axis(canvas: &Canvas<'_>, left: i32, inner: i32) -> Result<()> {
    for ratio in [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0] {
        let x = left + position(ratio);
        let style = if ratio == 1.0 {
            BLACK.stroke_width(2)
        } else {
            LIGHT.stroke_width(1)
        };
        canvas.draw(&PathElement::new(vec![(x, TOP), (x, TOP + inner)], style))?;
        let label = format!("{ratio}x");
        text(
            canvas,
            &label,
            (x, TOP + inner + 16),
            16,
            &BLACK,
            HPos::Center,
        )?;
    }
    Ok(())
}

fn legend(canvas: &Canvas<'_>, groups: &[Group<'_>]) -> Result<()> {
    let mut x = 24;
    for &peer in Peer::PLANES.iter().chain(&Peer::SIGNALS) {
        let shown = |(_, bars): &Group<'_>| bars.iter().any(|bar| bar.0 == peer);
        if groups.iter().any(shown) {
            canvas.draw(&Rectangle::new(
                [(x, 56), (x + 18, 74)],
                color(peer).filled(),
            ))?;
            text(canvas, peer.name(), (x + 26, 65), 18, &BLACK, HPos::Left)?;
            x += 60 + 10 * peer.name().len() as i32;
        }
    }
    Ok(())
}

fn text(
    canvas: &Canvas<'_>,
    text: &str,
    at: (i32, i32),
    size: i32,
    color: &RGBColor,
    side: HPos,
) -> Result<()> {
    let style = ("sans-serif", size)
        .into_font()
        .color(color)
        .pos(Pos::new(side, VPos::Center));
    canvas.draw(&Text::new(text.to_owned(), at, style))?;
    Ok(())
}
