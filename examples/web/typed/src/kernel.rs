//! Text to a kernel: read, checked and planned while the page runs.

use conv_kernel::Element;
use conv_kernel::prelude::*;
use conv_syntax::text;

/// Rows and columns of the plane whose matrix is drawn.
const SIDE: usize = 8;

/// The most multiply-adds for an output: with more, a page does not answer for seconds.
const MOST: usize = 1000;

/// A kernel over bytes, by what is shown of its sums.
pub(crate) enum Kernel {
    /// The sums.
    Plain(DynKernel<u8, u8>),
    /// 128 more, which the page adds. A `map` would have loops for every type that sums of such
    /// kernels may need, and be slower.
    Centred(DynKernel<u8, i16>),
}

/// What became of a text.
pub(crate) struct Typed {
    pub(crate) kernel: Kernel,
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

/// Reads a text; with `centred`, 128 is added to each result, so that 0 is grey.
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
    let made = if centred {
        made(&taps, border, Kernel::Centred)
    } else {
        made(&taps, border, Kernel::Plain)
    };
    made.map_err(|error| whole(error.to_string()))?
        .map_err(whole)
}

fn line(start: usize, end: usize, message: &str) -> String {
    format!("{start} {end} {}\n", message.replace('\n', " "))
}

/// Plans a kernel; a message of this page's if it is too large.
fn made<Out: Element>(
    taps: &Taps,
    border: u32,
    as_kernel: fn(DynKernel<u8, Out>) -> Kernel,
) -> Result<Result<Typed, String>, Error> {
    let border = BORDERS.get(border as usize).copied();
    let kernel = DynKernel::<u8, Out>::builder(taps.clone())
        .padding(Padding::Same)
        .border(border.unwrap_or(Border::Zero))
        .overflow(Overflow::Saturate)
        .build()?;
    let operations = kernel.facts().operations();
    if operations > MOST {
        return Ok(Err(format!(
            "this takes {operations} multiply-adds for each output, and the page allows {MOST}: write a smaller kernel"
        )));
    }
    let (matrix, facts) = matrix(&kernel)?;
    let words = format!("{}\n{facts}", kernel.explain());
    Ok(Ok(Typed {
        kernel: as_kernel(kernel),
        matrix,
        words,
    }))
}

/// The matrix for a small plane, and what is known of it in a line.
fn matrix<Out: Element>(kernel: &DynKernel<u8, Out>) -> Result<(Dense, String), Error> {
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
