//! `conv matrix`: the kernel as a matrix, in numbers and drawn as by the example `matrix`.

#[path = "../../examples/matrix/spy.rs"]
mod spy;

use crate::args::Matrix;
use crate::draw;
use crate::fault::Failure;
use crate::kernel::Kernel;
use crate::output;
use crate::plots::letters;
use crate::plots::theme::Theme;
use conv_kernel::{ConvMatrix, Error};
use serde_json::json;
use spy::{Picture, View};

/// The widest and highest matrix that is drawn: a pixel for each entry.
const LARGEST: usize = 752;

/// The most letters in a line of entries that are printed, and the most lines.
const PRINTED: [usize; 2] = [120, 64];

/// The most entries that are printed as JSON.
const LISTED: usize = 1 << 16;

/// The most entries of a matrix that is looked through.
const ENTRIES: usize = 1 << 26;

pub(crate) fn run(request: &Matrix) -> Result<(), Failure> {
    let kernel = Kernel::read(&request.kernel)?;
    let (input, to) = kernel.types();
    let spec = kernel.check(input, to)?;
    let size = draw::size(request.size.as_deref(), kernel.axes(), [[16, 1], [8, 8]])?;
    let [width, height] = size;
    let matrix = if kernel.axes() == 1 {
        ConvMatrix::signal(&spec, width)
    } else {
        ConvMatrix::new(&spec, width, height)
    }
    .map_err(Failure::of)?;
    let name = format!("{} by {}", matrix.rows(), matrix.columns());
    if request.png.is_some() && matrix.rows().max(matrix.columns()) > LARGEST {
        return Err(Failure::usage(format!(
            "a matrix of {name} is too large to draw: write a smaller `--size`, for at most {LARGEST} rows and columns"
        )));
    }
    if matrix.rows().saturating_mul(matrix.columns()) > ENTRIES {
        return Err(Failure::usage(format!(
            "a matrix of {name} is too large to count: write a smaller `--size`, for at most {ENTRIES} entries"
        )));
    }
    let nonzeros = matrix.nonzeros().map_err(Failure::of)?;
    let density = matrix.density().map_err(Failure::of)?;
    let (below, above) = matrix.bandwidth().map_err(Failure::of)?;
    let rank = match matrix.rank() {
        Ok(rank) => Some(rank),
        Err(Error::TooManyEntries { .. }) => None,
        Err(error) => return Err(Failure::of(error)),
    };
    let (multiply, divide) = matrix.scale();
    let offsets: Vec<f64> = (0..matrix.rows()).map(|row| matrix.offset(row)).collect();
    let mut facts = vec![
        format!("structure: {}", matrix.structure()),
        format!(
            "density: {nonzeros} of {}, {:.0} %",
            matrix.rows() * matrix.columns(),
            100.0 * density
        ),
        format!("bandwidth: {below} below, {above} above the diagonal"),
        rank.map_or_else(
            || "rank: not computed for so many entries".into(),
            |rank| format!("rank: {rank}"),
        ),
    ];
    if (multiply, divide) != (1, 1) {
        facts.push(format!("scale: {multiply}/{divide} of these entries"));
    }
    match offsets.iter().filter(|&&offset| offset != 0.0).count() {
        0 => {}
        rows => facts.push(format!("offset: {rows} rows with what the border adds")),
    }
    let listed = matrix.rows().saturating_mul(matrix.columns()) <= LISTED;
    let dense = (listed || request.png.is_some())
        .then(|| matrix.to_dense())
        .transpose()
        .map_err(Failure::of)?;
    let entries = dense.as_ref().filter(|_| listed).map(|dense| {
        let rows = (0..matrix.rows()).filter_map(|row| dense.row(row));
        rows.collect::<Vec<_>>()
    });
    let value = json!({
        "kernel": kernel.name,
        "size": size,
        "rows": matrix.rows(),
        "columns": matrix.columns(),
        "structure": matrix.structure().to_string(),
        "nonzeros": nonzeros,
        "density": density,
        "bandwidth": [below, above],
        "rank": rank,
        "scale": [multiply, divide],
        "offsets": listed.then_some(offsets),
        "entries": entries,
    });
    let printed = entries.filter(|rows| rows.len() <= PRINTED[1]);
    let printed = printed.and_then(|rows| numbers(&rows));
    if let (Some(path), Some(entries)) = (&request.png, dense) {
        let picture = Picture {
            title: kernel.name.clone(),
            views: vec![View {
                name: name.clone(),
                entries,
                // A row of inputs, and the outputs that it makes.
                blocks: [blocks(matrix.rows(), &kernel, &spec, size)?, width],
                facts: facts.clone(),
            }],
        };
        letters::with_font().map_err(Failure::of)?;
        draw::png(path, &picture.draw(Theme::of(request.dark)))?;
    }
    let printed = printed.unwrap_or_default();
    let text = format!("{printed}{name}\n{}\n", facts.join("\n"));
    output::facts_beside(request.png.as_deref(), request.json, &value, &text)
}

/// Rows of numbers in columns, if they are short enough.
fn numbers(rows: &[&[f64]]) -> Option<String> {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().copied().map(number).collect())
        .collect();
    let width = rows.iter().flatten().map(String::len).max().unwrap_or(0);
    let columns = rows.first().map_or(0, Vec::len);
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| format!("{cell:>width$}")).collect();
        cells.join(" ") + "\n"
    };
    (columns * (width + 1) <= PRINTED[0]).then(|| rows.iter().map(line).collect())
}

/// A number in few letters: only zeros are `0`.
fn number(entry: f64) -> String {
    let size = entry.abs();
    if entry == 0.0 {
        "0".into()
    } else if (1e-3..1e7).contains(&size) {
        let rounded = format!("{entry:.4}");
        rounded.trim_end_matches('0').trim_end_matches('.').into()
    } else {
        format!("{entry:.1e}")
    }
}

/// Outputs in a row of them, the height of a block.
fn blocks(
    rows: usize,
    kernel: &Kernel,
    spec: &conv_kernel::ConvSpec,
    [width, height]: [usize; 2],
) -> Result<usize, Failure> {
    if kernel.axes() == 1 {
        return Ok(rows.max(1));
    }
    let window = spec.window().resolve(width, height);
    let (_, columns) = window.map_err(Failure::of)?;
    Ok(columns.output.max(1))
}
