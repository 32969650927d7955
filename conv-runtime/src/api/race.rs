//! Which of several ways is the fastest on this machine, measured once.
//!
//! ```text
//! one call each, untimed -> one call, for how often to call in a turn
//!     -> rounds of all in turn -> the least time of each
//! ```
//!
//! Whatever else runs on the machine only adds to times, so the least is the closest. Taking turns
//! spreads what lasts longer than a round over all ways.

use crate::data::{Error, Level};
use crate::exec::Element;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use std::time::Instant;

/// Rounds that are timed.
const ROUNDS: usize = 7;

/// The least that a turn lasts: far more than reading the clock takes.
const TURN: Duration = Duration::from_micros(200);

/// The most calls in a turn.
const CALLS: u32 = 1000;

/// The ways with the least time of a call of each, the fastest first.
pub(super) fn race<W>(
    ways: impl IntoIterator<Item = W>,
    mut call: impl FnMut(&W) -> Result<(), Error>,
) -> Result<Vec<(W, Duration)>, Error> {
    let mut time = |way: &W, calls: u32| {
        let start = Instant::now();
        for _ in 0..calls {
            call(way)?;
        }
        Ok::<_, Error>(start.elapsed() / calls)
    };
    let mut raced = Vec::new();
    for way in ways {
        // The first call grows buffers, the second shows how often to call.
        time(&way, 1)?;
        let once = time(&way, 1)?.max(Duration::from_nanos(1));
        let calls = (TURN.as_nanos() / once.as_nanos()).clamp(1, CALLS.into()) as u32;
        raced.push((way, calls, once));
    }
    for _ in 0..ROUNDS {
        for (way, calls, least) in &mut raced {
            *least = time(way, *calls)?.min(*least);
        }
    }
    raced.sort_by_key(|(_, _, least)| *least);
    let raced = raced.into_iter();
    Ok(raced.map(|(way, _, least)| (way, least)).collect())
}

/// A line about what was raced: what it was raced on, and each way with its time.
pub(super) fn in_one_line<'a>(
    f: &mut fmt::Formatter<'_>,
    level: Level,
    raced: impl Iterator<Item = (&'a str, Duration)>,
) -> fmt::Result {
    write!(f, " on {level}")?;
    for (index, (name, time)) in raced.enumerate() {
        let before = if index == 0 { ":" } else { "," };
        write!(f, "{before} {name} {:.3} ms", time.as_secs_f64() * 1e3)?;
    }
    Ok(())
}

/// An input of usual values: the smallest floats take longer on some CPUs.
pub(super) fn usual<T: Element>(x: &mut [T]) {
    for (index, x) in x.iter_mut().enumerate() {
        *x = T::from_f64((index % 251) as f64 / 64.0);
    }
}
