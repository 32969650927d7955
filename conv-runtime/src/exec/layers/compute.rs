//! From a call to the loops of its form, and from their sums to outputs.

use super::call::Call;
use super::dispatch::WinogradLoops;
use super::lane::LayerLane;
use super::pack::{AnyPacked, Blocks};
use super::quantise::quantise;
use super::scratch::{Buffers, LayerScratch};
use super::stage::Byte;
use crate::data::{Error, grown};
use crate::exec::element::{Bytes, Element};
use crate::exec::planes::Stage;
use crate::exec::simd::Store;
use conv_plan::plan::layer::{
    Algorithm, LayerForm, LayerLowering, Products, Reading, WinogradMatrices,
};
use conv_plan::rules::layer::{LayerSpec, Layout};

impl AnyPacked {
    /// Computes a call whose weights begin at index `first` of the blocks of all groups.
    pub(super) fn compute<In: Element, Out: Element>(
        &self,
        algorithm: Algorithm,
        (call, first): (&Call<'_, In>, usize),
        y: &mut [Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        self.written(algorithm, (call, first), y, scratch)?;
        if !self.fills(call.kernel, algorithm) {
            fill_up(call, y);
        }
        Ok(())
    }

    /// Whether loops write the last block of channels as a whole, and outputs are their sums.
    fn fills(&self, kernel: &LayerSpec, algorithm: Algorithm) -> bool {
        let blocks = kernel.shape().groups == 1 && !matches!(self, Self::Words(_));
        kernel.quantization().is_none()
            && match LayerForm::of(kernel, algorithm) {
                LayerForm::DepthwiseChannels => true,
                LayerForm::Dense | LayerForm::Pointwise => blocks,
                _ => false,
            }
    }

    /// As [`compute`](Self::compute); what fills up the last block of channels may be anything.
    fn written<In: Element, Out: Element>(
        &self,
        algorithm: Algorithm,
        (call, first): (&Call<'_, In>, usize),
        y: &mut [Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        match self {
            Self::F32(packed) => {
                let lowering = scratch.lowering::<In, f32>(call, algorithm, Products::One);
                let (packed, buffers) = (packed.blocks(first), &mut scratch.of_f32);
                floats(call, (algorithm, &lowering), packed, buffers, y)
            }
            Self::F64(packed) => {
                let lowering = scratch.lowering::<In, f64>(call, algorithm, Products::One);
                let (packed, buffers) = (packed.blocks(first), &mut scratch.of_f64);
                floats(call, (algorithm, &lowering), packed, buffers, y)
            }
            Self::Integer(packed) => {
                let packed = (Products::One, packed.blocks(first));
                integers(call, algorithm, packed, y, scratch)
            }
            Self::Words(words) => {
                let (products, packed) = words.on(call.token);
                let packed = (products, packed.blocks(first));
                integers(call, algorithm, packed, y, scratch)
            }
        }
    }
}

/// Sets what fills up the last block of channels to 0, in the rows that are computed.
fn fill_up<In, Out: Copy + Default>(call: &Call<'_, In>, y: &mut [Out]) {
    let output = call.resolved.output;
    let there = output.channels % Layout::BLOCK;
    if call.kernel.layout() != Layout::Nchw16 || there == 0 {
        return;
    }
    let blocks = output.channels.div_ceil(Layout::BLOCK);
    let pixels = output.rows * output.columns;
    let block = (call.out_rows * output.columns * Layout::BLOCK).max(1);
    // Of an image that begins at a later row, the last chunk lacks the rows before.
    for block in y.chunks_mut(block).skip(blocks - 1).step_by(blocks) {
        for pixel in block.chunks_exact_mut(Layout::BLOCK).take(pixels) {
            pixel[there..].fill(Out::default());
        }
    }
}

/// The sums of integers, and what becomes of them.
fn integers<In: Element, Out: Element>(
    call: &Call<'_, In>,
    algorithm: Algorithm,
    (products, packed): (Products, Blocks<'_, i32>),
    y: &mut [Out],
    scratch: &mut LayerScratch,
) -> Result<(), Error> {
    let lowering = scratch.lowering::<In, i32>(call, algorithm, products);
    let buffers = &mut scratch.of_i32;
    let way = (algorithm, &lowering);
    if call.kernel.quantization().is_none() {
        return integer_sums(call, way, packed, buffers, Out::as_lanes(y));
    }
    let output = call.resolved.output;
    // Sums are of the rows that are computed, and nothing else.
    let of_sums = Call {
        out_rows: output.rows,
        ..*call
    };
    let mut kept = core::mem::take(&mut scratch.sums);
    let elements = output
        .elements(call.kernel.layout())
        .ok_or(Error::SizeOverflow);
    let result = elements
        .and_then(|elements| grown(&mut kept, elements))
        .and_then(|sums| {
            integer_sums(&of_sums, way, packed, buffers, Some(sums))?;
            let areas = [output.rows, call.out_rows].map(|rows| rows * output.columns);
            quantise(call.token, call.kernel, areas, sums, y);
            Ok(())
        });
    scratch.sums = kept;
    result
}

fn floats<In: Stage<A>, Out: Store<A>, A: LayerLane + WinogradLoops>(
    call: &Call<'_, In>,
    way: (Algorithm, &LayerLowering),
    packed: Blocks<'_, A>,
    buffers: &mut Buffers<A>,
    y: &mut [Out],
) -> Result<(), Error> {
    sums(
        call,
        way,
        packed,
        buffers,
        Out::as_lanes(y),
        |matrices, buffers, out| call.winograd(matrices, packed, buffers, out),
    )
}

fn integer_sums<In: Element>(
    call: &Call<'_, In>,
    way: (Algorithm, &LayerLowering),
    packed: Blocks<'_, i32>,
    buffers: &mut Buffers<i32>,
    out: Option<&mut [i32]>,
) -> Result<(), Error> {
    if way.1.products != Products::One {
        return words(call, way.1, packed, buffers, out);
    }
    sums(call, way, packed, buffers, out, |_, _, _| {
        invariant!(false, "Winograd's algorithm was planned for integers");
        Ok(())
    })
}

/// As [`integer_sums`], from words.
fn words<In: Element>(
    call: &Call<'_, In>,
    lowering: &LayerLowering,
    packed: Blocks<'_, i32>,
    buffers: &mut Buffers<i32>,
    out: Option<&mut [i32]>,
) -> Result<(), Error> {
    // The checked kernel has the element types of the call.
    let (Some(out), Some(images)) = (out, In::bytes(call.images)) else {
        return Ok(());
    };
    match images {
        Bytes::I8(images) => i8::sums(&call.of(images), lowering, packed, buffers, out),
        Bytes::U8(images) => u8::sums(&call.of(images), lowering, packed, buffers, out),
    }
}

/// The sums of all images into `out`, which has the shape of the output, by the loops of the form.
fn sums<In: Stage<A>, A: LayerLane>(
    call: &Call<'_, In>,
    (algorithm, lowering): (Algorithm, &LayerLowering),
    packed: Blocks<'_, A>,
    buffers: &mut Buffers<A>,
    out: Option<&mut [A]>,
    winograd: impl FnOnce(&WinogradMatrices, &mut Buffers<A>, &mut [A]) -> Result<(), Error>,
) -> Result<(), Error> {
    // The checked kernel has the element types of the call.
    let Some(out) = out else {
        return Ok(());
    };
    match (lowering.form, algorithm.matrices()) {
        (LayerForm::Winograd, Some(matrices)) => winograd(matrices, buffers, out),
        (LayerForm::DepthwiseChannels, _) => call.depthwise(lowering, packed, buffers, out),
        (LayerForm::Pointwise, _) => call.pointwise(lowering, packed, buffers, out),
        (LayerForm::DepthwiseRows, _) if lowering.reading == Reading::Masked => {
            call.planes(lowering.pieces.main.tiling, buffers, out)
        }
        // Register tiles over bands of rows: `Dense`, `DepthwiseRows`.
        _ => call.direct(lowering, packed, buffers, out),
    }
}
