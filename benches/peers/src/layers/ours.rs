//! This crate's ways to compute layers.

use super::declared::{New, NewSums};
use super::task::{LayerStage, LayerTask};
use crate::contestant::{Call, Check, Contestant, Peer, Writes};
use crate::measure::{self, Sampling};
use crate::race::Cell;
use anyhow::{Context, Result, bail, ensure};
use conv_kernel::{Algorithm, Chain, ChainScratch, LayerBuilder, LayerPlan, Layout, Quantization};
use conv_kernel::{DynLayer, Layer, LayerScratch, Padding, Winograd, reorder_into};
use std::hint::black_box;

/// A layer whose type no longer matters.
type Boxed<In, Out> = Box<dyn Layer<In = In, Out = Out>>;

/// Layers of ours, ready to be compared: some that keep the type of their input, and the last one.
pub(super) struct Own<In, Out> {
    before: Vec<Boxed<In, In>>,
    last: Boxed<In, Out>,
    /// The two layers as one, if that is the way.
    chain: Option<Chain<In, In, Out>>,
    peer: Peer,
    call: &'static str,
    check: Check,
}

/// The declared layers.
pub(super) fn generated(task: &LayerTask, new: &[New]) -> Result<Own<f32, f32>> {
    let made = task.layers.iter().zip(new).map(|(layer, new)| {
        let made = new(&single(&layer.weights), &single(&layer.bias))?;
        Ok(made)
    });
    Own::new(made.collect::<Result<_>>()?, Peer::Generated, "generated")
}

/// The two declared layers as one.
pub(super) fn chained(task: &LayerTask, new: &[New]) -> Result<Own<f32, f32>> {
    let mut own = generated(task, new)?;
    let [before] = &own.before[..] else {
        bail!("a chain has two layers");
    };
    own.chain = Some(Chain::new(&**before, &*own.last)?);
    (own.peer, own.call) = (Peer::Chain, "chain");
    Ok(own)
}

/// The run-time layers that sum every output directly.
pub(super) fn direct(task: &LayerTask) -> Result<Own<f32, f32>> {
    Own::new(run_time(task, Winograd::Never)?, Peer::Dynamic, "run-time")
}

/// The run-time layers in the layout `nchw16`; bringing input and output there is not timed, as it
/// is not for the peer that chooses its formats.
pub(super) fn in_blocks(task: &LayerTask) -> Result<(Vec<LayerPlan>, Contestant<f32, f32>)> {
    let layout = Layout::Nchw16;
    let elements = |shape| layout.elements(shape).context("the sizes overflow");
    let mut layers = Vec::new();
    for stage in &task.layers {
        let layer = builder::<f32>(stage, Winograd::Never)
            .layout(layout)
            .build()?;
        let output = Aligned::zeros(elements(stage.out_shape)?);
        layers.push((layer, stage.shape, output, LayerScratch::new()));
    }
    let plans = layers.iter().map(|(layer, ..)| layer.explain()).collect();
    let shapes = task.layers.first().zip(task.layers.last());
    let (first, last) = shapes.context("no layer")?;
    let call = InBlocks {
        shapes: (first.shape, last.out_shape),
        input: Aligned::zeros(elements(first.shape)?),
        filled: false,
        layers,
    };
    let (peer, check) = (Peer::Blocks, Check::default());
    Ok((plans, Contestant::here(peer, "nchw16", check, call)))
}

/// A layer with the shape of its input, its output and its buffers.
type Blocked = (DynLayer<f32, f32>, [usize; 4], Aligned, LayerScratch);

/// Layers in blocks.
struct InBlocks {
    /// Of the first input and of the last output.
    shapes: ([usize; 4], [usize; 4]),
    /// In blocks, from the first call on.
    input: Aligned,
    filled: bool,
    layers: Vec<Blocked>,
}

/// Elements that begin on a cache line, as those in files and in formats of a peer do.
struct Aligned {
    all: Vec<f32>,
    first: usize,
}

impl Aligned {
    fn zeros(length: usize) -> Self {
        let all = vec![0.0; length + 16];
        let first = all.as_ptr().align_offset(64).min(16);
        Self { all, first }
    }

    fn get(&self) -> &[f32] {
        &self.all[self.first..][..self.all.len() - 16]
    }

    fn get_mut(&mut self) -> &mut [f32] {
        let length = self.all.len() - 16;
        &mut self.all[self.first..][..length]
    }
}

impl Call<f32, f32> for InBlocks {
    fn run(&mut self, src: &[f32], _: &mut [f32]) -> Result<()> {
        if !self.filled {
            let to = self.input.get_mut();
            reorder_into(src, self.shapes.0, Layout::Nchw, Layout::Nchw16, to)?;
            self.filled = true;
        }
        let mut input = self.input.get();
        for (layer, shape, output, scratch) in &mut self.layers {
            layer.apply_with(input, *shape, output.get_mut(), scratch)?;
            input = output.get();
        }
        Ok(())
    }

    fn deliver(&mut self, src: &[f32], dst: &mut [f32]) -> Result<()> {
        self.filled = false;
        self.run(src, dst)?;
        let (.., output, _) = self.layers.last().context("no layer")?;
        Ok(reorder_into(
            output.get(),
            self.shapes.1,
            Layout::Nchw16,
            Layout::Nchw,
            dst,
        )?)
    }
}

