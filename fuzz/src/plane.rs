//! Kernels of planes: every level, method and view against the reference.

use super::options::{self, computed, direct, exact, levels, same_error};
use super::{Draw, floats};
use conv_kernel::reference::correlate;
use conv_kernel::{Arithmetic, DynKernel, Element, Filter, Plane, PlaneBuf};
use conv_kernel_tests::checks::{check_plane, difference};
use conv_kernel_tests::ways::every_way;

/// Draws a kernel and a plane, and compares.
pub fn run(bytes: &[u8]) {
    let draw = &mut Draw::new(bytes);
    match draw.below(5) {
        0 => typed::<u8, u8>(draw),
        1 => typed::<i16, i32>(draw),
        2 => typed::<f32, u8>(draw),
        3 => typed::<f64, f64>(draw),
        _ => typed::<f32, f32>(draw),
    }
}

fn typed<In: Element, Out: Element>(draw: &mut Draw<'_>) {
    let Some(kernel) = options::plane::<In, Out>(draw) else {
        return;
    };
    let (width, height) = options::size(draw);
    let data = draw.elements::<In>(width * height);
    compare(&kernel, &data, width);
}

fn compare<In: Element, Out: Element>(kernel: &DynKernel<In, Out>, data: &[In], width: usize) {
    let spec = kernel.kernel();
    let words = (kernel.explain().to_string(), kernel.facts());
    assert!(words.0.len() > 20, "{words:?}");
    let src = Plane::new(data, width, data.len() / width).expect("a plane");
    let size = kernel.output_size(width, src.height());
    let Ok((columns, rows)) = size else {
        same_error(&kernel.apply(src), &size);
        return;
    };
    if !computed(columns, rows) {
        return;
    }
    if spec.parts() > 1 {
        let expected = correlate::<In, Out>(&spec, src).expect("the reference takes every kernel");
        for level in levels().into_iter().filter(|_| exact(&spec)) {
            let mut found = PlaneBuf::filled(columns, rows, Out::default()).expect("it is small");
            kernel
                .apply_into_at(level, src, found.as_plane_mut())
                .expect("the level is here");
            let differs = difference(found.data(), expected.data());
            assert_eq!(differs, None, "{level} {spec}");
        }
    } else if direct(&spec) {
        let right = check_plane(&levels(), kernel, data, width);
        assert_eq!(right, Ok(()), "{}", kernel.explain());
    }
    if direct(&spec) {
        every_way(kernel, data, width);
    } else {
        let found = kernel.apply(src).expect("there is an output");
        let estimates = kernel.estimates(width, src.height()).expect("an output");
        let block = estimates.and_then(|estimates| estimates.block);
        floats::by_fft(&spec, block.map(|block| block.points()), src, found.data());
    }
    if spec.arithmetic() == Arithmetic::Strict {
        let all = levels().into_iter().map(|level| {
            let mut out = PlaneBuf::filled(columns, rows, Out::default()).expect("it is small");
            kernel
                .apply_into_at(level, src, out.as_plane_mut())
                .expect("the level is here");
            out.into_vec()
        });
        let all: Vec<Vec<Out>> = all.collect();
        for of_level in &all[1..] {
            assert_eq!(difference(of_level, &all[0]), None, "{}", kernel.explain());
        }
    }
}
