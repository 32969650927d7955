//! A checked layer as constants: what generated code carries to run time.

use super::{Activation, LayerShape, Layout, TensorShape, Winograd, resolve};
use crate::number::ElementType;
use crate::window::{Mode, Window};

/// Everything about a generated layer except its weights and bias.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerDeclaration {
    /// Type of the input elements.
    pub input: ElementType,
    /// Type of the output elements.
    pub output: ElementType,
    /// Channels, window and groups.
    pub shape: LayerShape,
    /// Sizes, padding and borders of the window.
    pub window: Window,
    /// The layout of input and output.
    pub layout: Layout,
    /// Whether there is a bias.
    pub bias: bool,
    /// What happens to the sums.
    pub activation: Option<Activation>,
    /// Whether Winograd's algorithm may be used.
    pub winograd: Winograd,
    /// Whether windows of weights that are given are flipped.
    pub mode: Mode,
}

impl LayerDeclaration {
    /// One channel and one tap: what stands in for a declaration that has a mistake.
    pub const TRIVIAL: Self = Self {
        input: ElementType::F32,
        output: ElementType::F32,
        shape: LayerShape {
            outputs: 1,
            group_inputs: 1,
            rows: 1,
            columns: 1,
            groups: 1,
            axes: 2,
            transposed: None,
        },
        window: Window::TRIVIAL,
        layout: Layout::Nchw,
        bias: false,
        activation: None,
        winograd: Winograd::Never,
        mode: Mode::Correlate,
    };

    /// Parameters of the layer: its weights and bias.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.shape.weights() + if self.bias { self.shape.outputs } else { 0 }
    }

    /// The most multiply-adds of one output pixel, in all of its channels.
    #[must_use]
    pub const fn pixel_macs(&self) -> usize {
        self.shape.outputs * self.shape.most_taps(&self.window)
    }

    /// Multiply-adds for an input of this shape, padding included; `None` if the layer does not
    /// take it.
    #[must_use]
    pub const fn macs(&self, input: [usize; 4]) -> Option<usize> {
        let output = match self.output_shape(input) {
            Some(output) => output,
            None => return None,
        };
        // Each weight meets each output, or each input if it is transposed.
        let met = if self.shape.transposed.is_some() {
            input
        } else {
            output
        };
        let met = TensorShape::new(met, self.layout);
        let pixels = match met.rows.checked_mul(met.columns) {
            Some(pixels) => pixels.checked_mul(met.images),
            None => None,
        };
        match pixels {
            Some(pixels) => pixels.checked_mul(self.shape.weights()),
            None => None,
        }
    }

    /// Rows and columns of the input that an output sees.
    #[must_use]
    pub const fn receptive_field(&self) -> [usize; 2] {
        let Window { rows, columns, .. } = &self.window;
        // A checked layer has both extents.
        match (rows.extent(), columns.extent(), self.shape.transposed) {
            (Some(rows), Some(columns), None) => [rows, columns],
            (Some(height), Some(width), Some(_)) => {
                [height.div_ceil(rows.stride), width.div_ceil(columns.stride)]
            }
            _ => [usize::MAX, usize::MAX],
        }
    }

    /// The shape of the output for an input of this shape; `None` if the layer does not take it.
    #[must_use]
    pub const fn output_shape(&self, input: [usize; 4]) -> Option<[usize; 4]> {
        let input = TensorShape::new(input, self.layout);
        match resolve(&self.shape, &self.window, self.layout, input) {
            Ok(resolved) => Some(resolved.output.to_array(self.layout)),
            Err(_) => None,
        }
    }
}
