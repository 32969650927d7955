//! A pass: its taps in the order of operations, its accumulator, and how it is lowered.

use super::Steps;
use crate::analysis::Bounds;
use crate::number::AccumulatorType;
use crate::rules::Arithmetic;
use alloc::vec::Vec;

/// A tap's value in a plan.
///
/// ```
/// # use conv_plan::plan::Coefficient;
/// assert_eq!(Coefficient::Integer(-2).to_f64(), -2.0);
/// assert_eq!(Coefficient::Float(0.25).to_f64(), 0.25);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Coefficient {
    /// On the integer path.
    Integer(i64),
    /// On the float path; exact in the pass's accumulator.
    Float(f64),
}

impl Coefficient {
    /// The value as a double, rounded if it is an integer beyond 53 bits.
    #[must_use]
    pub const fn to_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    pub(super) fn is_zero(self) -> bool {
        match self {
            Self::Integer(value) => value == 0,
            Self::Float(value) => value == 0.0,
        }
    }
}

/// One multiply-add of a pass.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::{Coefficient, Passes, Plan, PlannedTap};
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// let taps = TapSource::Taps([[-1, 0, 1]].into());
/// let plan = Plan::new(&ConvSpec::check(&Options::new(ElementType::U8, ElementType::I16, taps))?);
/// let Passes::One(pass) = plan.passes() else { panic!("3 taps take one pass") };
/// // The tap that is 0 is not in the plan.
/// let last: PlannedTap = pass.taps[1];
/// assert_eq!((last.row, last.column, last.coefficient), (0, 2, Coefficient::Integer(1)));
/// assert_eq!(pass.taps.len(), 2);
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct PlannedTap {
    /// Kernel row, before dilation.
    pub row: usize,
    /// Kernel column, before dilation.
    pub column: usize,
    /// What the input element is multiplied by.
    pub coefficient: Coefficient,
}

/// How a body is written and how it reads its taps.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::{Form, Passes, Plan};
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// let taps = TapSource::Taps([[1, 2], [3, 4]].into());
/// let options = Options::new(ElementType::F32, ElementType::F32, taps);
/// let plan = Plan::new(&ConvSpec::check(&options)?);
/// let Passes::One(pass) = plan.passes() else { panic!("the rank is 2") };
/// assert_ne!(pass.lowering.form, Form::Table);
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Unrolled, the taps as literals.
    Literals,
    /// Unrolled, the taps read from memory that the optimiser cannot see into.
    Memory,
    /// Unrolled over pairs of neighbouring taps: two 16-bit products are summed as they are
    /// widened.
    Pairs,
    /// A loop over a table of loads.
    Table,
    /// Unrolled by the compiler over taps of a known shape that come at run time.
    Generic,
}

/// What one call of a body computes.
///
/// ```
/// # use conv_plan::plan::Tile;
/// // Bodies that follow a table over rows of 4-byte sums.
/// let tile = Tile::of_table(1, 4);
/// assert_eq!(tile.rows, 1);
/// assert!(Tile::TABLE_ROWS > tile.rows);
/// assert!(Tile::WIDENED.rows >= 1 && Tile::IN_BLOCKS.vectors >= 1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Tile {
    /// Output rows.
    pub rows: usize,
    /// Vectors in each row.
    pub vectors: usize,
    /// Vectors in each row on levels with 32 registers instead of 16.
    pub wide: usize,
}

impl Tile {
    /// The rows of a tile over a plane that follows a table: with the taps of a column and a vector
    /// of inputs they take up 16 registers.
    pub const TABLE_ROWS: usize = 8;

    /// The tile of a row in blocks that follows a table: a vector in each of some blocks.
    ///
    /// With 32 registers, 16 sums share more loads than 8. 64 taps of `f32` or `f64` then come to
    /// 98 percent of the multiply-adds that an EPYC can do.
    pub const IN_BLOCKS: Self = Self {
        rows: 1,
        vectors: 8,
        wide: 16,
    };

    /// The tile over a plane that follows a table and widens what it reads: vectors of elements are
    /// half as many as those of sums.
    pub const WIDENED: Self = Self {
        rows: Self::TABLE_ROWS,
        vectors: 2,
        wide: 2,
    };

