//! The window that several kernels have in common: as large as the largest, with the middle of each
//! on its middle.

use crate::fault::{Faults, Subject};
use crate::taps::{MAX_TAPS, Taps};
use crate::window::Mode;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The sizes of a window that holds several kernels.
pub(super) struct Common {
    shape: Vec<usize>,
    /// How many taps it has, if they can be counted.
    count: Option<usize>,
}

impl Common {
    /// `None` if the kernels are not of as many axes.
    pub(super) fn of(first: &Taps, others: &[Taps]) -> Option<Self> {
        let all = || core::iter::once(first).chain(others);
        let axes = first.shape().len();
        let sound = |taps: &Taps| {
            taps.shape().len() == axes && !taps.shape().contains(&0) && taps.fault().is_none()
        };
        if !all().all(sound) {
            return None;
        }
        let shape: Vec<usize> = (0..axes)
            .map(|axis| {
                let sizes = all().filter_map(|taps| taps.shape().get(axis).copied());
                sizes.max().unwrap_or(1)
            })
            .collect();
        let mut sizes = shape.iter();
        let count = sizes.try_fold(1usize, |count, &size| count.checked_mul(size));
        Some(Self { shape, count })
    }

    /// Its sizes, unless it has more taps than a kernel may have.
    pub(super) fn shape(&self) -> Option<&[usize]> {
        let few = self.count.is_some_and(|count| count <= MAX_TAPS);
        few.then_some(&self.shape)
    }

    /// Reports kernels after the first that have no window in common with it, and a window that has
    /// too many taps, which is a fault of `subject`.
    pub(super) fn check(first: &Taps, others: &[Taps], subject: Subject, faults: &mut Faults) {
        if let Some(common) = Self::of(first, others)
            && common.shape().is_none()
            && !others.is_empty()
        {
            let found = common
                .count
                .map_or_else(|| String::from("far more"), |count| format!("{count}"));
            let shape = common.shape;
            faults.add(
                subject,
                format!("the window that holds all kernels, {shape:?}, has {found} taps, and {MAX_TAPS} are the most: write smaller kernels"),
            );
        }
        let axes = first.shape().len();
        for (index, taps) in others.iter().enumerate() {
            let found = taps.shape().len();
            if let Some(fault) = taps.fault() {
                faults.add(Subject::Part(index + 1), fault);
            } else if taps.shape().contains(&0) {
                faults.add(
                    Subject::Part(index + 1),
                    "a kernel needs at least one tap on every axis: add taps",
                );
            } else if found != axes {
                let [found, axes] = [found, axes].map(counted);
                faults.add(
                    Subject::Part(index + 1),
                    format!("this kernel has {found}, and the first has {axes}: write as many"),
                );
            }
        }
    }
}

/// Taps among zeros of this shape, with the middle of the taps that are applied on the middle: in a
/// convolution those are flipped.
pub(super) fn padded(taps: &Taps, shape: &[usize], mode: Mode) -> Taps {
    match mode {
        Mode::Correlate => taps.padded(shape),
        Mode::Convolve => taps.flipped().padded(shape).flipped(),
    }
}

fn counted(axes: usize) -> String {
    format!("{axes} ax{}s", if axes == 1 { "i" } else { "e" })
}
