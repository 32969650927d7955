//! Which method of a kernel is the fastest on this machine.

use super::{DynKernel, DynSignal};
use crate::api::race::{in_one_line, race, usual};
use crate::api::{Filter, SignalFilter};
use crate::data::{Error, Level, PlaneBuf, try_filled};
use crate::exec::Element;
use crate::exec::planes::Scratch;
use alloc::vec::Vec;
use conv_plan::plan::Estimates;
use conv_plan::rules::Method;
use core::fmt;
use core::time::Duration;

/// What one method took.
///
/// ```
/// # use conv_plan::rules::Method;
/// # use conv_runtime::{DynSignal, Error};
/// let echo = DynSignal::<f32, f32>::builder(vec![0.01; 300]).method(Method::Auto).build()?;
/// let (_, timings) = echo.autotune(4096)?;
/// let fastest = &timings.methods[0];
/// assert!(fastest.method != Method::Auto && !fastest.time.is_zero());
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodTiming {
    /// `Direct` or `Fft`.
    pub method: Method,
    /// The least time of a call.
    pub time: Duration,
}

/// What the methods of a kernel took for an input, by [`DynKernel::autotune`] or
/// [`DynSignal::autotune`].
///
/// `Display` prints it in one line.
///
/// ```
/// # use conv_plan::rules::Method;
/// # use conv_runtime::{DynSignal, Error, Level};
/// let echo = DynSignal::<f32, f32>::builder(vec![0.01; 300]).method(Method::Auto).build()?;
/// let (_, timings) = echo.autotune(4096)?;
/// assert_eq!((timings.size, timings.level, timings.methods.len()), ([4096, 1], Level::best(), 2));
/// println!("{timings}");
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodTimings {
    /// Width and height of the input; a signal is one row.
    pub size: [usize; 2],
    /// The CPU level of the calls.
    pub level: Level,
    /// Each method that the kernel may be computed by, the fastest first.
    pub methods: Vec<MethodTiming>,
}

impl fmt::Display for MethodTimings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [width, height] = self.size;
        write!(f, "{width}x{height}")?;
        let raced = self.methods.iter();
        in_one_line(
            f,
            self.level,
            raced.map(|way| (way.method.name(), way.time)),
        )
    }
}

/// The fastest of the kernels that `make` makes of the methods that `auto` may take.
fn tuned<K>(
    (method, estimates): (Method, Option<Estimates>),
    size: [usize; 2],
    make: impl Fn(Method) -> K,
    call: impl FnMut(&K) -> Result<(), Error>,
) -> Result<(K, MethodTimings), Error> {
    let methods = match (method, estimates) {
        (Method::Auto, Some(estimates)) => {
            let direct = estimates.direct.map(|_| Method::Direct);
            let fft = estimates.fft.map(|_| Method::Fft);
            direct.into_iter().chain(fft).collect()
        }
        _ => alloc::vec![method],
    };
    // A race of indices, since a kernel does not say what it was made from.
    let kernels: Vec<K> = methods.iter().map(|&method| make(method)).collect();
    let mut call = call;
    let raced = race(0..kernels.len(), |&index| call(&kernels[index]))?;
    let timing = |&(index, time): &(usize, Duration)| MethodTiming {
        method: methods[index],
        time,
    };
    let timings = MethodTimings {
        size,
        level: Level::best(),
        methods: raced.iter().map(timing).collect(),
    };
    let fastest = raced.first().map_or(0, |&(index, _)| index);
    let kernel = kernels.into_iter().nth(fastest);
    Ok((kernel.unwrap_or_else(|| make(method)), timings))
}

impl<In: Element, Out: Element> DynKernel<In, Out> {
    /// Times both methods of a kernel of `Method::Auto` on planes of `width` x `height` elements,
    /// on this machine and one thread, and keeps the faster. With the feature `fft`.
    ///
    /// The result is a kernel of `Method::Direct` or `Method::Fft`; a kernel of one of these stays
    /// as it is. Timing takes a few milliseconds, or about ten calls of each method, and memory for
    /// an input and an output. Which method is the faster, and with it the last bits of floats, may
    /// differ from one run of a program to the next.
    ///
    /// ```
    /// # use conv_plan::rules::Method;
    /// # use conv_runtime::{DynKernel, Error, Filter};
    /// let blur = DynKernel::<f32, f32>::builder(vec![vec![1.0 / 441.0; 21]; 21])
    ///     .method(Method::Auto)
    ///     .build()?;
    /// let (blur, timings) = blur.autotune(64, 64)?;
    /// assert_eq!(blur.kernel().method(), timings.methods[0].method);
    /// println!("{timings}");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Filter::output_size`]; [`Error::OutOfMemory`].
    pub fn autotune(self, width: usize, height: usize) -> Result<(Self, MethodTimings), Error> {
        let (out_width, out_height) = self.output_size(width, height)?;
        let mut x = PlaneBuf::filled(width, height, In::default())?;
        usual(x.data_mut());
        let mut y = PlaneBuf::filled(out_width, out_height, Out::default())?;
        let mut scratch = Scratch::new();
        let chosen = (self.kernel().method(), self.estimates(width, height)?);
        let plan = self.explain();
        tuned(
            chosen,
            [width, height],
            |method| self.again(plan.clone().with_method(method)),
            |kernel| kernel.apply_with(x.as_plane(), y.as_plane_mut(), &mut scratch),
        )
    }
}

impl<In: Element, Out: Element> DynSignal<In, Out> {
    /// Times both methods of a kernel of `Method::Auto` on signals of `length` elements, as
    /// [`DynKernel::autotune`] does on planes, and keeps the faster. With the feature `fft`.
    ///
    /// ```
    /// # use conv_plan::rules::Method;
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let echo = DynSignal::<f32, f32>::builder(vec![0.01; 300])
    ///     .method(Method::Auto)
    ///     .build()?;
    /// let (echo, timings) = echo.autotune(4096)?;
    /// assert_eq!(echo.kernel().method(), timings.methods[0].method);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`SignalFilter::output_len`]; [`Error::OutOfMemory`].
    pub fn autotune(self, length: usize) -> Result<(Self, MethodTimings), Error> {
        let output = self.output_len(length)?;
        let mut x = try_filled(length, In::default())?;
        usual(&mut x);
        let mut y = try_filled(output, Out::default())?;
        let mut scratch = Scratch::new();
        let chosen = (self.kernel().method(), self.estimates(length)?);
        let plan = self.explain();
        tuned(
            chosen,
            [length, 1],
            |method| self.again(plan.clone().with_method(method)),
            |kernel| kernel.apply_with(&x, &mut y, &mut scratch),
        )
    }
}
