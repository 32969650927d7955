//! Where two ways to one output differ.

use crate::data::Level;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A way to an output.
///
/// ```
/// # use conv_runtime::Way;
/// assert_eq!(Way::Reference.name(), "the reference");
/// assert_eq!(Way::ApplyWith.to_string(), "`apply_with`");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Way {
    /// `apply_into_at`: the kernel or layer itself, on one level.
    ApplyIntoAt,
    /// The run-time kernel or layer of the same plan, on one level.
    RunTime,
    /// `apply`.
    Apply,
    /// `apply_into`.
    ApplyInto,
    /// `apply_with`.
    ApplyWith,
    /// `apply_par_into`.
    ApplyParInto,
    /// `apply` to each image of a batch alone.
    ImageByImage,
    /// The definition as nested loops.
    Reference,
    /// The matrix view.
    Matrix,
}

impl Way {
    /// The name in a message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApplyIntoAt => "`apply_into_at`",
            Self::RunTime => "the run-time kernel",
            Self::Apply => "`apply`",
            Self::ApplyInto => "`apply_into`",
            Self::ApplyWith => "`apply_with`",
            Self::ApplyParInto => "`apply_par_into`",
            Self::ImageByImage => "`apply` image by image",
            Self::Reference => "the reference",
            Self::Matrix => "the matrix view",
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where two ways to one output of a kernel or a layer differ.
///
/// ```
/// # use conv_runtime::{Level, Mismatch, Way};
/// // What `verify` returns for a kernel that is wrong.
/// let mismatch = Mismatch {
///     kernel: "Blur".into(),
///     level: Some(Level::Avx2),
///     way: Way::Apply,
///     against: Way::Reference,
///     input: vec![4, 3],
///     position: vec![0, 2],
///     found: 7.0,
///     expected: 8.0,
/// };
/// let sentence = "Blur: `apply` gives 7, the reference gives 8 on avx2 at row 0, column 2 of the \
///                 output for an input of 4 rows and 3 columns";
/// assert_eq!(mismatch.to_string(), sentence);
/// ```
#[derive(Clone, PartialEq)]
pub struct Mismatch {
    /// The type of the kernel or layer.
    pub kernel: String,
    /// The CPU level; `None` if neither way has one.
    pub level: Option<Level>,
    /// One way.
    pub way: Way,
    /// The way that it was compared with.
    pub against: Way,
    /// The input: its length, its rows and columns, or a layer's shape in the order of the layout.
    pub input: Vec<usize>,
    /// The place in the output: index, row and column, or the four indices of a layer's output.
    pub position: Vec<usize>,
    /// What `way` gives.
    pub found: f64,
    /// What `against` gives.
    pub expected: f64,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} gives {}", self.kernel, self.way, self.found)?;
        write!(f, ", {} gives {}", self.against, self.expected)?;
        if let Some(level) = self.level {
            write!(f, " on {level}")?;
        }
        let (position, input) = (Position(&self.position), Size(&self.input));
        write!(f, " at {position} of the output for an input of {input}")
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for Mismatch {}

struct Position<'a>(&'a [usize]);

impl fmt::Display for Position<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [index] => write!(f, "index {index}"),
            [row, column] => write!(f, "row {row}, column {column}"),
            indices => write!(f, "{indices:?}"),
        }
    }
}

struct Size<'a>(&'a [usize]);

impl fmt::Display for Size<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [length] => write!(f, "length {length}"),
            [rows, columns] => write!(f, "{rows} rows and {columns} columns"),
            shape => write!(f, "shape {shape:?}"),
        }
    }
}
