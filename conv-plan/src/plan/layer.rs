//! How a layer is computed.

mod chunks;
mod explain;
mod gradient;
mod lowering;
mod phases;
mod products;
mod range;
#[cfg(feature = "serde")]
mod serial;
mod tiling;
mod winograd;

pub use chunks::STAGED;
pub use lowering::{LayerForm, LayerLowering, LoweringKey, Reading};
pub use phases::LayerPhase;
pub use products::Products;
pub use tiling::{BLOCK, Piece, Pieces, Registers, TileSet, Tiling};
pub use winograd::WinogradMatrices;

use crate::rules::layer::{LayerSpec, Winograd};
use alloc::format;
use alloc::string::String;

/// A way to compute a layer. Two ways round differently; one gives the same bits whatever the
/// batch, the layout, the tile and the number of threads.
///
/// # Error
///
/// With `u` the unit roundoff and `n` the [`operations`](LayerPlan::operations) of a plan, each
/// computed output of a float layer is, before its activation, within `n u / (1 - n u)` times
///
/// ```text
/// direct      |bias| + sum over taps of |weight * x|
/// Winograd's  |bias| + |A^T| [sum over channels c of (|G| |g_c| |G^T|) o (|B^T| |d_c| |B|)] |A|
/// ```
///
/// of the exact one, barring overflow and underflow (see below); `g` are windows of weights, `d`
/// tiles of the input, and `o` multiplies entry by entry. `layer_magnitudes` of the reference
/// computes these sums. The second bound is that of Barabasz, Anderson, Soodhalter and Gregg, Error
/// Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks (ACM
/// Transactions on Mathematical Software 46, 2020). Where all inputs and weights are 1 or -1, it
/// exceeds the first at most by the [`amplification`](Self::amplification); in return `n` is
/// smaller, since a sum has one term for each channel.
///
/// Under Winograd's algorithm an output depends on all the inputs of its tile; those outside its
/// window cancel, except for rounding. So a NaN or an infinity spreads over the outputs of the
/// tiles that read it. Tiles are counted from the first output on.
///
/// Sums overflow sooner too, since tiles are transformed by sums of their inputs: a plane of `1e38`
/// through a window of a single 1 gives NaN. `LayerPlan::largest_input` is the largest magnitude of
/// inputs with which no sum of a plan can overflow, and an explanation says it.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::layer::Algorithm;
/// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers, Winograd};
/// let f32 = ElementType::F32;
/// let mut options = LayerOptions::new(f32, f32, [8, 8, 3, 3], Numbers::AtRunTime);
/// options.winograd = Winograd::Auto;
/// let layer = LayerSpec::check(options)?;
/// let names: Vec<&str> = Algorithm::candidates(&layer).map(Algorithm::name).collect();
/// assert_eq!(names.len(), 3);
/// assert!(Algorithm::Winograd4.amplification() < Algorithm::MOST_AMPLIFICATION);
/// let tile = Algorithm::Winograd2.matrices();
/// assert_eq!(tile.map(|tile| (tile.inputs, tile.outputs)), Some((4, 2)));
/// assert!(!Algorithm::Winograd2.refusal().is_empty());
/// # Ok::<(), conv_plan::rules::layer::LayerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Algorithm {
    /// Each output is one sum over its window, in blocks of outputs that fit the registers.
    Direct,
    /// Winograd's minimal filtering F(2x2, 3x3): 16 products for the 4 outputs of a tile.
    Winograd2,
    /// Winograd's minimal filtering F(4x4, 3x3): 36 products for the 16 outputs of a tile.
    Winograd4,
}

impl Algorithm {
    /// The largest [`amplification`](Self::amplification) of an algorithm that [`Winograd::Auto`]
    /// uses.
    ///
    /// At worst 6 of the 24 bits of single precision are lost, which leaves more than half
    /// precision or bfloat16 have.
    pub const MOST_AMPLIFICATION: f64 = 64.0;

