//! The chart for the README: a few rows at 1920x1080 and a signal, the best-known peers' times over
//! ours. Every row and every peer are in the table.

use super::Entry;
use crate::contestant::Peer;
use crate::rows::Table;
use anyhow::{Result, anyhow, ensure};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, register_font};
use std::path::Path;

/// Two bars each.
const ROWS: [&str; 6] = [
    "f32 dense 5x5",
    "f32 Gaussian 7x7",
    "u8 -> i16 Sobel",
    "u8 sharpen 3x3",
    "u8 Gaussian 5x5",
    "f32 FIR 64",
];
const PEERS: [Peer; 3] = [Peer::OpenCv, Peer::Ipp, Peer::SciPy];

const WIDTH: i32 = 1000;
/// The axis has room for these ratios.
const LEAST: f64 = 0.4;
const MOST: f64 = 25.0;
/// Room for the names of the rows, for the longest label of a bar, and for title and legend.
const LEFT: i32 = 190;
const RIGHT: i32 = 70;
const TOP: i32 = 104;
const BOTTOM: i32 = 40;
/// The height of a bar, and what is between two rows.
const BAR: i32 = 24;
const GAP: i32 = 14;

const GREY: RGBColor = RGBColor(0x55, 0x55, 0x55);
const LIGHT: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);

type Canvas<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// A row and its bars.
type Group<'a> = (&'a Entry, Vec<(Peer, f64)>);

const fn color(peer: Peer) -> RGBColor {
    match peer {
        Peer::OpenCv => RGBColor(0x1f, 0x77, 0xb4),
        Peer::Ipp => RGBColor(0xff, 0x7f, 0x0e),
        _ => RGBColor(0x2c, 0xa0, 0x2c),
    }
}

pub(super) fn draw(entries: &[Entry], path: &Path) -> Result<()> {
    register_font("sans-serif", FontStyle::Normal, dejavu::sans::regular())
        .map_err(|_| anyhow!("the font cannot be read"))?;
    let shown = |entry: &&Entry| entry.size == (1920, 1080) || entry.table == Table::Signals;
    let groups: Vec<Group<'_>> = ROWS
        .iter()
        .filter_map(|row| entries.iter().filter(shown).find(|entry| entry.row == *row))
        .map(|entry| (entry, bars(entry)))
        .filter(|(_, bars)| !bars.is_empty())
        .collect();
    ensure!(!groups.is_empty(), "nothing to draw");
    let inner: i32 = groups
        .iter()
        .map(|(_, bars)| bars.len() as i32 * BAR + GAP)
        .sum();

    let size = (WIDTH as u32, (TOP + inner + BOTTOM) as u32);
    let canvas = BitMapBackend::new(path, size).into_drawing_area();
    canvas.fill(&WHITE)?;
    let title = "Time of the peers over the time of conv-kernel";
    text(&canvas, title, (20, 24), 24, &BLACK, HPos::Left)?;
    let below =
        "1920x1080, and a signal of 1048576; one thread, log axis; beyond 1x they are slower";
    text(&canvas, below, (20, 52), 17, &GREY, HPos::Left)?;
    legend(&canvas, &groups)?;
    axis(&canvas, inner)?;
    panel(&canvas, &groups)?;
    canvas.present()?;
    Ok(())
}

/// The bars of the rows.
fn panel(canvas: &Canvas<'_>, groups: &[Group<'_>]) -> Result<()> {
    let mut y = TOP + GAP / 2;
    for (entry, bars) in groups {
        let middle = y + bars.len() as i32 * BAR / 2;
        let name = entry.row.replace("->", "→");
        text(canvas, &name, (LEFT - 12, middle), 18, &BLACK, HPos::Right)?;
        for &(peer, ratio) in bars {
            let (one, end) = (position(1.0), position(ratio));
            let corners = [(one, y + 2), (end, y + BAR - 2)];
            canvas.draw(&Rectangle::new(corners, color(peer).filled()))?;
            let label = match ratio {
                ..1.0 => format!("{ratio:.2}"),
                ..20.0 => format!("{ratio:.1}"),
                _ => format!("{ratio:.0}"),
            };
            let beside = (end.max(one) + 7, y + BAR / 2);
            text(canvas, &label, beside, 16, &GREY, HPos::Left)?;
            y += BAR;
        }
        y += GAP;
    }
    Ok(())
}

/// The ratios of an entry, in the order of the legend.
fn bars(entry: &Entry) -> Vec<(Peer, f64)> {
    PEERS
        .iter()
        .filter_map(|&peer| Some((peer, entry.ratio(peer)?.median)))
        .collect()
}

/// Where a ratio is on the axis.
fn position(ratio: f64) -> i32 {
    let inner = f64::from(WIDTH - LEFT - RIGHT);
    let part = (ratio.clamp(LEAST, MOST) / LEAST).ln() / (MOST / LEAST).ln();
    LEFT + (inner * part).round() as i32
}

fn axis(canvas: &Canvas<'_>, inner: i32) -> Result<()> {
    for ratio in [0.5, 1.0, 2.0, 5.0, 10.0, 20.0] {
        let x = position(ratio);
        let style = if ratio == 1.0 {
            BLACK.stroke_width(2)
        } else {
            LIGHT.stroke_width(1)
        };
        canvas.draw(&PathElement::new(vec![(x, TOP), (x, TOP + inner)], style))?;
        let at = (x, TOP + inner + 18);
        text(canvas, &format!("{ratio}x"), at, 16, &BLACK, HPos::Center)?;
    }
    Ok(())
}

fn legend(canvas: &Canvas<'_>, groups: &[Group<'_>]) -> Result<()> {
    let mut x = 20;
    for peer in PEERS {
        let shown = |(_, bars): &Group<'_>| bars.iter().any(|bar| bar.0 == peer);
        if groups.iter().any(shown) {
            let corners = [(x, 76), (x + 18, 94)];
            canvas.draw(&Rectangle::new(corners, color(peer).filled()))?;
            text(canvas, peer.name(), (x + 26, 85), 18, &BLACK, HPos::Left)?;
            x += 60 + 11 * peer.name().len() as i32;
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
