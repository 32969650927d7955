//! Which algorithm is the fastest on this machine, measured once.
//!
//! ```text
//! candidates that the options allow -> one call each, untimed
//!     -> rounds of all in turn -> the least time of each
//! ```
//!
//! Whatever else runs on the machine only adds to times, so the least is the closest. Taking turns
//! spreads what lasts longer than a round over all candidates.

use super::{DynLayer, Layer, LayerScratch};
use crate::data::{Error, Level, try_filled};
use crate::exec::Element;
use alloc::vec::Vec;
use conv_plan::plan::layer::Algorithm;
use core::fmt;
use core::time::Duration;
use std::time::Instant;

/// Rounds that are timed.
const ROUNDS: usize = 7;

/// The least that a turn lasts: far more than reading the clock takes. Small layers are called
/// several times.
const TURN: Duration = Duration::from_micros(200);

/// The most calls in a turn.
const CALLS: u32 = 1000;

/// What one algorithm took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The least time of a call.
    pub time: Duration,
}

/// What the algorithms that a layer's options allow took for an input, by [`DynLayer::autotune`].
///
/// `Display` prints it in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timings {
    /// The shape of the input, in the order of the layout.
    pub shape: [usize; 4],
    /// The CPU level of the calls.
    pub level: Level,
    /// Each algorithm, the fastest first.
    pub algorithms: Vec<Timing>,
}

impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} on {}", self.shape, self.level)?;
        for (index, Timing { algorithm, time }) in self.algorithms.iter().enumerate() {
            let before = if index == 0 { ":" } else { "," };
            write!(
                f,
                "{before} {} {:.3} ms",
                algorithm.name(),
                time.as_secs_f64() * 1e3
            )?;
        }
        Ok(())
    }
}

impl<In: Element, Out: Element> DynLayer<In, Out> {
    /// Times every algorithm that the layer's options allow on inputs of this shape, on this
    /// machine and one thread, and keeps the fastest.
    ///
    /// Every algorithm keeps its own error bound, so a layer with `winograd: never` keeps that of a
    /// plain sum. But which algorithm is the fastest, and with it the last bits of floats, may
    /// differ from one run of a program to the next. Timing takes a few milliseconds, or about ten
    /// calls of each algorithm, and memory for one input, one output and the packed weights of all
    /// candidates. Keep [`Timings::algorithms`] to choose the same algorithm again with
    /// [`with_algorithm`](Self::with_algorithm).
    ///
    /// ```
    /// # use conv_plan::rules::layer::Winograd;
    /// # use conv_runtime::{DynLayer, Error, Layer};
    /// let layer = DynLayer::<f32, f32>::builder([0.1f32; 8 * 8 * 9], [8, 8, 3, 3])
    ///     .padding(1)
    ///     .winograd(Winograd::Auto)
    ///     .build()?;
    /// let (layer, timings) = layer.autotune([1, 8, 14, 14])?;
    /// assert_eq!(layer.explain().algorithm(), timings.algorithms[0].algorithm);
    /// println!("{timings}");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Layer::output_shape`], and [`Error::Empty`] for an empty batch, which takes no
    /// time; [`Error::OutOfMemory`].
    pub fn autotune(self, shape: [usize; 4]) -> Result<(Self, Timings), Error> {
        let kernel = self.0.plan().kernel();
        let resolved = kernel.resolve(shape)?;
        if resolved.input.images == 0 {
            return Err(Error::Empty);
        }
        let length = |elements: Option<usize>| elements.ok_or(Error::SizeOverflow);
        // Values of usual size: the smallest floats take longer on some CPUs.
        let mut x = try_filled(length(resolved.input.elements())?, In::default())?;
        for (index, x) in x.iter_mut().enumerate() {
            *x = In::from_f64((index % 251) as f64 / 64.0);
        }
        let mut y = try_filled(length(resolved.output.elements())?, Out::default())?;
        let mut scratch = LayerScratch::new();
        let mut time = |layer: &Self, calls: u32| {
            let start = Instant::now();
            for _ in 0..calls {
                layer.apply_with(&x, shape, &mut y, &mut scratch)?;
            }
            Ok::<_, Error>(start.elapsed() / calls)
        };

        let mut candidates = Vec::new();
        for algorithm in Algorithm::candidates(kernel) {
            let layer = self.clone().with_algorithm(algorithm)?;
            // The first call grows buffers, the second shows how often to call.
            time(&layer, 1)?;
            let once = time(&layer, 1)?.max(Duration::from_nanos(1));
            let calls = (TURN.as_nanos() / once.as_nanos()).clamp(1, CALLS.into()) as u32;
            candidates.push((layer, calls, once));
        }
        for _ in 0..ROUNDS {
            for (layer, calls, least) in &mut candidates {
                *least = time(layer, *calls)?.min(*least);
            }
        }
        candidates.sort_by_key(|(_, _, least)| *least);
        let algorithms = candidates
            .iter()
            .map(|(layer, _, time)| Timing {
                algorithm: layer.explain().algorithm(),
                time: *time,
            })
            .collect();
        let timings = Timings {
            shape,
            level: Level::best(),
            algorithms,
        };
        let fastest = candidates.into_iter().next();
        Ok((fastest.map_or(self, |(layer, ..)| layer), timings))
    }
}