    /// The tile over a plane that follows a table.
    pub(super) const fn of_plane_table(accumulator: AccumulatorType, widens: bool) -> Self {
        if widens {
            Self::WIDENED
        } else {
            Self::of_table(Self::TABLE_ROWS, accumulator.bytes())
        }
    }

    /// The tile of a body that follows a table, or of any body along one row, which sums in values
    /// of this many bytes.
    ///
    /// With one row, enough independent sums to hide the latency of one, and no more, since what a
    /// tile covers beyond a narrow row is computed in vain.
    #[must_use]
    pub const fn of_table(rows: usize, bytes: usize) -> Self {
        let (vectors, wide) = match (rows, bytes) {
            (1, 2) => (2, 2),
            (1, _) => (4, 4),
            (_, 2) => (1, 1),
            _ => (1, 2),
        };
        Self {
            rows,
            vectors,
            wide,
        }
    }
}

/// One sweep over the input or over line buffers.
///
/// ```
/// # use conv_plan::number::{AccumulatorType, ElementType};
/// # use conv_plan::plan::{Passes, Plan};
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// let taps = TapSource::Taps([[1, 2, 1], [2, 3, 2]].into());
/// let plan = Plan::new(&ConvSpec::check(&Options::new(ElementType::U8, ElementType::U16, taps))?);
/// let Passes::One(pass) = plan.passes() else { panic!("the rank is 2") };
/// assert_eq!((pass.taps.len(), pass.accumulator), (6, AccumulatorType::U16));
/// assert_eq!(pass.distinct_taps().len(), 3);
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Pass {
    /// Distances between outputs and taps.
    pub steps: Steps,
    /// The type in which sums are formed.
    pub accumulator: AccumulatorType,
    /// How products become sums; always fused for integers, to which it makes no difference.
    pub arithmetic: Arithmetic,
    /// The taps, none of them zero unless they come at run time, in the order of operations.
    pub taps: Vec<PlannedTap>,
    /// What the sums are within; `None` for floats.
    pub bounds: Option<Bounds>,
    /// How machine code forms the sums.
    pub lowering: Lowering,
}

/// How a pass becomes machine code. It changes no bit of a result.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::{Form, Passes, Plan};
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// let taps = TapSource::Taps([[1, 2], [3, 4]].into());
/// let kernel = ConvSpec::check(&Options::new(ElementType::F32, ElementType::F32, taps))?;
/// // Run-time kernels follow a table in place of unrolled code.
/// let plan = Plan::new(&kernel).interpreted();
/// let Passes::One(pass) = plan.passes() else { panic!("the rank is 2") };
/// assert_eq!(pass.lowering.form, Form::Table);
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Lowering {
    /// The form of the body.
    pub form: Form,
    /// The shape of the body.
    pub tile: Tile,
    /// Whether rows keep the type that they come in, of half the accumulator's width, and are
    /// widened as they are loaded. Otherwise rows hold accumulators.
    pub widens: bool,
    /// Sums of rows that output rows share, where that saves operations.
    pub row_sums: Option<RowSums>,
}

impl Lowering {
    /// A body that follows a table, for tiles of this many rows, whose elements it may widen.
    pub(super) fn table(
        rows: usize,
        steps: &Steps,
        accumulator: AccumulatorType,
        widens: bool,
    ) -> Self {
        Self {
            form: Form::Table,
            tile: if steps.block != Steps::WHOLE {
                Tile::IN_BLOCKS
            } else if rows > 1 {
                Tile::of_plane_table(accumulator, widens)
            } else {
                Tile::of_table(rows, accumulator.bytes())
            },
            widens,
            row_sums: None,
        }
    }
}

/// A kernel of rank 1 in one pass: the sums of each input row are formed once for all the
/// output rows of a tile that it belongs to. For integers only, which are exact in any order.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::{Passes, Plan};
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// # use conv_plan::taps::library;
/// let taps = TapSource::Taps(library::gaussian());
/// let plan = Plan::new(&ConvSpec::check(&Options::new(ElementType::U8, ElementType::U8, taps))?);
/// let Passes::One(pass) = plan.passes() else { panic!("two passes cost more") };
/// let sums = pass.lowering.row_sums.as_ref().ok_or("none")?;
/// // Fewer operations for the rows of a tile than multiply-adds for each of them.
/// assert!(sums.operations(4, &pass.steps) < 2 * 4 * pass.taps.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RowSums {
    /// What the elements of a row are multiplied by.
    pub row: Vec<PlannedTap>,
    /// What the sums of rows are multiplied by.
    pub column: Vec<PlannedTap>,
}

