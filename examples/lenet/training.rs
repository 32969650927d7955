//! Stochastic gradient descent with momentum on digits that are drawn as they are needed.
//!
//! LeCun, Bottou, Bengio and Haffner: Gradient-based learning applied to document recognition
//! (1998), with rectifiers and the greatest of 2x2 elements in place of their sigmoids and sums;
//! initial weights as He, Zhang, Ren and Sun (2015) choose them.

use crate::digits::{Digit, Digits};
use crate::network::pool;
use crate::progress::Progress;
use crate::weights::{LAYERS, Outline, Parameters};
use conv_kernel::prelude::*;
use fastrand::Rng;
use std::sync::mpsc::sync_channel;
use std::thread;

const SEED: u64 = 1;
const STEPS: usize = 2000;
/// Steps of an epoch. Each digit is drawn for one step, so an epoch is a stretch of time and no
/// round over a set.
const EPOCH: usize = 250;
/// Digits for each step.
const BATCH: usize = 32;
/// The length of the first step; steps shrink linearly to nothing.
const RATE: f32 = 0.03;
const MOMENTUM: f32 = 0.9;
/// Steps from one point of the curve to the next.
const POINT: usize = 50;

/// How some digits were read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Score {
    pub(crate) count: usize,
    /// The sum of their losses.
    loss: f32,
    right: usize,
}

impl Score {
    /// The mean loss.
    pub(crate) fn loss(&self) -> f32 {
        self.loss / self.count.max(1) as f32
    }

    /// The share that is right.
    pub(crate) fn accuracy(&self) -> f32 {
        self.right as f32 / self.count.max(1) as f32
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.loss += other.loss;
        self.right += other.right;
    }
}

/// A point of the loss curve.
pub(crate) struct Point {
    /// Digits that were learnt from.
    pub(crate) learnt: usize,
    /// On the digits since the last point, each before it was learnt from.
    pub(crate) train: Score,
    /// On digits that are not learnt from.
    pub(crate) test: Score,
}

