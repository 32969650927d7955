//! The comparison itself, for anything that can be run in several ways.

use super::inputs::{Fill, difference, input, poison};
use super::sizes;
use super::sizes::Chosen;
use crate::data::{Error, Level, Mismatch, Way, try_filled};
use crate::exec::Element;
use alloc::boxed::Box;
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::window::Window;

/// Multiply-adds of the reference, and of the matrix, for a sample of the outputs.
const REFERENCE: usize = 1 << 18;

/// Outputs of a sample.
const SAMPLE: usize = 251;

/// Steps of an element: filling, writing and comparing it, or staging it: 2 to 4 ns were measured
/// for a layer of one pixel that stages 4097 x 4097.
pub(super) const ELEMENT: usize = 16;

/// A kernel or a layer, in every way.
///
/// Shapes have four sizes; those of planes and signals begin with ones.
pub(super) trait Ways {
    type In: Element;
    type Out: Element;
    /// One sum of the reference, with what it takes to judge an output by it.
    type Sum;

    /// Steps of one way over all sizes except the first two.
    const WORK: usize;

    /// Multiply-adds up to which the reference computes all outputs, and not a sample.
    const EXHAUSTIVE: usize;

    /// How many sizes a shape has for the user: 1 for signals, 2 for planes, 4 for layers.
    fn rank(&self) -> usize;

    /// The window.
    fn window(&self) -> Window;

    /// Whether the window has one axis.
    fn one_axis(&self) -> bool;

    /// Multiply-adds of one output.
    fn depth(&self) -> usize;

    /// Steps of one output, in the time of a multiply-add of a vector.
    fn effort(&self) -> usize {
        self.depth()
    }

    /// Steps of what the window makes a way stage, beyond the elements of the input; `None` if that
    /// overflows.
    fn staging(&self, input: [usize; 4], output: [usize; 4]) -> Option<usize>;

    /// The shape of an input; only layers have several images.
    fn input(&self, images: usize, rows: usize, columns: usize) -> [usize; 4];

    /// The shape of the output.
    fn output(&self, input: [usize; 4]) -> Result<[usize; 4], Error>;

    /// Elements of a tensor of this shape; `None` if that overflows.
    fn elements(&self, shape: [usize; 4]) -> Option<usize> {
        product(shape)
    }

    /// Elements of an input of this shape; `None` if that overflows.
    fn inputs(&self, shape: [usize; 4]) -> Option<usize> {
        self.elements(shape)
    }

    /// Where the element at `index` of an output is, in the order of its shape.
    fn position(&self, output: [usize; 4], index: usize) -> [usize; 4] {
        let (mut position, mut rest) = ([0; 4], index);
        for (place, size) in position.iter_mut().zip(output).rev() {
            (*place, rest) = (rest % size.max(1), rest / size.max(1));
        }
        position
    }

    /// The methods without a level, which run on the best one.
    fn methods(&self) -> &'static [Way];

    /// Runs a way, on a level if it has levels; a way that does not run leaves the output as it is.
    fn run(
        &mut self,
        way: Way,
        level: Level,
        x: &[Self::In],
        shape: [usize; 4],
        y: &mut [Self::Out],
    ) -> Result<(), Error>;

    /// The sums of some outputs, by definition.
    fn sums(
        &self,
        x: &[Self::In],
        shape: [usize; 4],
        outputs: &[usize],
    ) -> Result<Vec<Self::Sum>, Error>;

    /// Whether there is a matrix view.
    fn has_matrix(&self) -> bool {
        true
    }

    /// Some outputs, by the matrix view.
    fn matrix(
        &self,
        x: &[Self::In],
        shape: [usize; 4],
        outputs: &[usize],
    ) -> Result<Vec<Self::Out>, Error>;

    /// The output that a sum of the reference makes.
    fn finish(&self, sum: &Self::Sum) -> Self::Out;

    /// Whether an output is the reference's, exactly or within the bound.
    fn agrees(&self, sum: &Self::Sum, found: Self::Out) -> bool;
}

/// An input to compare on.
pub(super) struct Size {
    pub(super) shape: [usize; 4],
    /// Whether it is small enough for every kind of input.
    pub(super) every_input: bool,
}

/// The sizes to compare on.
pub(super) fn sizes<W: Ways>(ways: &W) -> Vec<Size> {
    let shape = |index: usize, rows, columns| {
        // Batches of one, two and three images.
        let images = if ways.rank() == 4 { 1 + index % 3 } else { 1 };
        ways.input(images, rows, columns)
    };
    let steps = |index, rows, columns| steps(ways, shape(index, rows, columns));
    let chosen = sizes::choose(&ways.window(), ways.one_axis(), W::WORK, steps);
    let size = |chosen: Chosen| Size {
        shape: shape(chosen.index, chosen.rows, chosen.columns),
        every_input: chosen.every_input,
    };
    chosen.into_iter().map(size).collect()
}

/// Compares all ways on all sizes and inputs.
pub(super) fn compare<W: Ways>(ways: &mut W, name: &str) -> Result<(), Error> {
    let sizes = sizes(ways);
    let mut compared = 0;
    for &Size { shape, every_input } in &sizes {
        for &fill in Fill::of(every_input, W::In::TYPE.is_float()) {
            let x = input::<W::In>(fill, ways.inputs(shape).ok_or(Error::SizeOverflow)?)?;
            let finite = fill != Fill::Special;
            compared += case(ways, name, shape, &x, finite)?;
        }
    }
    if compared == 0 {
        return Err(Error::NothingCompared);
    }
    if let (Some(size), 4) = (sizes.first(), ways.rank()) {
        // The images come first in every layout.
        let [_, a, b, c] = size.shape;
        let empty = [0, a, b, c];
        case(ways, name, empty, &[], true)?;
    }
    Ok(())
}

