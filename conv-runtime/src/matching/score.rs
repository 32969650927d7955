//! What a score measures, and which end of it is the better one.

use core::fmt;

/// How a template is compared with a window; the table of [`matching`](super) has the formulas.
///
/// ```
/// # use conv_runtime::{Error, Plane, matching::{Score, Template}};
/// let step = Template::new(Plane::new(&[0, 1u8], 2, 1)?)?;
/// let picture = [5, 5, 9, 9u8];
/// let scores = step.find(Plane::new(&picture, 4, 1)?, Score::CoefficientNormed)?;
/// assert_eq!(scores.data(), [0.0, 1.0, 0.0]);
/// assert_eq!(Score::ALL[5].name(), "coefficient, normed");
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Score {
    /// `TM_SQDIFF`: the sum of squared differences.
    SumOfSquares,
    /// `TM_SQDIFF_NORMED`: the same, divided by both norms; from 0 to 1.
    SumOfSquaresNormed,
    /// `TM_CCORR`: the sum of products.
    Correlation,
    /// `TM_CCORR_NORMED`: the same, divided by both norms; from -1 to 1.
    CorrelationNormed,
    /// `TM_CCOEFF`: the sum of products of the deviations from both means.
    Coefficient,
    /// `TM_CCOEFF_NORMED`: the correlation coefficient, from -1 to 1.
    CoefficientNormed,
}

impl Score {
    /// All scores, in the order of OpenCV's numbers.
    pub const ALL: [Self; 6] = [
        Self::SumOfSquares,
        Self::SumOfSquaresNormed,
        Self::Correlation,
        Self::CorrelationNormed,
        Self::Coefficient,
        Self::CoefficientNormed,
    ];

    /// The end at which the template fits best.
    ///
    /// ```
    /// # use conv_runtime::matching::{Best, Score};
    /// assert_eq!(Score::SumOfSquares.best(), Best::Smallest);
    /// assert_eq!(Score::CoefficientNormed.best(), Best::Largest);
    /// ```
    #[must_use]
    pub const fn best(self) -> Best {
        match self {
            Self::SumOfSquares | Self::SumOfSquaresNormed => Best::Smallest,
            _ => Best::Largest,
        }
    }

    /// The name in words, such as "coefficient, normed".
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SumOfSquares => "sum of squares",
            Self::SumOfSquaresNormed => "sum of squares, normed",
            Self::Correlation => "correlation",
            Self::CorrelationNormed => "correlation, normed",
            Self::Coefficient => "coefficient",
            Self::CoefficientNormed => "coefficient, normed",
        }
    }

    /// Whether means are subtracted, so that a constant added to the picture changes nothing.
    pub(super) const fn is_coefficient(self) -> bool {
        matches!(self, Self::Coefficient | Self::CoefficientNormed)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which scores are better.
///
/// ```
/// # use conv_runtime::matching::{Best, Score};
/// assert!(Score::ALL.iter().filter(|score| score.best() == Best::Smallest).count() == 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Best {
    /// Larger ones: correlations and coefficients.
    Largest,
    /// Smaller ones: sums of squares.
    Smallest,
}

impl Best {
    /// The score, or its negative: so that larger is better.
    pub(super) const fn strength(self, score: f32) -> f32 {
        match self {
            Self::Largest => score,
            Self::Smallest => -score,
        }
    }
}
