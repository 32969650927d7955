//! Signals and frames in blocks: together they have the bits of the whole.

use super::Draw;
use super::options::{self, built, computed, direct};
use conv_kernel::{DynSignal, Element, Error, FrameFilter, SignalFilter};
use conv_kernel_tests::checks::difference;

/// Draws a kernel, a signal and the lengths of blocks, and compares.
pub fn run(bytes: &[u8]) {
    let draw = &mut Draw::new(bytes);
    match draw.below(3) {
        0 => typed::<i16, i16>(draw),
        1 => typed::<u8, f32>(draw),
        _ => typed::<f32, f32>(draw),
    }
}

fn typed<In: Element, Out: Element>(draw: &mut Draw<'_>) {
    let Some(kernel) = options::signal::<In, Out>(draw) else {
        return;
    };
    let length = draw.below(300);
    // A stream holds the elements of a window, and gives as many outputs as the whole.
    let small = match kernel.output_len(length) {
        Ok(outputs) => computed(outputs, 1),
        Err(error) => matches!(error, Error::Empty | Error::InputTooSmall { .. }),
    };
    let extent = kernel.window().columns.extent();
    if !small || extent.is_none_or(|extent| extent > 1 << 16) {
        return;
    }
    let data = draw.elements::<In>(length);
    let usual = draw.pick(&[1, 4, 30, 300]);
    let blocks: Vec<usize> = (0..length).map(|_| draw.below(usual + 1)).collect();
    signal(&kernel, &data, &blocks);
    frames(&kernel, &data, &blocks);
}

/// The parts of a signal: blocks of these lengths, and what is left.
fn cut<'a, T>(data: &'a [T], blocks: &'a [usize]) -> impl Iterator<Item = &'a [T]> {
    let mut rest = data;
    blocks
        .iter()
        .copied()
        .chain([usize::MAX])
        .map(move |length| {
            let (block, after) = rest.split_at(length.min(rest.len()));
            rest = after;
            block
        })
}

/// A stream that is used twice; `finish` makes it as new.
fn signal<In: Element, Out: Element>(kernel: &DynSignal<In, Out>, data: &[In], blocks: &[usize]) {
    let expected = kernel.apply(data).unwrap_or_default();
    let Some(mut stream) = built(kernel.stream()) else {
        return;
    };
    for _ in 0..2 {
        let mut all = Vec::new();
        for block in cut(data, blocks) {
            let promised = stream.outputs(block.len());
            let mut out = vec![Out::default(); promised];
            assert!(promised == 0 || stream.push(block, &mut out[1..]).is_err());
            assert_eq!(
                stream.push(block, &mut out),
                Ok(promised),
                "{}",
                kernel.explain()
            );
            all.extend(out);
        }
        let promised = stream.outputs_at_end();
        let mut out = vec![Out::default(); promised];
        assert_eq!(
            stream.finish(&mut out),
            Ok(promised),
            "{}",
            kernel.explain()
        );
        all.extend(out);
        // By FFT floats have other bits.
        if direct(&kernel.kernel()) {
            let differs = difference(&all, &expected);
            assert_eq!(
                differs,
                None,
                "{all:?} and {expected:?} {}",
                kernel.explain()
            );
        }
    }
}

fn frames<In: Element, Out: Element>(kernel: &DynSignal<In, Out>, data: &[In], blocks: &[usize]) {
    let frame = |at: usize| [data[at], data[data.len() - 1 - at], data[at / 2]];
    let frames: Vec<[In; 3]> = (0..data.len()).map(frame).collect();
    let (Some(mut stream), Ok(expected)) = (
        built(kernel.frame_stream::<3>()),
        kernel.apply_frames(&frames),
    ) else {
        return;
    };
    let mut all = Vec::new();
    for block in cut(&frames, blocks) {
        let mut out = vec![[Out::default(); 3]; stream.outputs(block.len())];
        assert_eq!(stream.push(block, &mut out), Ok(out.len()));
        all.extend(out);
    }
    let mut out = vec![[Out::default(); 3]; stream.outputs_at_end()];
    assert_eq!(stream.finish(&mut out), Ok(out.len()));
    all.extend(out);
    if direct(&kernel.kernel()) {
        let differs = difference(all.as_flattened(), expected.as_flattened());
        assert_eq!(differs, None, "{}", kernel.explain());
    }
}
