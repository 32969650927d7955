//! Kernels of signals: every level, method and view against the reference.

use super::options::{self, computed, direct, exact, levels, same_error};
use super::{Draw, floats};
use conv_kernel::{DynSignal, Element, FrameFilter, Plane, Scratch, SignalFilter, SignalInPlace};
use conv_kernel_tests::checks::{check_signal, difference};
use conv_kernel_tests::ways::same;

/// Draws a kernel and a signal, and compares.
pub fn run(bytes: &[u8]) {
    let draw = &mut Draw::new(bytes);
    match draw.below(4) {
        0 => drop(typed::<i16, i16>(draw).map(|(kernel, data)| in_place(&kernel, &data))),
        1 => drop(typed::<u8, f32>(draw)),
        2 => drop(typed::<f64, f32>(draw)),
        _ => drop(typed::<f32, f32>(draw).map(|(kernel, data)| in_place(&kernel, &data))),
    }
}

fn typed<In: Element, Out: Element>(draw: &mut Draw<'_>) -> Option<(DynSignal<In, Out>, Vec<In>)> {
    let kernel = options::signal::<In, Out>(draw)?;
    let long = draw.one_in(3);
    let length = draw.below(if long { 700 } else { 40 });
    let data = draw.elements::<In>(length);
    compare(&kernel, &data).then_some((kernel, data))
}

/// Whether the kernel has an output, which then is right.
fn compare<In: Element, Out: Element>(kernel: &DynSignal<In, Out>, data: &[In]) -> bool {
    let spec = kernel.kernel();
    assert!(
        kernel.explain().to_string().len() > 20 && kernel.facts().nonzero() <= spec.tap_count()
    );
    let length = kernel.output_len(data.len());
    let Ok(outputs) = length else {
        same_error(&kernel.apply(data), &length);
        return false;
    };
    if !computed(outputs, 1) {
        return false;
    }
    let expected = kernel.apply(data).expect("there is an output");
    if !direct(&spec) {
        let estimates = kernel.estimates(data.len()).expect("there is an output");
        let block = estimates.and_then(|estimates| estimates.block);
        let src = Plane::new(data, data.len(), 1).expect("there is an output");
        floats::by_fft(&spec, block.map(|block| block.points()), src, &expected);
        return true;
    }
    assert_eq!(
        check_signal(&levels(), kernel, data),
        Ok(()),
        "{}",
        kernel.explain()
    );
    same(
        &kernel.apply_par(data).expect("there is an output"),
        &expected,
        "apply_par",
    );
    same(
        &kernel.to_dyn().apply(data).expect("there is an output"),
        &expected,
        "to_dyn",
    );
    let (mut scratch, mut out) = (Scratch::new(), vec![Out::default(); outputs]);
    for _ in 0..2 {
        kernel
            .apply_with(data, &mut out, &mut scratch)
            .expect("there is an output");
        same(&out, &expected, "apply_with");
    }
    frames(kernel, data, &expected);
    true
}

/// Of two channels each has the outputs of a signal.
fn frames<In: Element, Out: Element>(kernel: &DynSignal<In, Out>, data: &[In], expected: &[Out]) {
    let pairs: Vec<[In; 2]> = data
        .iter()
        .zip(data.iter().rev())
        .map(|(&a, &b)| [a, b])
        .collect();
    let backwards: Vec<In> = data.iter().rev().copied().collect();
    let other = kernel.apply(&backwards).expect("there is an output");
    let found = kernel.apply_frames(&pairs).expect("there is an output");
    for (channel, expected) in [expected, &other].into_iter().enumerate() {
        let found: Vec<Out> = found.iter().map(|frame| frame[channel]).collect();
        assert_eq!(difference(&found, expected), None, "{}", kernel.explain());
    }
}

fn in_place<T: Element>(kernel: &DynSignal<T, T>, data: &[T]) {
    let mut signal = data.to_vec();
    let found = kernel.apply_in_place(&mut signal, &mut Scratch::new());
    let spec = kernel.kernel();
    let expected = kernel.apply(data).expect("there is an output");
    if expected.len() != data.len() {
        assert!(found.is_err(), "{expected:?}");
    } else if exact(&spec) || direct(&spec) {
        assert_eq!(found, Ok(()));
        same(&signal, &expected, "apply_in_place");
    }
}
