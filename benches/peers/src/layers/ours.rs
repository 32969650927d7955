//! This crate's ways to compute a layer.

use super::declared::{Boxed, New};
use super::task::LayerTask;
use crate::contestant::{Check, Contestant, Peer, Writes};
use crate::measure::{self, Sampling};
use anyhow::{Result, ensure};
use conv_kernel::{Algorithm, LayerPlan};
use conv_kernel::{DynLayer, Layer, LayerScratch, Padding, Winograd};
use std::hint::black_box;

/// A layer of ours, ready to be compared.
pub(super) struct Own {
    layer: Boxed,
    peer: Peer,
    call: &'static str,
}

/// The declared layer.
pub(super) fn generated(task: &LayerTask, new: New) -> Result<Own> {
    Ok(Own {
        layer: new(&single(&task.weights), &single(&task.bias))?,
        peer: Peer::Generated,
        call: "generated",
    })
}

/// The run-time layer that sums every output directly.
pub(super) fn direct(task: &LayerTask) -> Result<Own> {
    Ok(Own {
        layer: build(task, Winograd::Never)?,
        peer: Peer::Dynamic,
        call: "run-time",
    })
}

/// The run-time layer by Winograd's algorithm.
pub(super) fn winograd(task: &LayerTask) -> Result<Own> {
    let layer = build(task, Winograd::Always)?;
    ensure!(
        layer.explain().algorithm() != Algorithm::Direct,
        "computed directly"
    );
    Ok(Own {
        layer,
        peer: Peer::Winograd,
        call: "Winograd",
    })
}

fn build(task: &LayerTask, winograd: Winograd) -> Result<Boxed> {
    let padding = match task.padding {
        0 => Padding::Valid,
        padding => padding.into(),
    };
    let builder = if task.transposed {
        DynLayer::transposed
    } else {
        DynLayer::builder
    };
    let layer: DynLayer<f32, f32> = builder(single(&task.weights), task.weights_shape)
        .bias(single(&task.bias))
        .stride(task.stride)
        .padding(padding)
        .groups(task.groups)
        .winograd(winograd)
        .build()?;
    Ok(Box::new(layer))
}

/// These values, which single precision holds.
fn single(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&value| value as f32).collect()
}

impl Own {
    /// What the layer does.
    pub(super) fn plan(&self) -> LayerPlan {
        self.layer.explain()
    }

    pub(super) fn contestant(self, task: &LayerTask, check: Check) -> Contestant<f32, f32> {
        let (layer, shape) = (self.layer, task.shape);
        let mut scratch = LayerScratch::new();
        let run = move |src: &[f32], dst: &mut [f32]| {
            Ok(layer.apply_with(src, shape, dst, &mut scratch)?)
        };
        Contestant::here(self.peer, self.call, check, Writes(run))
    }
}

/// Nanoseconds for one call on one element.
pub(crate) fn smallest_call() -> Result<f64> {
    let layer: DynLayer<f32, f32> = DynLayer::builder(vec![1.0f32], [1; 4])
        .bias(vec![0.0f32])
        .build()?;
    let mut scratch = LayerScratch::new();
    let mut dst = [0.0f32];
    measure::sample(Sampling::of(100.0), || {
        Ok(layer.apply_with(black_box(&[1.0]), [1; 4], &mut dst, &mut scratch)?)
    })
}
