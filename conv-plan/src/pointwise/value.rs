//! Values as a graph of nodes, and the operators that build it.

use super::node::{Comparison, Node};
use alloc::vec::Vec;
use core::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};
use num_integer::Integer;

/// A value made of the sums of kernels, as a closure under `map` or `combine` says it.
///
/// Operators and methods read as they do in the macro. A node that occurs twice is kept once.
///
/// ```
/// # use conv_plan::pointwise::Value;
/// let [gx, gy] = [Value::sum(0), Value::sum(1)];
/// let magnitude = (gx.clone() * gx + gy.clone() * gy).sqrt();
/// assert_eq!(magnitude.to_string(), "(v0 * v0 + v1 * v1).sqrt()");
/// ```
#[derive(Debug, Clone)]
pub struct Value {
    /// The last is the result.
    nodes: Vec<Node>,
    /// Where each was written; `None` for what stands for no token.
    places: Vec<Option<usize>>,
}

/// The same operations, wherever they were written.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.nodes == other.nodes
    }
}

impl Value {
    fn node(node: Node) -> Self {
        Self {
            nodes: alloc::vec![node],
            places: alloc::vec![None],
        }
    }

    /// The sum of a kernel, counted from 0, times its scale.
    #[must_use]
    pub fn sum(index: usize) -> Self {
        Self::node(Node::Sum(index))
    }

