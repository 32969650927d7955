//! Shapes: of the weights, and of the tensors that go in and out.

use super::Layout;
use crate::window::{AxisName, ResolvedAxis, SizeError, Window};

/// The shape of a layer's weights.
///
/// ```
/// # use conv_plan::rules::layer::LayerShape;
/// let shape = LayerShape {
///     outputs: 8,
///     group_inputs: 2,
///     rows: 3,
///     columns: 3,
///     groups: 2,
///     axes: 2,
///     transposed: None,
/// };
/// assert_eq!((shape.inputs(), shape.group_outputs()), (4, 4));
/// assert_eq!((shape.depth(), shape.weights()), (18, 144));
/// # use conv_plan::window::Window;
/// assert_eq!(shape.most_taps(&Window::TRIVIAL), shape.depth());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LayerShape {
    /// Output channels, a multiple of `groups`.
    pub outputs: usize,
    /// Input channels of one group.
    pub group_inputs: usize,
    /// Rows of the window.
    pub rows: usize,
    /// Columns of the window.
    pub columns: usize,
    /// Groups of channels that do not see each other.
    pub groups: usize,
    /// 2, or 1 if the weights are `[out][in / groups][tap]`.
    pub axes: usize,
    /// The output padding of a transposed layer, rows first; `None` if it is not transposed.
    pub transposed: Option<[usize; 2]>,
}

impl LayerShape {
    /// Input channels of all groups.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.group_inputs * self.groups
    }

    /// Output channels of one group.
    #[must_use]
    pub const fn group_outputs(&self) -> usize {
        self.outputs / self.groups
    }

    /// Weights of one output channel, which is the number of multiply-adds of one output of a layer
    /// that is not transposed.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.group_inputs * self.rows * self.columns
    }

    /// Weights of all output channels.
    #[must_use]
    pub const fn weights(&self) -> usize {
        self.outputs * self.depth()
    }

    /// The most multiply-adds that an output has.
    #[must_use]
    pub const fn most_taps(&self, window: &Window) -> usize {
        match self.transposed {
            None => self.depth(),
            Some(_) => self.group_inputs * window.rows.most_taps() * window.columns.most_taps(),
        }
    }

    /// Rows and columns of input and output.
    const fn sizes(
        &self,
        window: &Window,
        input: TensorShape,
    ) -> Result<(ResolvedAxis, ResolvedAxis), SizeError> {
        let Some([more_rows, more_columns]) = self.transposed else {
            return window.resolve(input.columns, input.rows);
        };
        let rows = window
            .rows
            .resolve_transposed(AxisName::Rows, input.rows, more_rows);
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => return Err(error),
        };
        let columns =
            window
                .columns
                .resolve_transposed(AxisName::Columns, input.columns, more_columns);
        match columns {
            Ok(columns) => Ok((rows, columns)),
            Err(error) => Err(error),
        }
    }
}

impl Layout {
    /// Elements of a tensor of this shape, which is in the order of the layout, with those that
    /// fill up the last block of channels; `None` if they are more than `isize::MAX`.
    ///
    /// ```
    /// use conv_plan::rules::layer::Layout;
    ///
    /// assert_eq!(Layout::Nchw.elements([2, 3, 8, 8]), Some(2 * 3 * 64));
    /// assert_eq!(Layout::Nchw16.elements([2, 3, 8, 8]), Some(2 * 16 * 64));
    /// ```
    #[must_use]
    pub const fn elements(self, shape: [usize; 4]) -> Option<usize> {
        TensorShape::new(shape, self).elements(self)
    }
}

/// The sizes of a tensor, whatever its layout.
///
/// ```
/// # use conv_plan::rules::layer::{Layout, TensorShape};
/// let shape = TensorShape::new([2, 3, 4, 5], Layout::Nchw);
/// assert_eq!((shape.channels, shape.to_array(Layout::Nhwc)), (3, [2, 4, 5, 3]));
/// assert_eq!((shape.image(Layout::Nchw), shape.elements(Layout::Nchw)), (Some(60), Some(120)));
/// // Image, channel, row and column.
/// assert_eq!(shape.place(Layout::Nchw, 61), [1, 0, 0, 1]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TensorShape {
    /// Images of the batch.
    pub images: usize,
    /// Channels.
    pub channels: usize,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

impl TensorShape {
    /// The sizes of a shape in the order of its layout.
    #[must_use]
    pub const fn new(shape: [usize; 4], layout: Layout) -> Self {
        let [images, a, b, c] = shape;
        let (channels, rows, columns) = match layout {
            Layout::Nchw | Layout::Nchw16 => (a, b, c),
            Layout::Nhwc => (c, a, b),
        };
        Self {
            images,
            channels,
            rows,
            columns,
        }
    }

    /// The shape in the order of a layout.
    #[must_use]
    pub const fn to_array(self, layout: Layout) -> [usize; 4] {
        let Self {
            images,
            channels,
            rows,
            columns,
        } = self;
        match layout {
            Layout::Nchw | Layout::Nchw16 => [images, channels, rows, columns],
            Layout::Nhwc => [images, rows, columns, channels],
        }
    }

