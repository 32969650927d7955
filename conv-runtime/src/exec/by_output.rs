//! Declared layers one output at a time: little code, no memory, and a stack that no size changes.
//!
//! ```text
//! for each image, output channel, row and column:
//!     sum = the bias
//!     for each channel of the group, row and column of the window:
//!         sum += what the tap meets * the weight
//!     output = the activation of the sum
//! ```
//!
//! Weights are the constants of the program, read where they lie. The operations of an output and
//! their order are those of other layers, and of the phases of transposed ones, so results have the
//! same bits at each level. Where a level fuses multiply-adds, a sum is one lane of a vector.

mod side;

use super::activate::{Activate, Activated};
use super::planes::{Buffered, Stage};
use super::simd::add_product;
use crate::data::{Error, lengths};
use conv_plan::rules::layer::{
    LayerDeclaration, LayerShape, Layout, Resolved, Strides, TensorShape,
};
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};
use side::{Met, Side};

/// A declared layer and its constants, as `LayerValues::to_bytes` writes them, applied to images.
#[derive(Debug)]
pub struct LayerCall<'a, In> {
    pub(crate) token: Token,
    pub(crate) declaration: &'a LayerDeclaration,
    pub(crate) resolved: Resolved,
    pub(crate) weights: &'a [u8],
    pub(crate) bias: &'a [u8],
    pub(crate) images: &'a [In],
}

/// Sums of layers, whose weights are constants.
pub trait Constant: Activated + Buffered {
    /// Whether products and sums are not rounded.
    const EXACT: bool;

    /// `self + x * weight`, wrapping for integers, rounded twice for floats.
    fn plus_product(self, x: Self, weight: Self) -> Self;

    /// The number in these bytes, of which there are as many as integers need, or as floats have.
    fn constant(bytes: &[u8]) -> Self;
}

macro_rules! floats {
    ($($ty:ident)*) => {$(
        impl Constant for $ty {
            const EXACT: bool = false;

            #[inline(always)]
            fn plus_product(self, x: Self, weight: Self) -> Self {
                self + x * weight
            }

            #[inline(always)]
            fn constant(bytes: &[u8]) -> Self {
                bytes.first_chunk().map_or(0.0, |&bytes| Self::from_le_bytes(bytes))
            }
        }
    )*};
}

floats! { f32 f64 }

impl Constant for i32 {
    const EXACT: bool = true;

    #[inline(always)]
    fn plus_product(self, x: Self, weight: Self) -> Self {
        self.wrapping_add(x.wrapping_mul(weight))
    }

    #[inline(always)]
    fn constant(bytes: &[u8]) -> Self {
        match *bytes {
            [byte] => Self::from(byte as i8),
            [low, high] => i16::from_le_bytes([low, high]).into(),
            [a, b, c, d] => Self::from_le_bytes([a, b, c, d]),
            _ => 0,
        }
    }
}

/// Computes all outputs, weights having `WIDTH` bytes each and biases `BIAS`.
///
/// # Errors
///
/// [`Error::Length`], [`Error::SizeOverflow`].
pub fn by_output<In: Stage<A>, A: Constant, const WIDTH: usize, const BIAS: usize>(
    call: &LayerCall<'_, In>,
    y: &mut [A],
) -> Result<(), Error> {
    let layout = call.declaration.layout;
    lengths(&call.resolved, layout, [call.images.len(), y.len()])?;
    if A::EXACT || call.token.is_fallback() {
        outputs::<_, In, A, WIDTH, BIAS>(One, call, y);
    } else {
        dispatch!(call.token, s => outputs::<_, In, A, WIDTH, BIAS>(Lanes(s), call, y));
    }
    let activation = A::activation(call.declaration.activation);
    if !matches!(activation, Activate::None) {
        dispatch!(call.token, s => activate_all(s, y, &activation));
    }
    if layout == Layout::Nchw16 {
        fill_up(&call.resolved.output, y);
    }
    Ok(())
}

/// How a product is added to a sum.
trait Adds<A>: Copy {
    /// A sum in progress.
    type Sum;

    fn start(self, bias: A) -> Self::Sum;

    fn add(self, sum: Self::Sum, x: A, weight: A) -> Self::Sum;

    fn finish(self, sum: Self::Sum) -> A;
}

/// A product and a sum, each rounded if it has to be.
#[derive(Clone, Copy)]
struct One;

impl<A: Constant> Adds<A> for One {
    type Sum = A;

    #[inline(always)]
    fn start(self, bias: A) -> A {
        bias
    }

    #[inline(always)]
    fn add(self, sum: A, x: A, weight: A) -> A {
        sum.plus_product(x, weight)
    }

    #[inline(always)]
    fn finish(self, sum: A) -> A {
        sum
    }
}

/// As the vectors of a level do it.
#[derive(Clone, Copy)]
struct Lanes<S>(S);

impl<S: Simd, A: Constant> Adds<A> for Lanes<S> {
    type Sum = A::Vector<S>;

    #[inline(always)]
    fn start(self, bias: A) -> A::Vector<S> {
        A::Vector::<S>::splat(self.0, bias)
    }

    #[inline(always)]
    fn add(self, sum: A::Vector<S>, x: A, weight: A) -> A::Vector<S> {
        let (x, weight) = (self.start(x), self.start(weight));
        add_product::<S, A, false>(x, weight, sum)
    }

    #[inline(always)]
    fn finish(self, sum: A::Vector<S>) -> A {
        sum.as_slice().first().copied().unwrap_or_default()
    }
}

