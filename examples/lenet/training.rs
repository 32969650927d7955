//! Stochastic gradient descent with momentum on digits that are drawn as they are needed.
//!
//! LeCun, Bottou, Bengio and Haffner: Gradient-based learning applied to document recognition
//! (1998), with rectifiers and the greatest of 2x2 elements in place of their sigmoids and sums;
//! initial weights as He, Zhang, Ren and Sun (2015) choose them.

use crate::digits::{Digit, Digits};
use crate::network::pool;
use crate::weights::{LAYERS, Outline, Parameters};
use fastrand::Rng;

const SEED: u64 = 1;
const STEPS: usize = 2000;
/// Digits for each step.
const BATCH: usize = 32;
/// The length of the first step; steps shrink linearly to nothing.
const RATE: f32 = 0.03;
const MOMENTUM: f32 = 0.9;
/// The number of steps over which the mean loss is reported.
const TOLD: usize = 250;

/// Trained parameters; `tell` is given how many digits were drawn and the mean loss of the last of
/// them.
pub(crate) fn train(mut tell: impl FnMut(usize, f32)) -> Vec<Parameters> {
    let mut parameters = initial(&mut Rng::with_seed(SEED));
    let mut velocity = zeros();
    let mut digits = Digits::new(SEED);
    let mut loss = 0.0;
    for step in 1..=STEPS {
        let mut gradient = zeros();
        for digit in digits.by_ref().take(BATCH) {
            loss += learn(&parameters, &digit, &mut gradient);
        }
        let rate = RATE * (STEPS - step) as f32 / (STEPS * BATCH) as f32;
        for (index, values) in parameters.iter_mut().enumerate() {
            descend(values, &mut velocity[index], &gradient[index], rate);
        }
        if step % TOLD == 0 {
            tell(step * BATCH, loss / (TOLD * BATCH) as f32);
            loss = 0.0;
        }
    }
    parameters
}

/// A step along the velocity, which the gradient has turned downhill.
fn descend(values: &mut Parameters, velocity: &mut Parameters, gradient: &Parameters, rate: f32) {
    let steps = velocity.iter_mut().zip(gradient.iter());
    for (value, (velocity, slope)) in values.iter_mut().zip(steps) {
        *velocity = MOMENTUM * *velocity - rate * slope;
        *value += *velocity;
    }
}

fn zeros() -> Vec<Parameters> {
    LAYERS.iter().map(Parameters::zero).collect()
}

/// Weights of variance 2 divided by the number of inputs of an output, so that every layer starts
/// with values of one size.
fn initial(random: &mut Rng) -> Vec<Parameters> {
    let layer = |layer: &Outline| {
        let inputs: usize = layer.weights[1..].iter().product();
        let reach = (6.0 / inputs as f32).sqrt();
        let mut parameters = Parameters::zero(layer);
        parameters
            .weights
            .fill_with(|| reach * (2.0 * random.f32() - 1.0));
        parameters
    };
    LAYERS.iter().map(layer).collect()
}

/// The loss of one digit; adds its derivative by each parameter to `gradient`.
fn learn(parameters: &[Parameters], digit: &Digit, gradient: &mut [Parameters]) -> f32 {
    let mut inputs = vec![digit.image.to_vec()];
    let mut outputs = Vec::new();
    for (layer, parameters) in LAYERS.iter().zip(parameters) {
        let output = forward(layer, parameters, &inputs[inputs.len() - 1]);
        let mut next = output.clone();
        if layer.pooled {
            pool(&output, layer.output_side(), &mut next);
        }
        inputs.push(next);
        outputs.push(output);
    }
    let (loss, mut slope) = cross_entropy(&inputs[LAYERS.len()], digit.label);
    for (index, layer) in LAYERS.iter().enumerate().rev() {
        let (input, output) = (&inputs[index], &outputs[index]);
        if layer.pooled {
            slope = unpool(output, layer.output_side(), &slope);
        }
        if layer.relu {
            for (slope, &output) in slope.iter_mut().zip(output) {
                if output <= 0.0 {
                    *slope = 0.0;
                }
            }
        }
        slope = backward(
            layer,
            &parameters[index],
            input,
            &slope,
            &mut gradient[index],
        );
    }
    loss
}