    /// Image, channel, row and column of the element at `index`; zeros if images have no elements.
    ///
    /// What fills up the last block of channels has the channels from [`channels`](Self::channels)
    /// on.
    #[must_use]
    pub const fn place(&self, layout: Layout, index: usize) -> [usize; 4] {
        let (channels, columns) = (self.channels, self.columns);
        let area = self.rows.saturating_mul(columns);
        let stored = match layout.stored(channels) {
            Some(stored) => stored,
            None => usize::MAX,
        };
        let image = area.saturating_mul(stored);
        if image == 0 {
            return [0; 4];
        }
        let (image, within) = (index / image, index % image);
        let (channel, pixel) = match layout {
            Layout::Nchw => (within / area, within % area),
            Layout::Nhwc => (within % channels, within / channels),
            Layout::Nchw16 => {
                let (lane, within) = (within % Layout::BLOCK, within / Layout::BLOCK);
                (within / area * Layout::BLOCK + lane, within % area)
            }
        };
        [image, channel, pixel / columns, pixel % columns]
    }

    /// Elements of one image; `None` if that overflows `isize`.
    #[must_use]
    pub const fn image(&self, layout: Layout) -> Option<usize> {
        let channels = match layout.stored(self.channels) {
            Some(channels) => channels,
            None => return None,
        };
        match self.rows.checked_mul(self.columns) {
            Some(plane) => match plane.checked_mul(channels) {
                Some(image) if image <= isize::MAX as usize => Some(image),
                _ => None,
            },
            None => None,
        }
    }

    /// Elements of all images; `None` if that overflows `isize`.
    #[must_use]
    pub const fn elements(&self, layout: Layout) -> Option<usize> {
        match self.image(layout) {
            Some(image) => match image.checked_mul(self.images) {
                Some(all) if all <= isize::MAX as usize => Some(all),
                _ => None,
            },
            None => None,
        }
    }
}

/// A layer's sizes, resolved for an input.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers};
/// let f32 = ElementType::F32;
/// let options = LayerOptions::new(f32, f32, [8, 3, 3, 3], Numbers::AtRunTime);
/// let resolved = LayerSpec::check(options)?.resolve([1, 3, 32, 32]).expect("a size");
/// assert_eq!((resolved.input.channels, resolved.output.channels), (3, 8));
/// assert_eq!((resolved.rows.output, resolved.columns.output), (30, 30));
/// # Ok::<(), conv_plan::rules::layer::LayerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolved {
    /// The input.
    pub input: TensorShape,
    /// The output.
    pub output: TensorShape,
    /// Rows of input and output.
    pub rows: ResolvedAxis,
    /// Columns of input and output.
    pub columns: ResolvedAxis,
}

/// Why a layer cannot be applied to a shape. A plain value, so that `const fn` can return it.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers, ShapeError};
/// let f32 = ElementType::F32;
/// let options = LayerOptions::new(f32, f32, [8, 3, 3, 3], Numbers::AtRunTime);
/// let error = LayerSpec::check(options)?.output_shape([1, 4, 32, 32]).unwrap_err();
/// assert_eq!(error, ShapeError::Channels { expected: 3, found: 4 });
/// # Ok::<(), conv_plan::rules::layer::LayerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeError {
    /// The input does not have the channels that the layer takes.
    Channels {
        /// Channels that the layer takes.
        expected: usize,
        /// Channels of the input.
        found: usize,
    },
    /// A layer with one axis was given several rows.
    Rows(usize),
    /// No output size.
    Size(SizeError),
}

impl From<SizeError> for ShapeError {
    fn from(error: SizeError) -> Self {
        Self::Size(error)
    }
}

impl core::fmt::Display for ShapeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Channels { expected, found } => write!(
                f,
                "the layer takes {expected} channels, and the input has {found}: sizes come in the order of the layout, which is `nchw` by default"
            ),
            Self::Rows(found) => {
                write!(f, "the layer has one axis, and takes one row, not {found}")
            }
            Self::Size(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ShapeError {}

/// Resolves the sizes of a layer in a layout for an input. An empty batch is allowed, an empty image is not.
///
/// # Errors
///
/// [`ShapeError`] if the channels differ, or there is no output size.
pub const fn resolve(
    shape: &LayerShape,
    window: &Window,
    layout: Layout,
    input: TensorShape,
) -> Result<Resolved, ShapeError> {
    if input.channels != shape.inputs() {
        return Err(ShapeError::Channels {
            expected: shape.inputs(),
            found: input.channels,
        });
    }
    if shape.axes == 1 && input.rows != 1 {
        return Err(ShapeError::Rows(input.rows));
    }
    let (rows, columns) = match shape.sizes(window, input) {
        Ok(resolved) => resolved,
        Err(error) => return Err(ShapeError::Size(error)),
    };
    let output = TensorShape {
        images: input.images,
        channels: shape.outputs,
        rows: rows.output,
        columns: columns.output,
    };
    match (input.elements(layout), output.elements(layout)) {
        (Some(_), Some(_)) => Ok(Resolved {
            input,
            output,
            rows,
            columns,
        }),
        _ => Err(ShapeError::Size(SizeError::Overflow)),
    }
}
