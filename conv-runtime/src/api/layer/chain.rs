//! Two layers run as one.

use super::{Layer, filled};
use crate::data::{Error, Level};
use crate::exec::Element;
use crate::exec::layers::{ChainScratch, Pair};
use crate::exec::simd::detected;
use alloc::vec::Vec;
use conv_plan::plan::layer::LayerPlan;
use core::fmt;

/// Two layers run as one: the second reads what the first makes while it is in a cache.
///
/// The output has the same bits as that of the two layers one after the other. In between there are
/// only bands of rows, of about 1 MiB unless 4 rows are more, so the tensor between the layers is
/// never in memory as a whole. What that saves is memory. It takes 0.75 to 1.3 times as long as the
/// two layers in turn, with `nhwc` mostly less and with `nchw` mostly more: measure your layers.
/// Two cases are exceptions, whose bands are whole images: a transposed layer, and a second layer
/// that pads rows with `reflect`, `reflect101` or `wrap`.
///
/// Any layers fit together whose element types and layouts are the same in between, where the
/// second takes as many channels as the first makes: declared ones and run-time ones. A chain
/// shares their weights.
///
/// ```
/// # use conv_runtime::{Chain, DynLayer, Error, Layer};
/// // Sums of three neighbours in each of two channels, then the difference of the channels.
/// let depthwise = DynLayer::<f32, f32>::builder([1.0f32; 6], [2, 1, 3]).groups(2).build()?;
/// let pointwise = DynLayer::<f32, f32>::builder([1.0f32, -1.0], [1, 2, 1]).build()?;
/// let block = Chain::new(&depthwise, &pointwise)?;
///
/// let (x, shape) = ([1.0, 2.0, 3.0, 4.0, 1.0, 1.0, 1.0, 1.0], [1, 2, 1, 4]);
/// assert_eq!(block.output_shape(shape)?, [1, 1, 1, 2]);
/// assert_eq!(block.apply(&x, shape)?, [3.0, 6.0]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Chain<In, Mid, Out>(Pair<In, Mid, Out>);

/// Both layers, each in one line.
impl<In, Mid, Out> fmt::Debug for Chain<In, Mid, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chain({:?}, {:?})", self.0.first, self.0.second)
    }
}

impl<In: Element, Mid: Element, Out: Element> Chain<In, Mid, Out> {
    /// The first layer, and the second after it.
    ///
    /// # Errors
    ///
    /// [`Error::ChainChannels`] if the second layer does not take as many channels as the first
    /// makes, [`Error::ChainLayouts`] if their layouts differ, [`Error::OutOfMemory`] if the
    /// weights of a layer cannot be packed.
    pub fn new<First, Second>(first: &First, second: &Second) -> Result<Self, Error>
    where
        First: Layer<In = In, Out = Mid> + ?Sized,
        Second: Layer<In = Mid, Out = Out> + ?Sized,
    {
        let (first, second) = (first.prepared()?, second.prepared()?);
        let (one, other) = (first.plan().kernel(), second.plan().kernel());
        let (made, taken) = (one.shape().outputs, other.shape().inputs());
        if made != taken {
            return Err(Error::ChainChannels { made, taken });
        }
        let (first_layout, second_layout) = (one.layout(), other.layout());
        if first_layout != second_layout {
            return Err(Error::ChainLayouts {
                first: first_layout,
                second: second_layout,
            });
        }
        Ok(Self(Pair {
            first: first.clone(),
            second: second.clone(),
        }))
    }