    /// The name in an explanation.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Winograd2 => "Winograd F(2x2, 3x3)",
            Self::Winograd4 => "Winograd F(4x4, 3x3)",
        }
    }

    /// The message for a layer that has other [`candidates`](Self::candidates) than this algorithm.
    #[must_use]
    pub fn refusal(self) -> String {
        format!(
            "this layer is not computed by {}: take one of `Algorithm::candidates`",
            self.name()
        )
    }

    /// Every algorithm that can compute this layer, as its options allow.
    pub fn candidates(kernel: &LayerSpec) -> impl Iterator<Item = Self> {
        let filters = winograd::filters(kernel);
        let allowed = move |algorithm: &Self| match kernel.winograd {
            Winograd::Never => *algorithm == Self::Direct,
            Winograd::Auto => {
                *algorithm == Self::Direct
                    || (filters && algorithm.amplification() <= Self::MOST_AMPLIFICATION)
            }
            Winograd::Always => (*algorithm == Self::Direct) != filters,
        };
        [Self::Direct, Self::Winograd2, Self::Winograd4]
            .into_iter()
            .filter(allowed)
    }

    /// By how much, at most, the sum of magnitudes in the error bound exceeds that of the
    /// definition where all inputs and weights are 1 or -1: 1, 64/9 = 7.2 for F(2x2, 3x3), 484/9 =
    /// 53.8 for F(4x4, 3x3).
    #[must_use]
    pub fn amplification(self) -> f64 {
        self.matrices().map_or(1.0, WinogradMatrices::amplification)
    }

    /// The matrices of a minimal filtering.
    #[must_use]
    pub const fn matrices(self) -> Option<&'static WinogradMatrices> {
        match self {
            Self::Direct => None,
            Self::Winograd2 => Some(&winograd::F2),
            Self::Winograd4 => Some(&winograd::F4),
        }
    }
}

/// A checked layer and the way to compute it. `Display` prints it in words.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::layer::{Algorithm, LayerForm, LayerPlan, Products, Reading};
/// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers};
/// let f32 = ElementType::F32;
/// let options = LayerOptions::new(f32, f32, [8, 3, 3, 3], Numbers::AtRunTime);
/// let plan = LayerPlan::new(LayerSpec::check(options)?);
/// assert_eq!((plan.algorithm(), plan.operations()), (Algorithm::Direct, 27));
/// assert_eq!((plan.form(), plan.products()), (LayerForm::Dense, Products::One));
/// assert_eq!((plan.reading(), plan.kernel().shape().outputs), (Reading::InPlace, 8));
/// // Winograd's algorithm was not allowed.
/// assert_eq!(plan.with_algorithm(Algorithm::Winograd2), None);
/// # Ok::<(), conv_plan::rules::layer::LayerError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct LayerPlan {
    /// What is computed.
    pub(crate) kernel: LayerSpec,
    /// How.
    pub(crate) algorithm: Algorithm,
}

impl LayerPlan {
    /// What is computed.
    #[must_use]
    pub const fn kernel(&self) -> &LayerSpec {
        &self.kernel
    }

    /// How.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl LayerPlan {
    /// The plan for a layer: of the algorithms that its options allow, the cheapest for its
    /// channels. The size of the input does not count: an output whose window (for Winograd's
    /// algorithm, whose tile) has the same inputs has the same bits in an input of any size.
    #[must_use]
    pub fn new(kernel: LayerSpec) -> Self {
        let cost = |algorithm: &Algorithm| winograd::cost(&kernel.shape, algorithm.matrices());
        debug_assert!(
            Algorithm::candidates(&kernel).next().is_some(),
            "every layer that keeps the rules has an algorithm"
        );
        let algorithm = Algorithm::candidates(&kernel)
            .min_by_key(cost)
            .unwrap_or(Algorithm::Direct);
        Self { kernel, algorithm }
    }

    /// The same layer, computed in this way; `None` if the algorithm is not among
    /// [`Algorithm::candidates`].
    #[must_use]
    pub fn with_algorithm(self, algorithm: Algorithm) -> Option<Self> {
        let allowed = Algorithm::candidates(&self.kernel).any(|candidate| candidate == algorithm);
        allowed.then_some(Self { algorithm, ..self })
    }

    /// Roundings on a term's longest way to its output: the `n` of the [error
    /// bound](Algorithm#error).
    ///
    /// The multiply-adds of one output; for Winograd's algorithm one for each channel of a group,
    /// and 8 or 12 more for tiles of 2x2 or 4x4. One more if there is a bias.
    #[must_use]
    pub const fn operations(&self) -> usize {
        let shape = &self.kernel.shape;
        let sum = match self.algorithm.matrices() {
            Some(matrices) => shape.group_inputs + matrices.roundings,
            None => shape.most_taps(&self.kernel.window),
        };
        sum + self.kernel.bias.is_some() as usize
    }
}
