//! One operation of a value.

/// A relation between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Comparison {
    /// The first is less.
    Less,
    /// The first is less, or they are equal.
    LessEqual,
    /// They are equal.
    Equal,
}

/// One operation; operands are indices of nodes before it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Node {
    /// The sum of this kernel, scale included.
    Sum(usize),
    /// An exact fraction in lowest terms, with a positive denominator.
    Ratio(i64, i64),
    /// A float, which makes what it meets a float.
    Float(f64),
    /// The negative.
    Neg(usize),
    /// The magnitude.
    Abs(usize),
    /// The square root of the value as a float.
    Sqrt(usize),
    /// The nearest whole number, ties to even.
    Round(usize),
    /// `a + b`.
    Add(usize, usize),
    /// `a - b`.
    Sub(usize, usize),
    /// `a * b`.
    Mul(usize, usize),
    /// `a / b`: of floats, unless `b` is an exact constant.
    Div(usize, usize),
    /// The second if it is less, else the first.
    Min(usize, usize),
    /// The second if it is greater, else the first.
    Max(usize, usize),
    /// The angle in radians between the point `(b, a)` and the first axis: a float.
    Atan2(usize, usize),
    /// With `(relation, a, b, x, y)`: `x` if `a` and `b` are so related, else `y`.
    If(Comparison, usize, usize, usize, usize),
}

impl Node {
    /// The same operation over operands that are renumbered.
    #[must_use]
    pub fn map(self, of: impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Sum(_) | Self::Ratio(..) | Self::Float(_) => self,
            Self::Neg(a) => Self::Neg(of(a)),
            Self::Abs(a) => Self::Abs(of(a)),
            Self::Sqrt(a) => Self::Sqrt(of(a)),
            Self::Round(a) => Self::Round(of(a)),
            Self::Add(a, b) => Self::Add(of(a), of(b)),
            Self::Sub(a, b) => Self::Sub(of(a), of(b)),
            Self::Mul(a, b) => Self::Mul(of(a), of(b)),
            Self::Div(a, b) => Self::Div(of(a), of(b)),
            Self::Min(a, b) => Self::Min(of(a), of(b)),
            Self::Max(a, b) => Self::Max(of(a), of(b)),
            Self::Atan2(a, b) => Self::Atan2(of(a), of(b)),
            Self::If(is, a, b, x, y) => Self::If(is, of(a), of(b), of(x), of(y)),
        }
    }

    /// The operands.
    pub fn operands(self) -> impl Iterator<Item = usize> {
        let (all, count) = match self {
            Self::Sum(_) | Self::Ratio(..) | Self::Float(_) => ([0; 4], 0),
            Self::Neg(a) | Self::Abs(a) | Self::Sqrt(a) | Self::Round(a) => ([a, 0, 0, 0], 1),
            Self::Add(a, b)
            | Self::Sub(a, b)
            | Self::Mul(a, b)
            | Self::Div(a, b)
            | Self::Min(a, b)
            | Self::Max(a, b)
            | Self::Atan2(a, b) => ([a, b, 0, 0], 2),
            Self::If(_, a, b, x, y) => ([a, b, x, y], 4),
        };
        all.into_iter().take(count)
    }
}
