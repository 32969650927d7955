//! Adjoints and gradients: the transposed matrix, and the linear maps that they say they are.

use super::Draw;
use super::layer::Sizes;
use super::options::{self, built, computed, exact};
use conv_kernel::{
    Adjoint, ConvMatrix, DynLayer, Element, Filter, Layer, LayerValues, Layout, Method, Plan,
    Plane, SignalFilter,
};

/// Draws a kernel or a layer, and what is to be spread over its input.
pub fn run(bytes: &[u8]) {
    let draw = &mut Draw::new(bytes);
    match draw.below(5) {
        0 => plane::<u8, i16>(draw),
        1 => plane::<f32, f32>(draw),
        2 => signal::<i16, i16>(draw),
        3 => signal::<f64, f32>(draw),
        _ => layer(draw),
    }
}

fn plane<In: Element, Out: Element>(draw: &mut Draw<'_>) {
    let Some(kernel) = options::plane::<In, Out>(draw) else {
        return;
    };
    let (width, height) = options::size(draw);
    let Ok((columns, rows)) = kernel.output_size(width, height) else {
        return;
    };
    if !computed(columns, rows) {
        return;
    }
    let Some(adjoint) = built(kernel.adjoint(width, height)) else {
        return;
    };
    let matrix = kernel
        .matrix(width, height)
        .expect("what has an adjoint has a matrix");
    assert_eq!(
        (adjoint.input_size(), adjoint.output_size()),
        ((columns, rows), (width, height))
    );
    if exact(&kernel.kernel()) {
        integers(draw, &adjoint, &matrix);
    }
    floats(draw, (&matrix, &kernel.explain()), |y| {
        let y = Plane::new(y, columns, rows).expect("a plane");
        Some(built(adjoint.apply(y))?.into_vec())
    });
}

fn signal<In: Element, Out: Element>(draw: &mut Draw<'_>) {
    let Some(kernel) = options::signal::<In, Out>(draw) else {
        return;
    };
    let length = draw.between(1, 60);
    if !kernel
        .output_len(length)
        .is_ok_and(|outputs| computed(outputs, 1))
    {
        return;
    }
    let Some(adjoint) = built(kernel.adjoint(length)) else {
        return;
    };
    let matrix = kernel
        .matrix(length)
        .expect("what has an adjoint has a matrix");
    floats(draw, (&matrix, &kernel.explain()), |y| {
        built(adjoint.apply(y))
    });
}

/// Integers have the sums of the matrix.
fn integers(draw: &mut Draw<'_>, adjoint: &Adjoint, matrix: &ConvMatrix) {
    let (width, height) = adjoint.input_size();
    let y = draw.elements::<i32>(width * height);
    let wide: Vec<i64> = y.iter().map(|&y| y.into()).collect();
    let Some(found) = built(adjoint.apply_exact(Plane::new(&y, width, height).expect("a plane")))
    else {
        return;
    };
    let expected = matrix
        .transpose_matvec_exact(&wide)
        .expect("sums that fit 2^53 fit 127 bits");
    assert_eq!(found.data(), expected, "{adjoint:?}");
}

/// Doubles keep the bound of the sums of the matrix, times its scale.
fn floats(
    draw: &mut Draw<'_>,
    (matrix, plan): (&ConvMatrix, &Plan),
    apply: impl FnOnce(&[f64]) -> Option<Vec<f64>>,
) {
    let y: Vec<f64> = (0..matrix.rows())
        .map(|_| (draw.integer() % 1000) as f64 / 8.0)
        .collect();
    let Some(found) = apply(&y) else { return };
    // By FFT errors follow the largest sums.
    if plan.kernel().method() != Method::Direct {
        return;
    }
    let expected = matrix.transpose_matvec(&y).expect("it has the length");
    let mut sums = vec![(0.0, 0.0); matrix.columns()];
    for (i, y) in y.iter().enumerate() {
        for (column, term) in matrix.row(i) {
            sums[column].0 += (term.to_f64() * y).abs();
            sums[column].1 += 1.0;
        }
    }
    let (multiply, divide) = matrix.scale();
    let scale = multiply as f64 / divide as f64;
    for ((found, expected), (magnitude, terms)) in found.iter().zip(expected).zip(sums) {
        // Phases and borders add once each, the scale rounds, and so does the reference.
        let bound = (2.0 * terms + 16.0) * f64::EPSILON * magnitude * scale.abs() + 1e-300;
        let expected = expected * scale;
        let overflows = !(magnitude * scale.abs()).is_finite() || magnitude > 1e300;
        assert!(
            overflows || (found - expected).abs() <= bound,
            "{found:e}, not {expected:e} +- {bound:e} {plan}"
        );
    }
}

