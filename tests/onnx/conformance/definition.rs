//! Conv as its definition has it, in `f64`: what results are worth, and how much may be lost on the
//! way to them.

use crate::convolution::Convolution;
use anyhow::{Context, Result, bail};

/// One output.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sum {
    /// `sum w * x + b`
    pub(crate) value: f64,
    /// `sum |w * x| + |b|`
    pub(crate) magnitude: f64,
}

/// Every output, in the order of `output`.
pub(crate) fn sums(
    convolution: &Convolution,
    input: &[f32],
    weights: &[f32],
    bias: Option<&[f32]>,
    output: &[usize],
) -> Result<Vec<Sum>> {
    let [images, channels, rows, columns] = match *output {
        [images, channels, columns] => [images, channels, 1, columns],
        [images, channels, rows, columns] => [images, channels, rows, columns],
        _ => bail!("an output of shape {output:?}"),
    };
    let mut sums = Vec::with_capacity(images * channels * rows * columns);
    for image in 0..images {
        for channel in 0..channels {
            let bias = bias.map_or(Some(0.0), |all| all.get(channel).copied());
            let bias = f64::from(bias.context("fewer biases than channels")?);
            for row in 0..rows {
                for column in 0..columns {
                    let mut sum = Sum {
                        value: bias,
                        magnitude: bias.abs(),
                    };
                    let place = [image, channel, row, column];
                    convolution.for_each_product(place, |element, tap| {
                        let product = f64::from(input[element]) * f64::from(weights[tap]);
                        sum.value += product;
                        sum.magnitude += product.abs();
                    });
                    sums.push(sum);
                }
            }
        }
    }
    Ok(sums)
}

impl Convolution {
    /// Every element of the input that an output depends on, with its tap; none that is padding.
    fn for_each_product(
        &self,
        [image, channel, row, column]: [usize; 4],
        mut product: impl FnMut(usize, usize),
    ) {
        let [_, channels, rows, columns] = self.input;
        if self.output_padding.is_some() {
            return self.for_each_spread([image, channel, row, column], product);
        }
        let (outputs, depth) = (self.weights[0], self.weights[1]);
        let first = channel / (outputs / self.groups) * depth;
        let kernel = self.kernel();
        let position = |axis: usize, output: usize, tap: usize| {
            let padded = output * self.stride[axis] + tap * self.dilation[axis];
            padded.checked_sub(self.before(axis))
        };
        for tap_row in 0..kernel[0] {
            let Some(y) = position(0, row, tap_row).filter(|&y| y < rows) else {
                continue;
            };
            for tap_column in 0..kernel[1] {
                let Some(x) = position(1, column, tap_column).filter(|&x| x < columns) else {
                    continue;
                };
                for from in 0..depth {
                    product(
                        ((image * channels + first + from) * rows + y) * columns + x,
                        ((channel * depth + from) * kernel[0] + tap_row) * kernel[1] + tap_column,
                    );
                }
            }
        }
    }

    /// The same where inputs are spread over outputs: `[in][out / groups]`, and input `u` meets
    /// output `stride * u + dilation * tap - before`.
    fn for_each_spread(
        &self,
        [image, channel, row, column]: [usize; 4],
        mut product: impl FnMut(usize, usize),
    ) {
        let [_, channels, rows, columns] = self.input;
        let depth = self.weights[1];
        let of_group = channels / self.groups;
        let first = channel / depth * of_group;
        let kernel = self.kernel();
        for y in 0..rows {
            for x in 0..columns {
                for tap in 0..kernel[0] * kernel[1] {
                    let taps = [tap / kernel[1], tap % kernel[1]];
                    let meets = |axis: usize, input: usize, output: usize| {
                        input * self.stride[axis] + taps[axis] * self.dilation[axis]
                            == output + self.before(axis)
                    };
                    if meets(0, y, row) && meets(1, x, column) {
                        for from in first..first + of_group {
                            let weight = (from * depth + channel % depth) * kernel[0] * kernel[1];
                            product(
                                ((image * channels + from) * rows + y) * columns + x,
                                weight + tap,
                            );
                        }
                    }
                }
            }
        }
    }
}