impl RowSums {
    /// The operations of a tile: a multiplication, an addition or a subtraction each.
    #[must_use]
    pub fn operations(&self, rows: usize, steps: &Steps) -> usize {
        let mut inputs: Vec<usize> = (0..rows)
            .flat_map(|output| {
                self.column
                    .iter()
                    .map(move |tap| steps.input_row(output, tap.row))
            })
            .collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs.len() * operations(&self.row) + rows * operations(&self.column)
    }
}

/// Operations of a sum: taps of 1 and -1 need no multiplication.
pub(super) fn operations(taps: &[PlannedTap]) -> usize {
    let unit = |tap: &&PlannedTap| matches!(tap.coefficient, Coefficient::Integer(1 | -1));
    2 * taps.len() - taps.iter().filter(unit).count()
}

/// The different values of some taps, in order of appearance.
#[must_use]
pub fn distinct<'a>(taps: impl IntoIterator<Item = &'a PlannedTap>) -> Vec<Coefficient> {
    let mut different = Vec::new();
    for tap in taps {
        if !different.contains(&tap.coefficient) {
            different.push(tap.coefficient);
        }
    }
    different
}

impl Pass {
    /// The different values that a body multiplies by, in order of appearance: those of the taps,
    /// or of their factors where sums of rows are shared.
    #[must_use]
    pub fn distinct_taps(&self) -> Vec<Coefficient> {
        match &self.lowering.row_sums {
            Some(RowSums { row, column }) => distinct(row.iter().chain(column)),
            None => distinct(&self.taps),
        }
    }

    /// The taps of a pass along a row, two by two: the column of the first, and both.
    ///
    /// A tap that has no neighbour is paired with a zero before it, or after it if it is the first.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::plan::{Coefficient, Passes, Plan};
    /// # use conv_plan::rules::{ConvSpec, Options, TapSource};
    /// # use conv_plan::taps::Taps;
    /// let pairs = |taps: Taps| {
    ///     let options = Options::new(ElementType::U8, ElementType::U16, TapSource::Taps(taps));
    ///     let plan = Plan::new(&ConvSpec::check(&options)?);
    ///     let Passes::One(pass) = plan.passes() else { panic!("few taps take one pass") };
    ///     Ok::<_, conv_plan::fault::KernelError>(pass.pairs())
    /// };
    /// let [zero, one, two, three] = [0, 1, 2, 3].map(Coefficient::Integer);
    /// assert_eq!(pairs([1, 2, 3].into())?, [(0, [one, two]), (1, [zero, three])]);
    /// assert_eq!(pairs([3].into())?, [(0, [three, zero])]);
    /// # Ok::<(), conv_plan::fault::KernelError>(())
    /// ```
    #[must_use]
    pub fn pairs(&self) -> Vec<(usize, [Coefficient; 2])> {
        let zero = Coefficient::Integer(0);
        let at = |column: usize| {
            let tap = self.taps.iter().find(|tap| tap.column == column);
            tap.map_or(zero, |tap| tap.coefficient)
        };
        let last = self.taps.iter().map(|tap| tap.column).max().unwrap_or(0);
        let mut pairs: Vec<(usize, [Coefficient; 2])> = Vec::new();
        let mut next = 0;
        // In blocks they are in another order.
        let mut taps = self.taps.clone();
        taps.sort_by_key(|tap| tap.column);
        for tap in &taps {
            if tap.column < next {
                continue;
            }
            let pair = if tap.column == last && last > 0 {
                (last - 1, [zero, tap.coefficient])
            } else {
                (tap.column, [tap.coefficient, at(tap.column + 1)])
            };
            next = tap.column + 2;
            pairs.push(pair);
        }
        pairs
    }
}
