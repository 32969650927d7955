//! The matrices that are drawn, and what is known of each.

use crate::spy::{Picture, View};
use conv_kernel::prelude::*;
use conv_kernel::{ConvMatrix, Error};

/// Nine taps that can be told apart.
const TAPS: [[i32; 3]; 3] = [[-4, -3, -2], [-1, 5, 1], [2, 3, 4]];

/// Each with the name of its file.
pub(crate) fn pictures() -> Result<Vec<(&'static str, Picture)>, Error> {
    Ok(vec![signal()?, planes()?, stride()?, transposed()?])
}

/// Structure, density and rank, in a line each.
fn facts(matrix: &ConvMatrix) -> Result<Vec<String>, Error> {
    let (nonzeros, entries) = (matrix.nonzeros()?, matrix.rows() * matrix.columns());
    Ok(vec![
        format!("structure: {}", matrix.structure()),
        format!(
            "density: {nonzeros} of {entries}, {:.0} %",
            100.0 * matrix.density()?
        ),
        format!("rank: {}", matrix.rank()?),
    ])
}

/// A view whose blocks have `blocks` rows and columns.
fn view(name: &str, matrix: &ConvMatrix, blocks: [usize; 2]) -> Result<View, Error> {
    Ok(View {
        name: name.to_owned(),
        entries: matrix.to_dense()?,
        blocks,
        facts: facts(matrix)?,
    })
}

fn signal() -> Result<(&'static str, Picture), Error> {
    let kernel = DynSignal::<u8, i32>::builder([1, 2, -1]).build()?;
    let picture = Picture {
        title: "Taps [1, 2, -1] on a signal of 5 elements: each row is the one above, moved right"
            .to_owned(),
        views: vec![view("no padding", &kernel.matrix(5)?, [3, 5])?],
    };
    Ok(("matrix-signal.png", picture))
}

fn planes() -> Result<(&'static str, Picture), Error> {
    let padded = |border| {
        let builder = DynKernel::<u8, i32>::builder(TAPS).padding(Padding::Same);
        builder.border(border).build()?.matrix(4, 4)
    };
    let picture = Picture {
        title: "3x3 taps on a plane of 4x4, row by row: a block joins a row of outputs to one of inputs".to_owned(),
        views: vec![
            view("zeros outside", &padded(Border::Zero)?, [4, 4])?,
            view("around the ends", &padded(Border::Wrap)?, [4, 4])?,
        ],
    };
    Ok(("matrix-planes.png", picture))
}

fn stride() -> Result<(&'static str, Picture), Error> {
    let kernel = DynSignal::<u8, i32>::builder([-2, 1, 4, 3, -1])
        .stride(2)
        .build()?;
    let picture = Picture {
        title:
            "Stride 2, taps [-2, 1, 4, 3, -1]: each row moves by 2, so half of the rows are left"
                .to_owned(),
        views: vec![view("no padding", &kernel.matrix(13)?, [5, 13])?],
    };
    Ok(("matrix-stride.png", picture))
}

fn transposed() -> Result<(&'static str, Picture), Error> {
    let weights = TAPS.as_flattened().iter().map(|&tap| tap as f32);
    let weights: Vec<f32> = weights.collect();
    let layer = DynLayer::<f32, f32>::builder(weights.as_slice(), [1, 1, 3, 3]).build()?;
    let spread = DynLayer::<f32, f32>::transposed(weights, [1, 1, 3, 3]).build()?;
    let (shape, small) = ([1, 1, 5, 5], [1, 1, 3, 3]);
    let (matrix, transpose) = (layer.matrix(shape)?, spread.matrix(small)?);
    let mut mirrored = view("transposed layer, 3x3 to 5x5", &transpose, [5, 3])?;
    let all = || (0..matrix.rows()).flat_map(|i| (0..matrix.columns()).map(move |j| (i, j)));
    let equal = all().all(|(i, j)| matrix.entry(i, j) == transpose.entry(j, i));
    let words = if equal { "is" } else { "is not" };
    mirrored
        .facts
        .push(format!("it {words} the transpose of the other"));
    let picture = Picture {
        title: "A layer and the transposed layer of the same weights: rows become columns"
            .to_owned(),
        views: vec![view("layer, 5x5 to 3x3", &matrix, [3, 5])?, mirrored],
    };
    Ok(("matrix-transposed.png", picture))
}
