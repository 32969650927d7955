//! Text to a kernel: read, checked and planned while the page runs.

use conv_kernel::prelude::*;
use conv_syntax::text;

/// Rows and columns of the plane whose matrix is drawn.
const SIDE: usize = 8;

/// The most multiply-adds for an output: with more, a page does not answer for seconds.
const MOST: usize = 1000;

/// What became of a text.
pub(crate) struct Typed {
    pub(crate) kernel: DynKernel<u8, u8>,
    pub(crate) matrix: Dense,
    /// The plan, and a line about the matrix.
    pub(crate) words: String,
}

/// The entries of a matrix, row by row.
#[derive(Default)]
pub(crate) struct Dense {
    pub(crate) entries: Vec<f64>,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

/// The borders, in the order of the page's list.
const BORDERS: [Border; 4] = [
    Border::Zero,
    Border::Replicate,
    Border::Reflect101,
    Border::Wrap,
];

/// Reads a text; with `centred`, 128 is added to each sum, so that a sum of 0 is grey.
///
/// # Errors
///
/// A line for each mistake: the bytes where it begins and ends in the text, and the message.
pub(crate) fn typed(written: &str, border: u32, centred: bool) -> Result<Typed, String> {
    let whole = |message: String| line(0, written.len(), &message);
    let kernels = text::taps(written, &mut |_| Err("a page reads no files".into()));
    let kernels = kernels.map_err(|mistakes| {
        let lines = mistakes.iter().map(|mistake| {
            let range = &mistake.range;
            line(range.start, range.end, &mistake.message)
        });
        lines.collect::<String>()
    })?;
    let [(_, taps)] = <[_; 1]>::try_from(kernels)
        .map_err(|_| whole("this page applies one kernel: write one, without a name".into()))?;
    let kernel = kernel(&taps, border, centred).map_err(|error| whole(error.to_string()))?;
    let operations = kernel.facts().operations();
    if operations > MOST {
        return Err(whole(format!(
            "this takes {operations} multiply-adds for each output, and the page allows {MOST}: write a smaller kernel"
        )));
    }
    let (matrix, facts) = matrix(&kernel).map_err(|error| whole(error.to_string()))?;
    let words = format!("{}\n{facts}", kernel.explain());
    Ok(Typed {
        kernel,
        matrix,
        words,
    })
}

fn line(start: usize, end: usize, message: &str) -> String {
    format!("{start} {end} {}\n", message.replace('\n', " "))
}

fn kernel(taps: &Taps, border: u32, centred: bool) -> Result<DynKernel<u8, u8>, Error> {
    let border = BORDERS.get(border as usize).copied();
    let mut builder = DynKernel::builder(taps.clone())
        .padding(Padding::Same)
        .border(border.unwrap_or(Border::Zero))
        .overflow(Overflow::Saturate);
    if centred {
        builder = builder.map(|sum| sum + 128);
    }
    builder.build()
}

/// The matrix for a small plane, and what is known of it in a line.
fn matrix(kernel: &DynKernel<u8, u8>) -> Result<(Dense, String), Error> {
    let matrix = kernel.matrix(SIDE, SIDE)?;
    let dense = matrix.to_dense()?;
    let (rows, columns) = (matrix.rows(), matrix.columns());
    let facts = format!(
        "{rows} by {columns}, {}; {} of {} entries are not 0; rank {}",
        matrix.structure(),
        matrix.nonzeros()?,
        rows * columns,
        matrix.rank()?,
    );
    let entries = dense.into_vec();
    Ok((
        Dense {
            entries,
            rows,
            columns,
        },
        facts,
    ))
}
