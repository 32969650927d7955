//! Where the exchange begins if places that are evenly apart lead nowhere.
//!
//! ```text
//! half as many coefficients -> their best places -> as many more in each band, between these
//! ```
//!
//! S. Filip, A robust and scalable implementation of the Parks-McClellan algorithm for designing
//! FIR filters, ACM Transactions on Mathematical Software 43 (2016), 4.2: extrema lie as densely
//! for many coefficients as for few.

use super::{Band, Best, Problem};
use alloc::vec::Vec;
use core::ops::Range;

/// Coefficients that are found from places evenly apart.
const FEW: usize = 8;

/// Places for a problem, from those of smaller ones.
pub(super) fn places(problem: &Problem, bands: &[Band]) -> Vec<usize> {
    if problem.coefficients <= FEW {
        return in_each_band(problem);
    }
    let Ok(smaller) = Problem::new(problem.coefficients.div_ceil(2), problem.even, bands) else {
        return in_each_band(problem);
    };
    let start = places(&smaller, bands);
    let best = match smaller.exchanged(start) {
        Ok(Best { places, .. }) | Err(places) => places,
    };
    spread(problem, &smaller, &best).unwrap_or_else(|| in_each_band(problem))
}

/// Places evenly apart in each band, of which none is left out: a narrow one would have no part in
/// the first level.
fn in_each_band(problem: &Problem) -> Vec<usize> {
    let count = problem.coefficients + 1;
    let least = if count >= 2 * problem.runs.len() {
        2
    } else {
        1
    };
    let mut shares: Vec<usize> = problem
        .runs
        .iter()
        .map(|run| run.len().min(least))
        .collect();
    while shares.iter().sum::<usize>() < count {
        // To the band whose places are furthest apart.
        let apart = |(run, share): (&Range<usize>, &usize)| run.len() as f64 / *share as f64;
        let pairs = problem.runs.iter().zip(&shares).map(apart).enumerate();
        let widest = pairs.fold(
            (0, 0.0),
            |most, (band, apart)| {
                if apart > most.1 { (band, apart) } else { most }
            },
        );
        match shares.get_mut(widest.0) {
            Some(share) if widest.1 > 1.0 => *share += 1,
            _ => return problem.even_places(),
        }
    }
    let pairs = problem.runs.iter().zip(shares);
    let places = pairs.flat_map(|(run, share)| {
        let last = run.len().saturating_sub(1);
        (0..share).map(move |at| run.start + at * last / share.saturating_sub(1).max(1))
    });
    places.take(count).collect()
}

/// The places of a smaller problem, among which there are more.
fn spread(problem: &Problem, smaller: &Problem, best: &[usize]) -> Option<Vec<usize>> {
    let count = problem.coefficients + 1;
    let mut all: Vec<usize> = Vec::new();
    let mut seen = 0;
    for (run, small) in problem.runs.iter().zip(&smaller.runs) {
        let own: Vec<usize> = best
            .iter()
            .copied()
            .filter(|at| small.contains(at))
            .collect();
        seen += own.len();
        // As many of the first ones as they are of all.
        let target = (seen * count + best.len() / 2) / best.len();
        let more = target.saturating_sub(all.len()).min(run.len());
        // As fractions of the band: both grids have its edges.
        let scale =
            run.len().saturating_sub(1) as f64 / small.len().saturating_sub(1).max(1) as f64;
        let between = |at: usize| {
            let place = |at: usize| own.get(at).map(|&place| (place - small.start) as f64);
            let (last, steps) = (own.len().saturating_sub(1), more.saturating_sub(1).max(1));
            let exact = (at * last) as f64 / steps as f64;
            let low = place(exact as usize)?;
            let high = place(exact as usize + 1).unwrap_or(low);
            Some((low + (high - low) * (exact - (exact as usize) as f64)) * scale)
        };
        let mut first = run.start;
        for at in 0..more {
            let wanted = run.start + (between(at).unwrap_or(0.0) + 0.5) as usize;
            // One place each, and room for those that follow.
            let place = wanted.max(first).min(run.end - (more - at));
            all.push(place);
            first = place + 1;
        }
    }
    (all.len() == count).then_some(all)
}
