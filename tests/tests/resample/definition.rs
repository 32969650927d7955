//! The definition, on integers: the signal extended by its border, zeros between its elements, and
//! the window over that. Nothing of the project is used.

use conv_kernel::prelude::*;

/// What a kernel is declared with; its taps are in correlation order.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) taps: Vec<i64>,
    pub(crate) rate: usize,
    pub(crate) stride: usize,
    pub(crate) dilation: usize,
    pub(crate) padding: Padding,
    pub(crate) border: Border,
}

/// The element at an index of a signal that its border extends.
fn at(signal: &[i64], index: isize, border: Border) -> i64 {
    let length = signal.len() as isize;
    if (0..length).contains(&index) {
        return signal[index as usize];
    }
    match border {
        Border::Zero => 0,
        Border::Constant(value) => value as i64,
        Border::Replicate => signal[index.clamp(0, length - 1) as usize],
        Border::Wrap => signal[index.rem_euclid(length) as usize],
        // Mirrored at one end, then at the other, until it is inside.
        Border::Reflect if index < 0 => at(signal, -1 - index, border),
        Border::Reflect => at(signal, 2 * length - 1 - index, border),
        Border::Reflect101 if length == 1 => signal[0],
        Border::Reflect101 if index < 0 => at(signal, -index, border),
        Border::Reflect101 => at(signal, 2 * length - 2 - index, border),
    }
}

/// A signal with zeros between its elements, and so many positions before and after.
pub(crate) fn padded(
    signal: &[i64],
    rate: usize,
    (before, after): (usize, usize),
    border: Border,
) -> Vec<i64> {
    let length = (signal.len() - 1) * rate + 1;
    let positions = -(before as isize)..(length + after) as isize;
    positions
        .map(|position| match position.rem_euclid(rate as isize) {
            0 => at(signal, position.div_euclid(rate as isize), border),
            _ => 0,
        })
        .collect()
}

impl Case {
    /// Positions before and after, as the documentation says.
    fn amounts(&self, length: usize) -> (usize, usize) {
        let reach = self.dilation * (self.taps.len() - 1);
        let zeros = self.rate - 1;
        let total = || {
            let outputs = (length * self.rate).div_ceil(self.stride);
            let read = (outputs - 1) * self.stride + reach + 1;
            read.saturating_sub(length * self.rate)
        };
        match &self.padding {
            Padding::Valid => (0, 0),
            Padding::Full => (reach, reach),
            Padding::Causal => (reach, zeros),
            Padding::Same => (total() / 2, total().div_ceil(2) + zeros),
            Padding::SameLower => (total().div_ceil(2), total() / 2 + zeros),
            Padding::Amounts(amounts) => (amounts[0], amounts[1]),
            other => panic!("{other} is not of a signal"),
        }
    }

    /// The outputs; none if the window does not fit.
    pub(crate) fn outputs(&self, signal: &[i64]) -> Vec<i64> {
        let padded = padded(signal, self.rate, self.amounts(signal.len()), self.border);
        let extent = self.dilation * (self.taps.len() - 1) + 1;
        padded
            .windows(extent)
            .step_by(self.stride)
            .map(|window| {
                let met = window.iter().step_by(self.dilation);
                self.taps.iter().zip(met).map(|(tap, x)| tap * x).sum()
            })
            .collect()
    }
}