/// The run-time layers by Winograd's algorithm.
pub(super) fn winograd(task: &LayerTask) -> Result<Own<f32, f32>> {
    let own = Own::new(
        run_time(task, Winograd::Always)?,
        Peer::Winograd,
        "Winograd",
    )?;
    let directly = |plan: &LayerPlan| plan.algorithm() == Algorithm::Direct;
    ensure!(!own.plans().iter().any(directly), "computed directly");
    Ok(own)
}

/// The declared layer of bytes.
pub(super) fn sums(task: &LayerTask, new: NewSums) -> Result<Own<u8, i32>> {
    Ok(Own {
        before: Vec::new(),
        last: new(&whole(&task.layers[0].weights))?,
        chain: None,
        peer: Peer::Generated,
        call: "generated",
        check: Check::default(),
    })
}

/// The run-time layer of bytes.
pub(super) fn integers<Out: Cell>(
    task: &LayerTask,
    quantization: Option<Quantization>,
) -> Result<Own<u8, Out>> {
    let layer = &task.layers[0];
    let mut builder = DynLayer::<u8, Out>::builder(whole(&layer.weights), layer.weights_shape)
        .padding(padding(layer));
    if let Some(quantization) = quantization {
        builder = builder.quantization(quantization);
    }
    Ok(Own {
        before: Vec::new(),
        last: Box::new(builder.build()?),
        chain: None,
        peer: Peer::Dynamic,
        call: "run-time",
        check: Check::default(),
    })
}

fn run_time(task: &LayerTask, winograd: Winograd) -> Result<Vec<Boxed<f32, f32>>> {
    let layers = task.layers.iter();
    layers
        .map(|layer| Ok(Box::new(build::<f32>(layer, winograd)?) as Boxed<f32, f32>))
        .collect()
}

/// A run-time layer of floats.
pub(super) fn build<T: Cell>(layer: &LayerStage, winograd: Winograd) -> Result<DynLayer<T, T>> {
    Ok(builder::<T>(layer, winograd).build()?)
}

fn builder<T: Cell>(layer: &LayerStage, winograd: Winograd) -> LayerBuilder<T, T> {
    let builder = if layer.transposed {
        DynLayer::transposed
    } else {
        DynLayer::builder
    };
    let mut builder = builder(single(&layer.weights), layer.weights_shape)
        .stride(layer.stride)
        .padding(padding(layer))
        .groups(layer.groups)
        .winograd(winograd);
    if !layer.bias.is_empty() {
        builder = builder.bias(single(&layer.bias));
    }
    builder
}

fn padding(layer: &LayerStage) -> Padding {
    match layer.padding {
        0 => Padding::Valid,
        padding => padding.into(),
    }
}

/// These values, which single precision holds.
fn single(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&value| value as f32).collect()
}

/// These values, which are whole.
fn whole(values: &[f64]) -> Vec<i32> {
    values.iter().map(|&value| value as i32).collect()
}

impl<In: Cell> Own<In, In> {
    fn new(mut layers: Vec<Boxed<In, In>>, peer: Peer, call: &'static str) -> Result<Self> {
        let last = layers.pop().context("no layer")?;
        Ok(Self {
            before: layers,
            last,
            chain: None,
            peer,
            call,
            check: Check::default(),
        })
    }
}

impl<In: Cell, Out: Cell> Own<In, Out> {
    pub(super) fn checked(mut self, check: Check) -> Self {
        self.check = check;
        self
    }

    /// What each layer does.
    pub(super) fn plans(&self) -> Vec<LayerPlan> {
        let before = self.before.iter().map(|layer| layer.explain());
        before.chain([self.last.explain()]).collect()
    }

    /// The layers as one, or in turn, each with its output; all buffers are kept.
    pub(super) fn contestant(self, task: &LayerTask) -> Contestant<In, Out> {
        if let Some(chain) = self.chain {
            let shape = task.layers.first().map_or([0; 4], |stage| stage.shape);
            let mut scratch = ChainScratch::new();
            let run = move |src: &[In], dst: &mut [Out]| {
                Ok(chain.apply_with(src, shape, dst, &mut scratch)?)
            };
            return Contestant::here(self.peer, self.call, self.check, Writes(run));
        }
        let mut before: Vec<_> = self
            .before
            .into_iter()
            .zip(&task.layers)
            .map(|(layer, stage)| {
                let output = vec![In::default(); stage.out_shape.iter().product()];
                (layer, stage.shape, output, LayerScratch::new())
            })
            .collect();
        let (last, shape) = (
            self.last,
            task.layers.last().map_or([0; 4], |stage| stage.shape),
        );
        let mut scratch = LayerScratch::new();
        let run = move |src: &[In], dst: &mut [Out]| {
            let mut input = src;
            for (layer, shape, output, scratch) in &mut before {
                layer.apply_with(input, *shape, output, scratch)?;
                input = output;
            }
            Ok(last.apply_with(input, shape, dst, &mut scratch)?)
        };
        Contestant::here(self.peer, self.call, self.check, Writes(run))
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
