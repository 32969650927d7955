//! The other matrix view: a layer as one product, `Y = W_row X_col`, with the input unrolled.

use conv_kernel::prelude::*;
use conv_kernel::{Error, LayerValues, matrix};

/// Prints the three matrices of a small layer, and what their rows and columns are.
pub(crate) fn print() -> Result<(), Error> {
    // Three outputs of two inputs, 2x2 taps.
    let weights: Vec<f64> = (0..24).map(|i| f64::from(i % 7 - 3)).collect();
    let layer = DynLayer::<f64, f64>::builder(weights, [3, 2, 2, 2]).build()?;
    let shape = [1, 2, 3, 3];
    let x: Vec<f64> = (1..=18).map(f64::from).collect();
    let plan = layer.explain();
    let spec = plan.kernel();
    let LayerValues::F64(weights) = spec.weights() else {
        return Ok(());
    };
    let patches = matrix::im2col_layer(spec, &x, shape)?;
    let (depth, pixels) = (patches.height(), patches.width());
    let outputs = weights.len() / depth;
    let y = layer.apply(&x, shape)?;

    println!("A layer as one product of matrices, Y = W_row X_col");
    println!("  2 channels of 3x3 pixels, 3 output channels, 2x2 taps, no padding\n");
    println!("  W_row: a row for each output channel, its {depth} weights in a line");
    rows(weights, depth);
    println!("  X_col: a column for each output pixel, the {depth} elements that it sees");
    rows(patches.data(), pixels);
    println!("  Y: a row for each output channel, a column for each pixel");
    rows(&y, pixels);

    let product = (0..outputs).flat_map(|o| (0..pixels).map(move |p| (o, p)));
    let product = product.map(|(o, p)| -> f64 {
        (0..depth)
            .map(|k| weights[o * depth + k] * patches.data()[k * pixels + p])
            .sum()
    });
    let equal = product.eq(y.iter().copied());
    let word = if equal { "is" } else { "is not" };
    println!("  The product {word} what the layer computes.");
    Ok(())
}

fn rows(values: &[f64], columns: usize) {
    for row in values.chunks_exact(columns) {
        let row: Vec<String> = row.iter().map(|value| format!("{value:>5}")).collect();
        println!("    |{} |", row.join(""));
    }
    println!();
}
