//! The definition, written anew: a sum over taps and channels in 128 bits, rounded once.

use conv_kernel::Element;
use conv_kernel::prelude::*;

/// A kernel of integers that mixes.
pub(crate) struct Case {
    pub(crate) taps: Vec<Vec<i64>>,
    /// Fractions.
    pub(crate) weights: Vec<(i64, i64)>,
    pub(crate) stride: [usize; 2],
    pub(crate) dilation: [usize; 2],
    pub(crate) pads: [[usize; 2]; 2],
    pub(crate) border: Border,
}

/// The element of an axis of `n` that stands at a place outside or inside; `None` for a constant.
pub(crate) fn met(border: Border, place: i64, n: i64) -> Option<i64> {
    if (0..n).contains(&place) {
        return Some(place);
    }
    match border {
        Border::Zero | Border::Constant(_) => None,
        Border::Replicate => Some(place.clamp(0, n - 1)),
        Border::Wrap => Some(place.rem_euclid(n)),
        Border::Reflect => {
            let place = place.rem_euclid(2 * n);
            Some(place.min(2 * n - 1 - place))
        }
        Border::Reflect101 if n == 1 => Some(0),
        Border::Reflect101 => {
            let place = place.rem_euclid(2 * n - 2);
            Some(place.min(2 * n - 2 - place))
        }
    }
}

/// The outputs of an axis.
pub(crate) fn outputs(
    n: usize,
    pads: [usize; 2],
    taps: usize,
    stride: usize,
    dilation: usize,
) -> usize {
    let extent = dilation * (taps - 1) + 1;
    (n + pads[0] + pads[1])
        .checked_sub(extent)
        .map_or(0, |rest| rest / stride + 1)
}

impl Case {
    /// Rows and columns of the output.
    pub(crate) fn size(&self, width: usize, height: usize) -> Option<[usize; 2]> {
        let rows = self.taps.len();
        let columns = self.taps[0].len();
        let size = [
            outputs(height, self.pads[0], rows, self.stride[0], self.dilation[0]),
            outputs(
                width,
                self.pads[1],
                columns,
                self.stride[1],
                self.dilation[1],
            ),
        ];
        (!size.contains(&0)).then_some(size)
    }

    /// Calls `each` with every tap of an output, and the pixel that it meets; `None` for a
    /// constant.
    pub(crate) fn each_tap(
        &self,
        [y, x]: [usize; 2],
        [height, width]: [usize; 2],
        mut each: impl FnMut(i64, Option<(usize, usize)>),
    ) {
        for (i, row) in self.taps.iter().enumerate() {
            for (j, &tap) in row.iter().enumerate() {
                let place = |axis: usize, at: usize, index: usize| {
                    let padded = at * self.stride[axis] + index * self.dilation[axis];
                    padded as i64 - self.pads[axis][0] as i64
                };
                let row = met(self.border, place(0, y, i), height as i64);
                let column = met(self.border, place(1, x, j), width as i64);
                let pixel = row
                    .zip(column)
                    .map(|(row, column)| (column as usize, row as usize));
                each(tap, pixel);
            }
        }
    }

    /// The saturated output.
    pub(crate) fn integers<In: Element, Out: Element, const N: usize>(
        &self,
        src: Pixels<'_, In, N>,
    ) -> Option<PlaneBuf<Out>> {
        let [rows, columns] = self.size(src.width(), src.height())?;
        let constant = match self.border {
            Border::Constant(value) => value as i128,
            _ => 0,
        };
        let below: i128 = self
            .weights
            .iter()
            .map(|&(_, below)| i128::from(below))
            .product();
        let mut out = Vec::new();
        for y in 0..rows {
            for x in 0..columns {
                let mut sum = 0;
                self.each_tap([y, x], [src.height(), src.width()], |tap, pixel| {
                    for (channel, &(above, under)) in self.weights.iter().enumerate() {
                        let value = pixel.map_or(constant, |at| src[at][channel].to_i64().into());
                        let weight = i128::from(above) * (below / i128::from(under));
                        sum += i128::from(tap) * weight * value;
                    }
                });
                let (least, most) = Out::TYPE.range().unwrap();
                let rounded = ties_even(sum, below).clamp(least.into(), most.into());
                out.push(Out::from_i64_wrapping(rounded as i64));
            }
        }
        Some(PlaneBuf::from_vec(out, columns, rows).unwrap())
    }
}

fn ties_even(above: i128, below: i128) -> i128 {
    let down = above.div_euclid(below);
    match (2 * above.rem_euclid(below)).cmp(&below) {
        std::cmp::Ordering::Less => down,
        std::cmp::Ordering::Greater => down + 1,
        std::cmp::Ordering::Equal => down + (down & 1),
    }
}

/// Values all over the type, the ends among them.
pub(crate) fn picture<In: Element, const N: usize>(
    width: usize,
    height: usize,
) -> PixelsBuf<In, N> {
    let element = |index: usize| {
        let random = (index as u64 + 1)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(23);
        match (In::TYPE.range(), random % 7) {
            (Some((least, _)), 0) => In::from_i64_wrapping(least),
            (Some((_, most)), 1) => In::from_i64_wrapping(most),
            (Some(_), _) => In::from_i64_wrapping((random >> 17) as i64),
            (None, _) => In::from_f64((random >> 11) as f64 / (1u64 << 52) as f64 - 1.0),
        }
    };
    let data = (0..width * height * N).map(element).collect();
    PixelsBuf::from_elements(data, width, height).unwrap()
}
