//! Samples and their statistics.

use anyhow::Result;
use std::time::Duration;

/// A sample takes about this long at least.
const SAMPLE: Duration = Duration::from_millis(1);

/// Calls longer than this are sampled one at a time, without a warm-up.
pub(crate) const SLOW: f64 = 20e6;

/// Calls longer than this take part in the first rounds only.
pub(crate) const VERY_SLOW: f64 = 60e6;

/// The rounds that very slow calls take part in.
pub(crate) const VERY_SLOW_ROUNDS: usize = 5;

/// How one sample of a contestant is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sampling {
    pub(crate) calls: u32,
    pub(crate) warm_up: bool,
}

impl Sampling {
    /// For a call that takes `nanoseconds`.
    pub(crate) fn of(nanoseconds: f64) -> Self {
        let calls = SAMPLE.as_nanos() as f64 / nanoseconds.max(1.0);
        Self {
            calls: calls.ceil().clamp(1.0, 1e6) as u32,
            warm_up: nanoseconds < SLOW,
        }
    }
}

/// Nanoseconds for one call.
pub(crate) fn sample(sampling: Sampling, mut call: impl FnMut() -> Result<()>) -> Result<f64> {
    if sampling.warm_up {
        call()?;
    }
    let start = now();
    for _ in 0..sampling.calls {
        call()?;
    }
    Ok((now() - start) / f64::from(sampling.calls))
}

/// Nanoseconds that all threads of this process have been running.
///
/// On a core of its own that is the time on the wall. Where other programs have their turns, it
/// leaves them out; and a peer that starts threads gains nothing.
#[cfg(unix)]
pub(crate) fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Nanoseconds on the wall, where the system does not report the time of a process precisely.
#[cfg(not(unix))]
pub(crate) fn now() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    let start = START.get_or_init(std::time::Instant::now);
    start.elapsed().as_nanos() as f64
}

/// The median and the quartiles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
}

impl Spread {
    /// `None` if there are no samples.
    pub(crate) fn of(samples: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut samples: Vec<f64> = samples.into_iter().collect();
        samples.sort_by(f64::total_cmp);
        let last = samples.len().checked_sub(1)?;
        let at = |fraction: f64| samples[(last as f64 * fraction).round() as usize];
        Some(Self {
            low: at(0.25),
            median: at(0.5),
            high: at(0.75),
        })
    }
}

/// The quotient of two contestants, round by round.
pub(crate) fn ratio(over: &[f64], under: &[f64]) -> Option<Spread> {
    Spread::of(over.iter().zip(under).map(|(over, under)| over / under))
}
