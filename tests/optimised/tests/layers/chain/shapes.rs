//! Layers as rows of a table.

use conv_kernel::prelude::*;
use conv_kernel::{Element, LayerBuilder, LayerValues};

/// A layer: `[out, in / groups, rows, columns]`, groups, and its other keys.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    weights: [usize; 4],
    groups: usize,
    stride: [usize; 2],
    dilation: usize,
    padding: [[usize; 2]; 2],
    border: Border,
    transposed: bool,
}

pub(super) const fn layer(weights: [usize; 4]) -> Shape {
    Shape {
        weights,
        groups: 1,
        stride: [1, 1],
        dilation: 1,
        padding: [[0; 2]; 2],
        border: Border::Zero,
        transposed: false,
    }
}

impl Shape {
    pub(super) const fn groups(self, groups: usize) -> Self {
        Self { groups, ..self }
    }

    pub(super) const fn stride(self, rows: usize, columns: usize) -> Self {
        let stride = [rows, columns];
        Self { stride, ..self }
    }

    pub(super) const fn dilation(self, dilation: usize) -> Self {
        Self { dilation, ..self }
    }

    pub(super) const fn padding(self, rows: [usize; 2], columns: [usize; 2]) -> Self {
        let padding = [rows, columns];
        Self { padding, ..self }
    }

    pub(super) const fn border(self, border: Border) -> Self {
        Self { border, ..self }
    }

    pub(super) const fn transposed(mut self) -> Self {
        self.transposed = true;
        self
    }

    pub(super) const fn inputs(&self) -> usize {
        if self.transposed {
            self.weights[0]
        } else {
            self.weights[1] * self.groups
        }
    }

    pub(super) const fn outputs(&self) -> usize {
        if self.transposed {
            self.weights[1] * self.groups
        } else {
            self.weights[0]
        }
    }

    pub(super) fn build<In: Element, Out: Element>(
        &self,
        layout: Layout,
        values: impl Fn(usize) -> LayerValues,
        more: impl Fn(LayerBuilder<In, Out>) -> LayerBuilder<In, Out>,
    ) -> DynLayer<In, Out> {
        let weights = values(self.weights.iter().product());
        let start = if self.transposed {
            DynLayer::transposed(weights, self.weights)
        } else {
            DynLayer::builder(weights, self.weights)
        };
        let mut builder = start
            .bias(values(self.outputs()))
            .groups(self.groups)
            .stride(self.stride)
            .dilation(self.dilation)
            .layout(layout);
        if self.padding != [[0; 2]; 2] {
            builder = builder.padding(self.padding);
            if !self.transposed {
                builder = builder.border(self.border);
            }
        }
        more(builder).build().expect("the options keep the rules")
    }
}

pub(super) const fn depthwise(channels: usize, size: usize) -> Shape {
    layer([channels, 1, size, size]).groups(channels)
}
