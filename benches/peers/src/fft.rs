//! The rows of long kernels and of template matching: sums that an FFT may be faster for.
//!
//! ```text
//! random input -> outputs by definition, in doubles  (definition)
//!              -> how far each way may be from them  (task)
//! ours, a contestant for each method                 (filters, matching) -> race
//! ```

mod definition;
mod filters;
mod matching;
mod task;

use crate::Bench;
use crate::contestant::Peer;
use crate::race::Outcome;
use crate::rows::Size;
use anyhow::Result;
use conv_kernel::matching::Score;

/// What came out, and the blocks of our FFT if it takes part.
type Run = dyn Fn(&mut Bench) -> Result<(Outcome, Option<String>)>;

/// A kernel or a template, and what it is compared on.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) size: Size,
    /// The columns of its table.
    pub(crate) peers: &'static [Peer],
    pub(crate) run: Box<Run>,
}

const HD: Size = (1920, 1080);
const SMALL: Size = (512, 512);
const SAMPLES: usize = 1 << 20;

/// Every row, in the order of the table.
pub(crate) fn rows() -> Vec<Row> {
    const COEFFICIENT: Score = Score::CoefficientNormed;
    const SQUARES: Score = Score::SumOfSquaresNormed;
    vec![
        plane("f32 dense 31x31", 31),
        plane("f32 dense 63x63", 63),
        signal("f32 FIR 256", 256),
        signal("f32 FIR 1024", 1024),
        signal("f32 FIR 16384", 16_384),
        template(
            "u8 CCOEFF_NORMED 24x24",
            SMALL,
            matching::run::<u8>(COEFFICIENT, 24),
        ),
        template(
            "u8 SQDIFF_NORMED 24x24",
            SMALL,
            matching::run::<u8>(SQUARES, 24),
        ),
        template(
            "u8 CCOEFF_NORMED 64x64",
            HD,
            matching::run::<u8>(COEFFICIENT, 64),
        ),
        template(
            "u8 SQDIFF_NORMED 64x64",
            HD,
            matching::run::<u8>(SQUARES, 64),
        ),
        template(
            "f32 CCOEFF_NORMED 24x24",
            SMALL,
            matching::run::<f32>(COEFFICIENT, 24),
        ),
        template(
            "f32 SQDIFF_NORMED 24x24",
            SMALL,
            matching::run::<f32>(SQUARES, 24),
        ),
        template(
            "f32 CCOEFF_NORMED 64x64",
            HD,
            matching::run::<f32>(COEFFICIENT, 64),
        ),
        template(
            "f32 SQDIFF_NORMED 64x64",
            HD,
            matching::run::<f32>(SQUARES, 64),
        ),
    ]
}

fn plane(name: &'static str, side: usize) -> Row {
    Row {
        name,
        size: HD,
        peers: &Peer::LONG,
        run: Box::new(move |bench| filters::plane(bench, HD, side)),
    }
}

fn signal(name: &'static str, taps: usize) -> Row {
    Row {
        name,
        size: (SAMPLES, 1),
        peers: &Peer::LONG,
        run: Box::new(move |bench| filters::signal(bench, SAMPLES, taps)),
    }
}

fn template(
    name: &'static str,
    size: Size,
    run: impl Fn(&mut Bench, Size) -> Result<Outcome> + 'static,
) -> Row {
    Row {
        name,
        size,
        peers: &Peer::MATCHING,
        run: Box::new(move |bench| Ok((run(bench, size)?, None))),
    }
}