/// The loss of the scores, and its derivative by each.
fn cross_entropy(scores: &[f32], label: usize) -> (f32, Vec<f32>) {
    let greatest = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut slopes: Vec<_> = scores
        .iter()
        .map(|score| (score - greatest).exp())
        .collect();
    let sum: f32 = slopes.iter().sum();
    let loss = sum.ln() + greatest - scores[label];
    slopes.iter_mut().for_each(|slope| *slope /= sum);
    slopes[label] -= 1.0;
    (loss, slopes)
}

/// The output of a layer, channel by channel.
fn forward(layer: &Outline, parameters: &Parameters, input: &[f32]) -> Vec<f32> {
    let mut output = Vec::new();
    for &bias in &parameters.bias {
        output.resize(output.len() + layer.output_side().pow(2), bias);
    }
    for_each_row(layer, |weight, from, to| {
        let weight = parameters.weights[weight];
        for (sum, x) in output[to].iter_mut().zip(&input[from]) {
            *sum += weight * x;
        }
    });
    if layer.relu {
        output.iter_mut().for_each(|value| *value = value.max(0.0));
    }
    output
}

/// The slope of the input from that of the sums; adds those of the parameters to `gradient`.
fn backward(
    layer: &Outline,
    parameters: &Parameters,
    input: &[f32],
    slope: &[f32],
    gradient: &mut Parameters,
) -> Vec<f32> {
    let channels = slope.chunks_exact(layer.output_side().pow(2));
    for (bias, channel) in gradient.bias.iter_mut().zip(channels) {
        *bias += channel.iter().sum::<f32>();
    }
    let mut before = vec![0.0; input.len()];
    for_each_row(layer, |weight, from, to| {
        let rows = input[from.clone()].iter().zip(&slope[to.clone()]);
        gradient.weights[weight] += rows.map(|(x, slope)| x * slope).sum::<f32>();
        let weight = parameters.weights[weight];
        for (sum, slope) in before[from].iter_mut().zip(&slope[to]) {
            *sum += weight * slope;
        }
    });
    before
}

/// For each weight and each row of the output that it adds to: its place, that of the row it reads,
/// that of the row it adds to.
fn for_each_row(
    layer: &Outline,
    mut visit: impl FnMut(usize, std::ops::Range<usize>, std::ops::Range<usize>),
) {
    let [outputs, inputs, rows, columns] = layer.weights;
    let (side, output_side) = (layer.side, layer.output_side());
    let mut weight = 0;
    for output in 0..outputs {
        for input in 0..inputs {
            for row in 0..rows {
                for column in 0..columns {
                    for y in 0..output_side {
                        let from = (input * side + y + row) * side + column;
                        let to = (output * output_side + y) * output_side;
                        visit(weight, from..from + output_side, to..to + output_side);
                    }
                    weight += 1;
                }
            }
        }
    }
}

/// The slope of each element: that of its 2x2 for the first that is the greatest, 0 for the others.
fn unpool(input: &[f32], side: usize, slope: &[f32]) -> Vec<f32> {
    let mut before = vec![0.0; input.len()];
    for (index, &slope) in slope.iter().enumerate() {
        let (row, column) = (index / (side / 2), index % (side / 2));
        let corner = 2 * (row * side + column);
        let mut greatest = corner;
        for other in [corner + 1, corner + side, corner + side + 1] {
            if input[other] > input[greatest] {
                greatest = other;
            }
        }
        before[greatest] = slope;
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Along the gradient of one layer, the loss changes by the square of the gradient's length.
    #[test]
    fn gradients_are_those_of_finite_differences() {
        let mut random = Rng::with_seed(3);
        let mut parameters = initial(&mut random);
        for digit in Digits::new(2).take(5) {
            let mut gradient = zeros();
            learn(&parameters, &digit, &mut gradient);
            let mut unused = zeros();
            for (index, layer) in LAYERS.iter().enumerate() {
                let square: f32 = gradient[index].iter().map(|slope| slope * slope).sum();
                let step = 1e-3 / square;
                let before = parameters[index].clone();
                let mut loss = |step: f32| {
                    parameters[index] = before.clone();
                    let values = parameters[index].iter_mut().zip(gradient[index].iter());
                    values.for_each(|(value, slope)| *value += step * slope);
                    learn(&parameters, &digit, &mut unused)
                };
                let found = (loss(step) - loss(-step)) / (2.0 * step);
                assert!(
                    (found / square - 1.0).abs() < 0.01,
                    "{}: {found} instead of {square}",
                    layer.name
                );
                parameters[index] = before;
            }
        }
    }
}