/// What all outputs of a call have in common.
struct Sums<'a, A> {
    shape: &'a LayerShape,
    weights: &'a [u8],
    from: Strides,
    down: Side<'a, A>,
    across: Side<'a, A>,
}

impl<A: Constant> Sums<'_, A> {
    /// The sum of an output channel, a row and a column over the image `x`.
    #[inline(always)]
    fn at<W: Adds<A>, In: Stage<A>, const WIDTH: usize>(
        &self,
        way: W,
        x: &[In],
        bias: A,
        [o, i, j]: [usize; 3],
    ) -> A {
        let Self {
            shape,
            from,
            down,
            across,
            ..
        } = self;
        let mut sum = way.start(bias);
        let mut met_any = false;
        let inside = across.inside(j);
        // Of one column, whose dilation may be any, it is not used.
        let step = across.axis.dilation.wrapping_mul(from.column);
        let first = o / shape.group_outputs().max(1) * shape.group_inputs;
        for c in 0..shape.group_inputs {
            let plane = from.of_channel(first + c);
            for m in 0..shape.rows {
                let m = down.tap(m);
                let weight = ((o * shape.group_inputs + c) * shape.rows + m) * shape.columns;
                let row = down.meets(i, m);
                if let (Met::Input(row), Some(column)) = (row, inside) {
                    met_any = true;
                    let mut at = plane + row * from.row + column * from.column;
                    for n in 0..shape.columns {
                        let weight = number::<A, WIDTH>(self.weights, weight + n);
                        sum = way.add(sum, element(x, at), weight);
                        at = at.wrapping_add(step);
                    }
                    continue;
                }
                for n in 0..shape.columns {
                    let n = across.tap(n);
                    // A row outside is decided first.
                    let met = match (row, across.meets(j, n)) {
                        (Met::Nothing, _) | (_, Met::Nothing) => continue,
                        (Met::Border, _) => down.constant,
                        (_, Met::Border) => across.constant,
                        (Met::Input(row), Met::Input(column)) => {
                            element(x, plane + row * from.row + column * from.column)
                        }
                    };
                    met_any = true;
                    sum = way.add(sum, met, number::<A, WIDTH>(self.weights, weight + n));
                }
            }
        }
        // An output without a phase is that of a layer of zeros.
        if !met_any {
            sum = way.add(sum, A::default(), A::default());
        }
        way.finish(sum)
    }
}

#[inline(always)]
fn outputs<W: Adds<A>, In: Stage<A>, A: Constant, const WIDTH: usize, const BIAS: usize>(
    way: W,
    call: &LayerCall<'_, In>,
    y: &mut [A],
) {
    let (LayerDeclaration { shape, window, .. }, layout) =
        (call.declaration, call.declaration.layout);
    let Resolved {
        input,
        output,
        rows,
        columns,
    } = &call.resolved;
    let transposed = shape.transposed.is_some();
    let sums = Sums {
        shape,
        weights: call.weights,
        from: Strides::new(input, layout),
        down: Side::new::<In>(&window.rows, rows, window.row_border, transposed),
        across: Side::new::<In>(&window.columns, columns, window.column_border, transposed),
    };
    let to = Strides::new(output, layout);
    let (Some(image), Some(of_output)) = (input.image(layout), output.image(layout)) else {
        return;
    };
    let images = call.images.chunks_exact(image.max(1));
    for (x, y) in images.zip(y.chunks_exact_mut(of_output.max(1))) {
        for o in 0..output.channels {
            let bias = if call.bias.is_empty() {
                A::EMPTY
            } else {
                number::<A, BIAS>(call.bias, o)
            };
            for i in 0..output.rows {
                for j in 0..output.columns {
                    let at = to.of_channel(o) + i * to.row + j * to.column;
                    if let Some(y) = y.get_mut(at) {
                        *y = sums.at::<W, In, WIDTH>(way, x, bias, [o, i, j]);
                    }
                }
            }
        }
    }
}

/// Applies an activation to all elements.
#[inline(always)]
fn activate_all<S: Simd, A: Activated>(s: S, y: &mut [A], activation: &Activate<A>) {
    let mut vectors = y.chunks_exact_mut(A::Vector::<S>::LEN);
    for y in &mut vectors {
        let v = A::Vector::<S>::from_slice(s, y);
        A::activate::<S>(s, v, activation).store_slice(y);
    }
    for y in vectors.into_remainder() {
        let v = A::activate::<S>(s, A::Vector::<S>::splat(s, *y), activation);
        *y = v.as_slice().first().copied().unwrap_or_default();
    }
}

/// Sets what fills up the last block of channels to 0.
fn fill_up<A: Copy + Default>(output: &TensorShape, y: &mut [A]) {
    let there = output.channels % Layout::BLOCK;
    let blocks = output.channels.div_ceil(Layout::BLOCK).max(1);
    let block = (output.rows * output.columns * Layout::BLOCK).max(1);
    if there > 0 {
        for block in y.chunks_mut(block).skip(blocks - 1).step_by(blocks) {
            for pixel in block.chunks_exact_mut(Layout::BLOCK) {
                pixel[there..].fill(A::default());
            }
        }
    }
}

/// An element of an image as a lane.
#[inline(always)]
fn element<In: Stage<A>, A: Buffered>(x: &[In], at: usize) -> A {
    x.get(at).map_or(A::default(), |&x| x.staged())
}

/// The constant at `index`; 0 where there is none.
#[inline(always)]
fn number<A: Constant, const WIDTH: usize>(constants: &[u8], index: usize) -> A {
    let (numbers, _) = constants.as_chunks::<WIDTH>();
    numbers
        .get(index)
        .map_or(A::default(), |number| A::constant(number))
}
