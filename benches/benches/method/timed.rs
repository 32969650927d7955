//! Kernels to time, and the least time of a call.

use conv_kernel::prelude::*;
use conv_kernel::{AccumulatorType, Element, Tap, Taps};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The least that a turn lasts.
const TURN: Duration = Duration::from_micros(300);

/// Nanoseconds of a call: the least of some rounds, in which all calls take turns.
pub(crate) fn least<const N: usize>(
    rounds: usize,
    mut calls: [Box<dyn FnMut() + '_>; N],
) -> [f64; N] {
    let repeats = calls.each_mut().map(|call| {
        call();
        let start = Instant::now();
        call();
        let once = start.elapsed().max(Duration::from_nanos(1));
        (TURN.as_nanos() / once.as_nanos()).clamp(1, 100_000) as u32
    });
    let mut times = [f64::INFINITY; N];
    for _ in 0..rounds {
        for ((call, &repeats), least) in calls.iter_mut().zip(&repeats).zip(&mut times) {
            let start = Instant::now();
            for _ in 0..repeats {
                call();
            }
            *least = least.min(start.elapsed().as_nanos() as f64 / f64::from(repeats));
        }
    }
    times
}

/// A kernel of rank more than 1, without zeros, with taps that every type holds.
pub(crate) fn taps(rows: usize, columns: usize) -> Taps {
    let tap = |index: usize| {
        let value = (index * index * 7 + index * 3) as i64 % 8 - 4;
        Tap::integer(if value < 0 { value } else { value + 1 })
    };
    let values: Vec<Tap> = (0..rows * columns).map(tap).collect();
    let shape = if rows == 1 {
        vec![columns]
    } else {
        vec![rows, columns]
    };
    Taps::new(shape, values)
}

/// Elements of any type.
pub(crate) fn elements<T: Element>(count: usize) -> Vec<T> {
    (0..count)
        .map(|index| T::from_f64((index % 251) as f64 / 8.0))
        .collect()
}

/// A run-time kernel with an input of some size, ready to be called.
pub(crate) enum Ready<In: Element, Out: Element> {
    Signal(DynSignal<In, Out>, Vec<In>, Vec<Out>, Scratch),
    Plane(DynKernel<In, Out>, PlaneBuf<In>, PlaneBuf<Out>, Scratch),
}

impl<In: Element, Out: Element> Ready<In, Out> {
    pub(crate) fn signal(method: Method, taps: Taps, length: usize) -> Result<Self, Error> {
        let builder = DynSignal::builder(taps)
            .padding(Padding::Same)
            .method(method);
        let kernel = builder.overflow(Overflow::Saturate).build()?;
        Ok(Self::Signal(
            kernel,
            elements(length),
            vec![Out::default(); length],
            Scratch::new(),
        ))
    }

    pub(crate) fn plane(method: Method, taps: Taps, side: usize) -> Result<Self, Error> {
        let builder = DynKernel::builder(taps)
            .padding(Padding::Same)
            .method(method);
        let kernel = builder.overflow(Overflow::Saturate).build()?;
        Ok(Self::Plane(
            kernel,
            PlaneBuf::from_vec(elements(side * side), side, side)?,
            PlaneBuf::filled(side, side, Out::default())?,
            Scratch::new(),
        ))
    }

    /// One call, on the best level.
    pub(crate) fn call(&mut self) {
        match self {
            Self::Signal(kernel, x, y, scratch) => kernel.apply_with(black_box(x), y, scratch),
            Self::Plane(kernel, x, y, scratch) => {
                kernel.apply_with(black_box(x.as_plane()), y.as_plane_mut(), scratch)
            }
        }
        .expect("sizes agree");
    }

    /// One call on a level, with buffers on the stack.
    pub(crate) fn call_at(&mut self, level: Level) {
        match self {
            Self::Signal(kernel, x, y, _) => kernel.apply_into_at(level, black_box(x), y),
            Self::Plane(kernel, x, y, _) => {
                kernel.apply_into_at(level, black_box(x.as_plane()), y.as_plane_mut())
            }
        }
        .expect("sizes agree");
    }

    /// The type of the sums.
    pub(crate) fn accumulator(&self) -> AccumulatorType {
        match self {
            Self::Signal(kernel, ..) => kernel.explain().accumulator(),
            Self::Plane(kernel, ..) => kernel.explain().accumulator(),
        }
    }

    /// What the plan estimates.
    pub(crate) fn estimates(&self) -> Option<conv_kernel::plan::Estimates> {
        match self {
            Self::Signal(kernel, x, ..) => kernel.estimates(x.len()).ok()?,
            Self::Plane(kernel, x, ..) => kernel.estimates(x.width(), x.height()).ok()?,
        }
    }
}
