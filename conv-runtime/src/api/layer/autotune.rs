//! Which algorithm of a layer is the fastest on this machine.

use super::{DynLayer, Layer};
use crate::api::race::{in_one_line, race, usual};
use crate::data::{Error, Level, try_filled};
use crate::exec::Element;
use crate::exec::layers::LayerScratch;
use alloc::vec::Vec;
use conv_plan::plan::layer::Algorithm;
use core::fmt;
use core::time::Duration;

/// What one algorithm took.
///
/// ```
/// # use conv_plan::plan::layer::Algorithm;
/// # use conv_runtime::{DynLayer, Error};
/// let layer = DynLayer::<f32, f32>::builder([1.0f32; 9], [1, 1, 3, 3]).build()?;
/// let (_, timings) = layer.autotune([1, 1, 8, 8])?;
/// let fastest = &timings.algorithms[0];
/// assert_eq!(fastest.algorithm, Algorithm::Direct);
/// assert!(!fastest.time.is_zero());
/// # Ok::<(), Error>(())
/// ```
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
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Level};
/// let layer = DynLayer::<f32, f32>::builder([1.0f32; 9], [1, 1, 3, 3]).build()?;
/// let (_, timings) = layer.autotune([1, 1, 8, 8])?;
/// assert_eq!((timings.shape, timings.level), ([1, 1, 8, 8], Level::best()));
/// assert!(timings.algorithms.is_sorted_by_key(|timing| timing.time));
/// println!("{timings}");
/// # Ok::<(), Error>(())
/// ```
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
        write!(f, "{:?}", self.shape)?;
        let raced = self.algorithms.iter();
        in_one_line(
            f,
            self.level,
            raced.map(|way| (way.algorithm.name(), way.time)),
        )
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
        let mut x = try_filled(
            length(resolved.input.elements(kernel.layout()))?,
            In::default(),
        )?;
        usual(&mut x);
        let mut y = try_filled(
            length(resolved.output.elements(kernel.layout()))?,
            Out::default(),
        )?;
        let mut scratch = LayerScratch::new();
        let candidates = Algorithm::candidates(kernel)
            .map(|algorithm| self.clone().with_algorithm(algorithm))
            .collect::<Result<Vec<_>, _>>()?;
        let raced = race(candidates, |layer| {
            layer.apply_with(&x, shape, &mut y, &mut scratch)
        })?;
        let algorithms = raced
            .iter()
            .map(|(layer, time)| Timing {
                algorithm: layer.explain().algorithm(),
                time: *time,
            })
            .collect();
        let timings = Timings {
            shape,
            level: Level::best(),
            algorithms,
        };
        let fastest = raced.into_iter().next();
        Ok((fastest.map_or(self, |(layer, _)| layer), timings))
    }
}