/// Trained parameters, and the loss on the way, also of the digits of a test.
///
/// # Errors
///
/// Those of the layers.
pub(crate) fn train(test: &[Digit]) -> Result<(Vec<Parameters>, Vec<Point>), Error> {
    let mut parameters = initial(&mut Rng::with_seed(SEED));
    let mut velocity = zeros();
    // Drawing takes nearly as long as learning: the next digits are drawn meanwhile.
    let (sender, batches) = sync_channel(4);
    thread::spawn(move || {
        let mut digits = Digits::new(SEED);
        let mut batches = || digits.by_ref().take(BATCH).collect::<Vec<_>>();
        while sender.send(batches()).is_ok() {}
    });
    let mut points = Vec::new();
    let (mut of_point, mut of_epoch) = (Score::default(), Score::default());
    let mut progress = Progress::new(STEPS / EPOCH, EPOCH);
    for (step, batch) in (1..=STEPS).zip(batches) {
        let (score, gradient) = Learner::new(&parameters)?.learn(&batch)?;
        of_point.add(score);
        of_epoch.add(score);
        let rate = RATE * (STEPS - step) as f32 / (STEPS * BATCH) as f32;
        for (index, values) in parameters.iter_mut().enumerate() {
            descend(values, &mut velocity[index], &gradient[index], rate);
        }
        progress.step(&of_epoch);
        if step % POINT == 0 {
            let point = Point {
                learnt: step * BATCH,
                train: std::mem::take(&mut of_point),
                test: Learner::new(&parameters)?.test(test)?,
            };
            if step % EPOCH == 0 {
                progress.finish_epoch(&std::mem::take(&mut of_epoch), &point.test);
            }
            points.push(point);
        }
    }
    Ok((parameters, points))
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

/// The layers of a step, and the memory that they share.
struct Learner {
    layers: Vec<DynLayer<f32, f32>>,
    scratch: LayerScratch,
}

impl Learner {
    fn new(parameters: &[Parameters]) -> Result<Self, Error> {
        let layers = LAYERS.iter().zip(parameters).map(|(layer, parameters)| {
            // The activation is applied here, since its slope is needed too.
            DynLayer::builder(parameters.weights.as_slice(), layer.weights)
                .bias(parameters.bias.as_slice())
                .build()
        });
        Ok(Self {
            layers: layers.collect::<Result<_, _>>()?,
            scratch: LayerScratch::new(),
        })
    }

    /// How digits are read, without learning from them.
    fn test(&self, digits: &[Digit]) -> Result<Score, Error> {
        let mut score = Score::default();
        for digits in digits.chunks(4 * BATCH) {
            score.add(self.forward(digits)?.score(digits).0);
        }
        Ok(score)
    }

    /// How some digits are read, and the derivative of their loss by each parameter.
    fn learn(&mut self, digits: &[Digit]) -> Result<(Score, Vec<Parameters>), Error> {
        let count = digits.len();
        let forward = self.forward(digits)?;
        let (score, mut slope) = forward.score(digits);
        let Forward { inputs, sums } = forward;
        let mut gradient = zeros();
        for (index, (layer, outline)) in self.layers.iter().zip(&LAYERS).enumerate().rev() {
            let (shape, sums) = (outline.input_shape(count), &sums[index]);
            if outline.pooled {
                slope = unpool(sums, outline.output_side(), &slope);
            }
            if outline.relu {
                for (slope, &sum) in slope.iter_mut().zip(sums) {
                    *slope *= Activation::Relu.derivative(sum.into()) as f32;
                }
            }
            let (scratch, of) = (&mut self.scratch, &mut gradient[index]);
            let input = &inputs[index];
            layer.weight_gradient_into(input, &slope, shape, &mut of.weights, scratch)?;
            layer.bias_gradient_into(&slope, shape, &mut of.bias)?;
            if index > 0 {
                let mut before = vec![0.0; input.len()];
                layer.input_gradient_into(&slope, shape, &mut before, scratch)?;
                slope = before;
            }
        }
        Ok((score, gradient))
    }

    /// All layers, and what lies between them.
    fn forward(&self, digits: &[Digit]) -> Result<Forward, Error> {
        let images = digits.iter().flat_map(|digit| digit.image).collect();
        let mut inputs: Vec<Vec<f32>> = vec![images];
        let mut sums = Vec::new();
        for (index, (layer, outline)) in self.layers.iter().zip(&LAYERS).enumerate() {
            let shape = outline.input_shape(digits.len());
            let mut output = layer.apply(&inputs[index], shape)?;
            sums.push(output.clone());
            if outline.relu {
                output.iter_mut().for_each(|value| *value = value.max(0.0));
            }
            let mut next = Vec::new();
            if outline.pooled {
                pool(&output, outline.output_side(), &mut next);
            } else {
                next = output;
            }
            inputs.push(next);
        }
        Ok(Forward { inputs, sums })
    }
}

/// What lies between the layers for some digits.
struct Forward {
    /// The input of each layer, and the scores.
    inputs: Vec<Vec<f32>>,
    /// What each layer gives, before its activation.
    sums: Vec<Vec<f32>>,
}

impl Forward {
    /// How the digits were read, and the derivative of the loss by each score.
    fn score(&self, digits: &[Digit]) -> (Score, Vec<f32>) {
        let mut total = Score {
            count: digits.len(),
            ..Score::default()
        };
        let mut slope = Vec::new();
        for (scores, digit) in self.inputs[LAYERS.len()].chunks_exact(10).zip(digits) {
            let (loss, slopes) = cross_entropy(scores, digit.label);
            total.loss += loss;
            let others = scores.iter().enumerate();
            let beaten = |(label, &score)| label == digit.label || score < scores[digit.label];
            total.right += usize::from(others.into_iter().all(beaten));
            slope.extend(slopes);
        }
        (total, slope)
    }
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
    fn gradients_are_those_of_finite_differences() -> Result<(), Error> {
        let mut random = Rng::with_seed(3);
        let mut parameters = initial(&mut random);
        for digit in Digits::new(2).take(5) {
            let digit = [digit];
            let (_, gradient) = Learner::new(&parameters)?.learn(&digit)?;
            for (index, layer) in LAYERS.iter().enumerate() {
                let square: f32 = gradient[index].iter().map(|slope| slope * slope).sum();
                let step = 1e-3 / square;
                let before = parameters[index].clone();
                let mut loss = |step: f32| -> Result<f32, Error> {
                    parameters[index] = before.clone();
                    let values = parameters[index].iter_mut().zip(gradient[index].iter());
                    values.for_each(|(value, slope)| *value += step * slope);
                    Ok(Learner::new(&parameters)?.learn(&digit)?.0.loss)
                };
                let found = (loss(step)? - loss(-step)?) / (2.0 * step);
                assert!(
                    (found / square - 1.0).abs() < 0.01,
                    "{}: {found} instead of {square}",
                    layer.name
                );
                parameters[index] = before;
            }
        }
        Ok(())
    }
}