    /// An exact fraction; `None` for a denominator of 0 or one that 64 bits cannot hold.
    ///
    /// ```
    /// # use conv_plan::pointwise::Value;
    /// let half = Value::ratio(1, 2).ok_or("a denominator of 0")?;
    /// let value = Value::sum(0) * half;
    /// assert_eq!((value.sums(), value.nodes().len()), (1, 3));
    /// assert_eq!(Value::of_nodes(value.nodes()).as_ref(), Some(&value));
    /// assert_eq!(value.with_sums(|sum| sum + 1).sums(), 2);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let (n, d) = (i128::from(numerator), i128::from(denominator));
        let common = n.gcd(&d) * d.signum();
        let (n, d) = (n / common, d / common);
        Some(Self::node(Node::Ratio(
            n.try_into().ok()?,
            d.try_into().ok()?,
        )))
    }

    /// The value that these nodes make, the last of which is the result; `None` if there is none,
    /// one has an operand that is not before it, a fraction is not in lowest terms, or a float is
    /// NaN.
    #[must_use]
    pub fn of_nodes(nodes: &[Node]) -> Option<Self> {
        let sound = nodes.iter().enumerate().all(|(index, node)| {
            let lowest = match *node {
                Node::Ratio(n, d) => d > 0 && n.gcd(&d) == 1,
                Node::Float(value) => !value.is_nan(),
                _ => true,
            };
            lowest && node.operands().all(|operand| operand < index)
        });
        (sound && !nodes.is_empty()).then(|| Self {
            nodes: nodes.to_vec(),
            places: alloc::vec![None; nodes.len()],
        })
    }

    /// The nodes, each after its operands; the last is the result.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Where a node was written.
    pub(crate) fn place(&self, node: usize) -> Option<usize> {
        self.places.get(node).copied().flatten()
    }

    /// The value, whose last operation was written at this place unless it has one.
    #[doc(hidden)]
    #[must_use]
    pub fn at(mut self, place: usize) -> Self {
        if let Some(last @ None) = self.places.last_mut() {
            *last = Some(place);
        }
        self
    }

    /// The same value over sums that are renumbered.
    #[must_use]
    pub fn with_sums(mut self, of: impl Fn(usize) -> usize) -> Self {
        for node in &mut self.nodes {
            if let Node::Sum(sum) = node {
                *sum = of(*sum);
            }
        }
        self
    }

    /// For each node, whether it is an exact fraction whatever the sums are.
    pub(super) fn constants(&self) -> Vec<bool> {
        let mut constants: Vec<bool> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let fixed = |operand: usize| constants.get(operand) == Some(&true);
            let exact = !matches!(
                node,
                Node::Sum(_) | Node::Float(_) | Node::Sqrt(_) | Node::Atan2(..)
            );
            let constant = exact && node.operands().all(fixed);
            constants.push(constant);
        }
        constants
    }

    /// The number of sums that it may read: one more than the last of them.
    #[must_use]
    pub fn sums(&self) -> usize {
        let last = self.nodes.iter().map(|node| match node {
            Node::Sum(index) => index.saturating_add(1),
            _ => 0,
        });
        last.max().unwrap_or(0)
    }

    /// Adds the nodes of another value; what its result is.
    fn join(&mut self, other: Self) -> usize {
        let mut numbers = Vec::with_capacity(other.nodes.len());
        for (node, place) in other.nodes.into_iter().zip(other.places) {
            let node = node.map(|operand| numbers.get(operand).copied().unwrap_or(0));
            numbers.push(self.push(node, place));
        }
        numbers.last().copied().unwrap_or(0)
    }

    fn push(&mut self, node: Node, place: Option<usize>) -> usize {
        let same = |known: &Node| match (known, &node) {
            // The signs of zeros tell them apart.
            (Node::Float(a), Node::Float(b)) => a.to_bits() == b.to_bits(),
            (known, node) => known == node,
        };
        if let Some(known) = self.nodes.iter().position(same) {
            return known;
        }
        self.nodes.push(node);
        self.places.push(place);
        self.nodes.len() - 1
    }

    /// The value whose last operation is this, over those whose results are numbered.
    fn finish(mut self, node: Node) -> Self {
        let at = self.push(node, None);
        // A node that occurred before is the last after all, without those that only followed it.
        self.nodes.truncate(at + 1);
        self.places.truncate(at + 1);
        self
    }

    fn one(self, node: fn(usize) -> Node) -> Self {
        let last = self.nodes.len() - 1;
        self.finish(node(last))
    }

    fn two(mut self, other: Self, node: fn(usize, usize) -> Node) -> Self {
        let first = self.nodes.len() - 1;
        let second = self.join(other);
        self.finish(node(first, second))
    }

    /// The magnitude.
    ///
    /// ```
    /// # use conv_plan::pointwise::Value;
    /// let [x, y] = [Value::sum(0), Value::sum(1)];
    /// let near = x.clone().abs().max(y.clone().abs()).min(255);
    /// assert_eq!(near.to_string(), "v0.abs().max(v1.abs()).min(255)");
    /// assert_eq!(x.clone().round().clamp(0, 9).to_string(), "v0.round().max(0).min(9)");
    /// assert_eq!(x.clone().hypot(y.clone()).to_string(), "(v0 * v0 + v1 * v1).sqrt()");
    /// assert_eq!(y.clone().atan2(x.clone()).to_string(), "v1.atan2(v0)");
    /// let v = || x.clone();
    /// let less = [v().lt(9), v().le(9), v().gt(9), v().ge(9), v().equals(9)];
    /// let words = less.map(|condition| condition.then_else(0, y.clone()).to_string());
    /// assert_eq!(words[1], "if v0 <= 9 { 0 } else { v1 }");
    /// ```
    #[must_use]
    pub fn abs(self) -> Self {
        self.one(Node::Abs)
    }

    /// The square root, as a float.
    #[must_use]
    pub fn sqrt(self) -> Self {
        self.one(Node::Sqrt)
    }

    /// The nearest whole number, ties to even.
    #[must_use]
    pub fn round(self) -> Self {
        self.one(Node::Round)
    }

    /// The lesser of two values.
    #[must_use]
    pub fn min(self, other: impl Into<Self>) -> Self {
        self.two(other.into(), Node::Min)
    }

    /// The greater of two values.
    #[must_use]
    pub fn max(self, other: impl Into<Self>) -> Self {
        self.two(other.into(), Node::Max)
    }

    /// The nearest value within bounds: `self.max(low).min(high)`.
    #[must_use]
    pub fn clamp(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
        self.max(low).min(high)
    }

    /// The square root of the sum of two squares: `(self * self + other * other).sqrt()`.
    #[must_use]
    pub fn hypot(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        (self.clone() * self + other.clone() * other).sqrt()
    }

    /// The angle of the point `(x, self)` in radians, from -pi to pi, as a float; 0 for `(0, 0)`.
    ///
    /// The signs of zeros do not count.
    #[must_use]
    pub fn atan2(self, x: impl Into<Self>) -> Self {
        self.two(x.into(), Node::Atan2)
    }

    /// Whether this is less.
    #[must_use]
    pub fn lt(self, other: impl Into<Self>) -> Condition {
        Condition::Is(Comparison::Less, self, other.into())
    }

    /// Whether this is less, or equal.
    #[must_use]
    pub fn le(self, other: impl Into<Self>) -> Condition {
        Condition::Is(Comparison::LessEqual, self, other.into())
    }

    /// Whether this is greater.
    #[must_use]
    pub fn gt(self, other: impl Into<Self>) -> Condition {
        other.into().lt(self)
    }

    /// Whether this is greater, or equal.
    #[must_use]
    pub fn ge(self, other: impl Into<Self>) -> Condition {
        other.into().le(self)
    }

    /// Whether they are equal.
    #[must_use]
    pub fn equals(self, other: impl Into<Self>) -> Condition {
        Condition::Is(Comparison::Equal, self, other.into())
    }

    fn choose(self, is: Comparison, other: Self, x: Self, y: Self) -> Self {
        let mut all = self;
        let a = all.nodes.len() - 1;
        let (b, x, y) = (all.join(other), all.join(x), all.join(y));
        all.finish(Node::If(is, a, b, x, y))
    }
}