/// Compares all ways on one input; returns how many outputs the reference judged.
fn case<W: Ways>(
    ways: &mut W,
    name: &str,
    shape: [usize; 4],
    x: &[W::In],
    finite: bool,
) -> Result<usize, Error> {
    let output = ways.output(shape)?;
    let length = ways.elements(output).ok_or(Error::SizeOverflow)?;
    let outputs = sample(length, ways.depth(), W::EXHAUSTIVE)?;
    let sums = ways.sums(x, shape, &outputs)?;
    let case = Case {
        name,
        rank: ways.rank(),
        shape,
        output,
    };
    let mut compared = 0;
    if finite && ways.has_matrix() {
        let matrix = ways.matrix(x, shape, &outputs)?;
        let found = |place: usize, _| matrix.get(place).copied();
        compared += case.judge(ways, (Way::Matrix, None), (&sums, &outputs), found)?;
    }
    let mut best = try_filled(length, W::Out::default())?;
    let mut other = try_filled(length, W::Out::default())?;
    for level in Level::available() {
        poison(&mut best);
        ways.run(Way::ApplyIntoAt, level, x, shape, &mut best)?;
        let found = |_, index: usize| best.get(index).copied();
        let way = (Way::ApplyIntoAt, Some(level));
        compared += case.judge(ways, way, (&sums, &outputs), found)?;
        poison(&mut other);
        ways.run(Way::RunTime, level, x, shape, &mut other)?;
        case.equal(ways, (Way::RunTime, level), &other, &best)?;
    }
    // The best level is the last.
    for &way in ways.methods() {
        poison(&mut other);
        ways.run(way, Level::best(), x, shape, &mut other)?;
        case.equal(ways, (way, Level::best()), &other, &best)?;
    }
    Ok(compared)
}

/// Where a comparison takes place.
struct Case<'a> {
    name: &'a str,
    rank: usize,
    shape: [usize; 4],
    output: [usize; 4],
}

impl Case<'_> {
    /// Checks that outputs, by their place in the sample and their index, are the reference's;
    /// returns how many.
    fn judge<W: Ways>(
        &self,
        ways: &W,
        (way, level): (Way, Option<Level>),
        (sums, outputs): (&[W::Sum], &[usize]),
        found: impl Fn(usize, usize) -> Option<W::Out>,
    ) -> Result<usize, Error> {
        let mut judged = 0;
        for (sum, &index) in sums.iter().zip(outputs) {
            let found = found(judged, index);
            if !found.is_some_and(|found| ways.agrees(sum, found)) {
                let values = (
                    found.map_or(f64::NAN, |found| found.to_f64()),
                    ways.finish(sum).to_f64(),
                );
                let position = ways.position(self.output, index);
                return Err(self.mismatch((way, Way::Reference, level), position, values));
            }
            judged += 1;
        }
        Ok(judged)
    }

    /// Checks that a way has the bits of `apply_into_at`, NaN payloads aside.
    fn equal<W: Ways>(
        &self,
        ways: &W,
        (way, level): (Way, Level),
        found: &[W::Out],
        expected: &[W::Out],
    ) -> Result<(), Error> {
        let Some(index) = difference(found, expected) else {
            return Ok(());
        };
        let value = |values: &[W::Out]| values.get(index).map_or(f64::NAN, |value| value.to_f64());
        let position = ways.position(self.output, index);
        let ways = (way, Way::ApplyIntoAt, Some(level));
        Err(self.mismatch(ways, position, (value(found), value(expected))))
    }

    #[cold]
    fn mismatch(
        &self,
        (way, against, level): (Way, Way, Option<Level>),
        position: [usize; 4],
        (found, expected): (f64, f64),
    ) -> Error {
        let skipped = 4 - self.rank;
        Error::Mismatch(Box::new(Mismatch {
            kernel: self.name.into(),
            level,
            way,
            against,
            input: self.shape.into_iter().skip(skipped).collect(),
            position: position.into_iter().skip(skipped).collect(),
            found,
            expected,
        }))
    }
}

/// Steps of one way on an input of this shape; `None` without an output.
fn steps<W: Ways>(ways: &W, shape: [usize; 4]) -> Option<usize> {
    let output = ways.output(shape).ok()?;
    let outputs = product(output)?;
    let elements = outputs.checked_add(product(shape)?)?;
    let sums = outputs.checked_mul(ways.effort())?;
    sums.checked_add(elements.checked_mul(ELEMENT)?)?
        .checked_add(ways.staging(shape, output)?)
}

fn product(shape: [usize; 4]) -> Option<usize> {
    let mut sizes = shape.into_iter();
    sizes.try_fold(1usize, |all, size| all.checked_mul(size))
}

/// The outputs that are compared with the reference: all, or some that are spread over them, the
/// last included.
fn sample(outputs: usize, depth: usize, exhaustive: usize) -> Result<Vec<usize>, Error> {
    let step = if outputs.saturating_mul(depth) <= exhaustive {
        1
    } else {
        // An odd step meets every lane of every tile.
        outputs.div_ceil((REFERENCE / depth.max(1)).clamp(1, SAMPLE)) | 1
    };
    let mut sample = try_filled(outputs.div_ceil(step), 0)?;
    for (place, index) in sample.iter_mut().enumerate() {
        *index = place * step;
    }
    if let Some(last) = sample.last_mut() {
        *last = outputs - 1;
    }
    Ok(sample)
}
