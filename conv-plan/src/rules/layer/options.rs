//! What a user asks of a layer, from tokens or from builder calls, not yet checked.

use super::{Activation, Layout, Quantization, Winograd, ZeroPoints};
use crate::number::{ElementType, Few};
use crate::window::{PerAxis, WindowOptions};
use alloc::vec::Vec;
use core::fmt;

/// Values of a layer, its weights or its bias, in the type in which they were given.
///
/// Vectors of `f32`, `f64` and `i32` are kept. Slices, arrays and other vectors are copied, which
/// ends the program where there is no memory, as copying a `Vec` does: for weights that may not
/// fit, reserve a vector with `try_reserve` and give that.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::layer::LayerValues;
/// let weights = LayerValues::from([1.0f32, 0.5]);
/// assert_eq!((weights.len(), weights.is_empty(), weights.at(1)), (2, false, 0.5));
/// assert_eq!(weights.to_bytes()[..4], 1.0f32.to_le_bytes());
/// assert!(LayerValues::empty(ElementType::U8).is_empty());
/// ```
#[derive(Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum LayerValues {
    /// Single precision.
    F32(Vec<f32>),
    /// Double precision.
    F64(Vec<f64>),
    /// Integers.
    Integer(Vec<i32>),
}

/// The first numbers, in one line.
///
/// ```
/// # use conv_plan::rules::layer::LayerValues;
/// let weights = LayerValues::from(vec![0.5f32; 448]);
/// let shown = "F32([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, .. 440 more])";
/// assert_eq!(format!("{weights:?}"), shown);
/// ```
impl fmt::Debug for LayerValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::F32(values) => write!(f, "F32({:?})", Few::new(values)),
            Self::F64(values) => write!(f, "F64({:?})", Few::new(values)),
            Self::Integer(values) => write!(f, "Integer({:?})", Few::new(values)),
        }
    }
}

impl LayerValues {
    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::F64(values) => values.len(),
            Self::Integer(values) => values.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at `index`, which a double holds exactly; 0 after the last.
    #[must_use]
    pub fn at(&self, index: usize) -> f64 {
        match self {
            Self::F32(values) => values.get(index).map_or(0.0, |&value| f64::from(value)),
            Self::F64(values) => values.get(index).copied().unwrap_or(0.0),
            Self::Integer(values) => values.get(index).map_or(0.0, |&value| f64::from(value)),
        }
    }
}

macro_rules! values {
    ($($variant:ident $of:ident $($ty:ident)*;)*) => {$(
        // A vector that has the type already is moved.
        impl From<Vec<$of>> for LayerValues {
            fn from(values: Vec<$of>) -> Self {
                Self::$variant(values)
            }
        }
        values!(@slices $variant $of);
        $(
            impl From<Vec<$ty>> for LayerValues {
                fn from(values: Vec<$ty>) -> Self {
                    values.as_slice().into()
                }
            }
            values!(@slices $variant $ty);
        )*
    )*};
    (@slices $variant:ident $ty:ident) => {
        impl From<&Vec<$ty>> for LayerValues {
            fn from(values: &Vec<$ty>) -> Self {
                values.as_slice().into()
            }
        }
        impl From<&[$ty]> for LayerValues {
            fn from(values: &[$ty]) -> Self {
                Self::$variant(values.iter().map(|&value| value.into()).collect())
            }
        }
        impl<const N: usize> From<&[$ty; N]> for LayerValues {
            fn from(values: &[$ty; N]) -> Self {
                values.as_slice().into()
            }
        }
        impl<const N: usize> From<[$ty; N]> for LayerValues {
            fn from(values: [$ty; N]) -> Self {
                values.as_slice().into()
            }
        }
    };
}

values! { F32 f32; F64 f64; Integer i32 u8 i8 u16 i16; }

/// Where the weights or the bias of a layer come from.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers};
/// let f32 = ElementType::F32;
/// let options = LayerOptions::new(f32, f32, [8, 3, 3, 3], Numbers::AtRunTime);
/// assert!(LayerSpec::check(options)?.weights().is_empty());
/// # Ok::<(), conv_plan::rules::layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers {
    /// There are none.
    Absent,
    /// They come at run time.
    AtRunTime,
    /// They are these.
    Written(LayerValues),
}

/// What a user asked for.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers};
/// let weights = Numbers::Written([1.0f32, 2.0, 1.0].into());
/// let mut options = LayerOptions::new(ElementType::F32, ElementType::F32, [1, 1, 3], weights);
/// options.window.stride = 2.into();
/// assert_eq!(LayerSpec::check(options)?.output_shape([1, 1, 1, 9]), Ok([1, 1, 1, 4]));
/// # Ok::<(), conv_plan::rules::layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LayerOptions {
    /// Type of the input elements.
    pub input: ElementType,
    /// Type of the output elements.
    pub output: ElementType,
    /// `[out, in / groups, rows, columns]`, or `[out, in / groups, taps]` for one axis; of a
    /// transposed layer `[in, out / groups, ..]`.
    pub shape: Vec<usize>,
    /// The weights, `[out][in / groups][row][column]`; never absent.
    pub weights: Numbers,
    /// The bias, one for each output channel.
    pub bias: Numbers,
    /// Groups of channels that do not see each other.
    pub groups: usize,
    /// Stride, dilation, padding, border, mode and anchor.
    pub window: WindowOptions,
    /// The layout of input and output.
    pub layout: Layout,
    /// What happens to the sums.
    pub activation: Option<Activation>,
    /// Whether Winograd's algorithm may be used.
    pub winograd: Winograd,
    /// The integers that stand for 0.
    pub zero_points: ZeroPoints,
    /// How sums become integers of the output type.
    pub quantization: Option<Quantization>,
    /// Whether the layer is transposed: its shape and weights then begin with the input channels.
    pub transposed: bool,
    /// What a transposed layer adds to the size of its output.
    pub output_padding: PerAxis<usize>,
}

impl LayerOptions {
    /// The defaults for a layer of this shape.
    #[must_use]
    pub fn new(
        input: ElementType,
        output: ElementType,
        shape: impl Into<Vec<usize>>,
        weights: Numbers,
    ) -> Self {
        Self {
            input,
            output,
            shape: shape.into(),
            weights,
            bias: Numbers::Absent,
            groups: 1,
            window: WindowOptions::DEFAULT,
            layout: Layout::Nchw,
            activation: None,
            winograd: Winograd::Never,
            zero_points: ZeroPoints::default(),
            quantization: None,
            transposed: false,
            output_padding: PerAxis::All(0),
        }
    }
}