/// With small integers every sum is exact, so that the maps can be compared by what defines them:
/// `<A x - A 0, dy> = <x, dx>`, and, since the outputs are linear in the weights too, `<A x - b,
/// dy> = <w, dw>`.
fn layer(draw: &mut Draw<'_>) {
    let mut sizes = Sizes::drawn(draw);
    (sizes.inputs, sizes.outputs) = (sizes.inputs.min(60), sizes.outputs.min(60));
    let small = |draw: &mut Draw<'_>, count: usize| -> Vec<f64> {
        let drawn: Vec<i64> = (0..13).map(|_| draw.integer() % 9).collect();
        (0..count).map(|at| drawn[at * at % 13] as f64).collect()
    };
    let weights = small(draw, sizes.weights().iter().product());
    let layout = draw.pick(&[Layout::Nchw, Layout::Nhwc]);
    let builder = sizes
        .builder::<f64, f64>(draw, LayerValues::F64(weights.clone()))
        .layout(layout);
    let Some(layer) = built(builder.build()) else {
        return;
    };
    let shape = sizes.shape(layout);
    let Ok(output) = layer.output_shape(shape) else {
        return;
    };
    if output.iter().product::<usize>() > options::OUTPUTS {
        return;
    }
    let x = small(draw, shape.iter().product());
    let dy = small(draw, output.iter().product());
    identities(&layer, (&weights, &x, &dy), shape);
}

fn identities(
    layer: &DynLayer<f64, f64>,
    (weights, x, dy): (&[f64], &[f64], &[f64]),
    shape: [usize; 4],
) {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let of = |x: &[f64]| dot(&layer.apply(x, shape).expect("there is an output"), dy);
    let (whole, none) = (of(x), of(&vec![0.0; x.len()]));
    // A border may hold any number, as large or as small as a double is.
    let constants = |border| matches!(border, conv_kernel::Border::Constant(value) if value.fract() != 0.0 || value.is_nan() || value.abs() >= 1e6);
    let window = layer.explain().kernel().window();
    if constants(window.row_border) || constants(window.column_border) {
        layer
            .input_gradient(dy, shape)
            .expect("there is a gradient");
        layer
            .weight_gradient(x, dy, shape)
            .expect("there is a gradient");
        return;
    }
    let dx = layer
        .input_gradient(dy, shape)
        .expect("there is a gradient");
    assert_eq!(whole - none, dot(&dx, x), "{}", layer.explain());
    assert_eq!(
        layer
            .input_gradient_par(dy, shape)
            .expect("there is a gradient"),
        dx
    );
    let adjoint = layer.adjoint(shape).expect("there is an adjoint");
    assert_eq!(adjoint.apply(dy).expect("there is an adjoint"), dx);
    let dw = layer
        .weight_gradient(x, dy, shape)
        .expect("there is a gradient");
    assert_eq!(whole, dot(&dw, weights), "{}", layer.explain());
    assert_eq!(
        layer
            .weight_gradient_par(x, dy, shape)
            .expect("there is a gradient"),
        dw
    );
    let db = layer.bias_gradient(dy, shape).expect("there is a gradient");
    assert_eq!(db.iter().sum::<f64>(), dy.iter().sum::<f64>());
}