/// What decides between two values.
///
/// ```
/// # use conv_plan::pointwise::Value;
/// let v = Value::sum(0);
/// let threshold = v.gt(100).then_else(255, 0);
/// assert_eq!(threshold.to_string(), "if 100 < v0 { 255 } else { 0 }");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Two values are so related.
    Is(Comparison, Value, Value),
    /// The other does not hold.
    Not(alloc::boxed::Box<Self>),
    /// Both hold.
    And(alloc::boxed::Box<Self>, alloc::boxed::Box<Self>),
    /// One holds, or both.
    Or(alloc::boxed::Box<Self>, alloc::boxed::Box<Self>),
}

impl Condition {
    /// One value if this holds, else the other: `if condition { x } else { y }`.
    #[must_use]
    pub fn then_else(self, x: impl Into<Value>, y: impl Into<Value>) -> Value {
        let (x, y) = (x.into(), y.into());
        match self {
            Self::Is(is, a, b) => a.choose(is, b, x, y),
            Self::Not(other) => other.then_else(y, x),
            Self::And(a, b) => a.then_else(b.then_else(x, y.clone()), y),
            Self::Or(a, b) => a.then_else(x.clone(), b.then_else(x, y)),
        }
    }
}

impl Not for Condition {
    type Output = Self;

    fn not(self) -> Self {
        Self::Not(self.into())
    }
}

impl BitAnd for Condition {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::And(self.into(), other.into())
    }
}

impl BitOr for Condition {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::Or(self.into(), other.into())
    }
}

macro_rules! numbers {
    ($($ty:ident: $from:expr;)*) => {$(
        impl From<$ty> for Value {
            fn from(value: $ty) -> Self {
                Self::node($from(value))
            }
        }
        numbers! { @with $ty Add add, Sub sub, Mul mul, Div div }
    )*};
    (@with $ty:ident $($op:ident $method:ident),*) => {$(
        impl $op<Value> for $ty {
            type Output = Value;

            fn $method(self, value: Value) -> Value {
                Value::from(self).two(value, Node::$op)
            }
        }
    )*};
}

numbers! {
    i32: |value| Node::Ratio(i64::from(value), 1);
    i64: |value| Node::Ratio(value, 1);
    f32: |value| Node::Float(f64::from(value));
    f64: Node::Float;
}

macro_rules! operators {
    ($($op:ident $method:ident),*) => {$(
        impl<T: Into<Value>> $op<T> for Value {
            type Output = Self;

            fn $method(self, other: T) -> Self {
                self.two(other.into(), Node::$op)
            }
        }
    )*};
}

operators! { Add add, Sub sub, Mul mul, Div div }

impl Neg for Value {
    type Output = Self;

    fn neg(self) -> Self {
        self.one(Node::Neg)
    }
}
