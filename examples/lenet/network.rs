//! The network: made by the macro from files, or at run time from weights that were read.

use crate::digits::PIXELS;
use crate::weights::{LAYERS, Parameters};
use conv_kernel::LayerPlan;
use conv_kernel::prelude::*;

conv_kernel! {
    /// 1x28x28 to 6x24x24, of which 6x12x12 are left by pooling.
    struct C1: f32 {
        weights: file("examples/lenet/weights/c1.npy"),
        bias: file("examples/lenet/weights/c1_bias.npy"),
        activation: relu,
    }

    /// To 16x8x8, of which 16x4x4 are left.
    struct C2: f32 {
        weights: file("examples/lenet/weights/c2.npy"),
        bias: file("examples/lenet/weights/c2_bias.npy"),
        activation: relu,
    }

    /// Fully connected: the weights cover the whole input.
    struct F3: f32 {
        weights: file("examples/lenet/weights/f3.npy"),
        bias: file("examples/lenet/weights/f3_bias.npy"),
        activation: relu,
    }

    /// Fully connected, to the score of each digit.
    struct F4: f32 {
        weights: file("examples/lenet/weights/f4.npy"),
        bias: file("examples/lenet/weights/f4_bias.npy"),
    }
}

type AnyLayer = Box<dyn Layer<In = f32, Out = f32>>;

/// Layers, and the memory that they share from image to image.
pub(crate) struct Network {
    layers: Vec<AnyLayer>,
    /// What a layer reads, and what it writes.
    planes: [Vec<f32>; 2],
    scratch: LayerScratch,
}

impl Network {
    /// The layers whose weights the macro has read.
    pub(crate) fn generated() -> Self {
        Self::new(vec![Box::new(C1), Box::new(C2), Box::new(F3), Box::new(F4)])
    }

    /// The same layers, of weights that are known at run time.
    pub(crate) fn dynamic(parameters: &[Parameters]) -> Result<Self, Error> {
        let mut layers: Vec<AnyLayer> = Vec::new();
        for (layer, parameters) in LAYERS.iter().zip(parameters) {
            let builder = DynLayer::<f32, f32>::builder(parameters.weights.clone(), layer.weights)
                .bias(parameters.bias.clone());
            let builder = if layer.relu {
                builder.activation(Activation::Relu)
            } else {
                builder
            };
            layers.push(Box::new(builder.build()?));
        }
        Ok(Self::new(layers))
    }

    fn new(layers: Vec<AnyLayer>) -> Self {
        Self {
            layers,
            planes: Default::default(),
            scratch: LayerScratch::new(),
        }
    }

    /// The score of each digit.
    pub(crate) fn scores(&mut self, image: &[f32; PIXELS]) -> Result<[f32; 10], Error> {
        let [input, output] = &mut self.planes;
        input.clear();
        input.extend(image);
        for (outline, layer) in LAYERS.iter().zip(&self.layers) {
            let [outputs, inputs, ..] = outline.weights;
            let (side, output_side) = (outline.side, outline.output_side());
            output.resize(outputs * output_side * output_side, 0.0);
            let shape = [1, inputs, side, side];
            layer.apply_with(input, shape, output, &mut self.scratch)?;
            if outline.pooled {
                pool(output, output_side, input);
            } else {
                std::mem::swap(input, output);
            }
        }
        let mut scores = [0.0; 10];
        scores.copy_from_slice(input);
        Ok(scores)
    }

    /// The name of each layer, and its plan.
    pub(crate) fn plans(&self) -> impl Iterator<Item = (&str, LayerPlan)> {
        let names = LAYERS.iter().map(|outline| outline.name);
        names.zip(self.layers.iter().map(|layer| layer.explain()))
    }
}

/// The greatest of each 2x2 elements of planes of an even number of rows and columns.
pub(crate) fn pool(input: &[f32], side: usize, output: &mut Vec<f32>) {
    output.clear();
    for rows in input.chunks_exact(2 * side) {
        let (upper, lower) = rows.split_at(side);
        let pairs = upper.chunks_exact(2).zip(lower.chunks_exact(2));
        output.extend(pairs.map(|(u, l)| u[0].max(u[1]).max(l[0].max(l[1]))));
    }
}
