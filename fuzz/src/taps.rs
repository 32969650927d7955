//! Taps of every kind, most of them small.

use super::Draw;
use conv_kernel::{Tap, Taps};

/// A number, as a tap or a scale.
pub(super) fn number(draw: &mut Draw<'_>) -> Tap {
    let small = |draw: &mut Draw<'_>| draw.integer() % 7;
    match draw.below(8) {
        0..=2 => Tap::integer(small(draw)),
        3 => Tap::integer(draw.integer() % 40_000),
        4 => Tap::integer(draw.integer()),
        5 => Tap::ratio(small(draw), 1 + draw.below(16) as i64).unwrap_or(Tap::integer(1)),
        _ => Tap::Binary(draw.float()),
    }
}

/// A few numbers of one kind, repeated.
fn row(draw: &mut Draw<'_>, count: usize) -> Vec<Tap> {
    let whole = draw.one_in(2);
    let drawn: Vec<Tap> = (0..draw.between(1, 9))
        .map(|_| match whole {
            true => Tap::integer(draw.integer() % 9),
            false => number(draw),
        })
        .collect();
    drawn.iter().cycle().take(count).cloned().collect()
}

/// Taps with one axis or two.
pub(super) fn drawn(draw: &mut Draw<'_>, axes: usize) -> Taps {
    let long = draw.one_in(8);
    let columns = draw.between(1, if long { 80 } else { 9 });
    if axes == 1 {
        return row(draw, columns).into();
    }
    let rows = draw.between(1, if long { 3 } else { 7 });
    match draw.one_in(3) {
        true => {
            let (column, row) = (row(draw, rows), row(draw, columns));
            Taps::outer(&column.into(), &row.into())
        }
        false => Taps::new(vec![rows, columns], row(draw, rows * columns)),
    }
}