    /// The plans of both layers: how each of them is computed.
    ///
    /// ```
    /// # use conv_runtime::{Chain, DynLayer, Error, Layer, Level};
    /// let double = DynLayer::<f32, f32>::builder([2.0f32], [1, 1, 1]).build()?;
    /// let block = Chain::new(&double, &double)?;
    /// assert_eq!(block.explain(), [double.explain(), double.explain()]);
    /// let (x, shape, mut y) = ([1.0, 3.0], [1, 1, 1, 2], [0.0; 2]);
    /// block.apply_into(&x, shape, &mut y)?;
    /// block.apply_into_at(Level::best(), &x, shape, &mut y)?;
    /// block.apply_par_into(&x, shape, &mut y)?;
    /// assert_eq!(block.apply_par(&x, shape)?, y);
    /// assert_eq!(y, [4.0, 12.0]);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn explain(&self) -> [LayerPlan; 2] {
        [self.0.first.plan(), self.0.second.plan()].map(Clone::clone)
    }

    /// The shape of the output for an input of this shape.
    ///
    /// # Errors
    ///
    /// Those of [`Layer::output_shape`], for the first layer and this shape, or for the second one
    /// and the output of the first.
    pub fn output_shape(&self, input: [usize; 4]) -> Result<[usize; 4], Error> {
        self.0.output_shape(input)
    }

    /// Applies both layers to a batch.
    ///
    /// # Errors
    ///
    /// Those of [`output_shape`](Self::output_shape); [`Error::Length`] if `x` does not have the
    /// elements of `shape`; [`Error::OutOfMemory`].
    pub fn apply(&self, x: &[In], shape: [usize; 4]) -> Result<Vec<Out>, Error> {
        let mut y = filled(self.0.layout(), self.output_shape(shape)?)?;
        self.apply_into(x, shape, &mut y)?;
        Ok(y)
    }

    /// Applies both layers to a batch, into `y`, with buffers that are allocated for this call.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply); [`Error::Length`] also if `y` does not have the elements of the
    /// output.
    pub fn apply_into(&self, x: &[In], shape: [usize; 4], y: &mut [Out]) -> Result<(), Error> {
        self.apply_with(x, shape, y, &mut ChainScratch::new())
    }

    /// As [`apply_into`](Self::apply_into), with buffers that are kept in `scratch`: the fastest.
    ///
    /// ```
    /// # use conv_runtime::{Chain, ChainScratch, DynLayer, Error};
    /// let double = DynLayer::<f32, f32>::builder([2.0f32], [1, 1, 1]).build()?;
    /// let block = Chain::new(&double, &double)?;
    /// let (mut y, mut scratch) = ([0.0; 2], ChainScratch::new());
    /// block.apply_with(&[1.0, 3.0], [1, 1, 1, 2], &mut y, &mut scratch)?;
    /// assert_eq!(y, [4.0, 12.0]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into).
    pub fn apply_with(
        &self,
        x: &[In],
        shape: [usize; 4],
        y: &mut [Out],
        scratch: &mut ChainScratch<Mid>,
    ) -> Result<(), Error> {
        self.0.run(detected(), x, shape, y, scratch)
    }

    /// As [`apply_into`](Self::apply_into), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into); [`Error::Level`] if the level is not among
    /// [`Level::available`].
    pub fn apply_into_at(
        &self,
        level: Level,
        x: &[In],
        shape: [usize; 4],
        y: &mut [Out],
    ) -> Result<(), Error> {
        let token = level.token().ok_or(Error::Level(level))?;
        self.0.run(token, x, shape, y, &mut ChainScratch::new())
    }

    /// As [`apply`](Self::apply), on all threads of rayon's current pool (feature `rayon`).
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    #[cfg(feature = "rayon")]
    pub fn apply_par(&self, x: &[In], shape: [usize; 4]) -> Result<Vec<Out>, Error> {
        let mut y = filled(self.0.layout(), self.output_shape(shape)?)?;
        self.apply_par_into(x, shape, &mut y)?;
        Ok(y)
    }

    /// Applies both layers to a batch, into `y`, on all threads of rayon's current pool (feature
    /// `rayon`).
    ///
    /// Threads share the images; where there are fewer images than threads, also the rows of an
    /// image. The result has the same bits whatever the number of threads. Each thread has buffers
    /// of its own.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into).
    #[cfg(feature = "rayon")]
    pub fn apply_par_into(&self, x: &[In], shape: [usize; 4], y: &mut [Out]) -> Result<(), Error> {
        crate::exec::layers::run_chain_parallel(&self.0, x, shape, y)
    }
}
