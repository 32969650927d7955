//! What the user wrote, every value with the place where it stands.

use crate::diag::Place;
use crate::paths::Krate;
use conv_runtime::kernel::{Mode, Padding};
use conv_runtime::{AccumulatorType, Border, ElementType, Overflow, Tap};
use proc_macro2::{Delimiter, Ident, TokenTree};
use syn::{Attribute, Visibility};

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// What became of an option.
#[derive(Debug, Clone, Default)]
pub(crate) enum Entry<T> {
    /// Nothing was said.
    #[default]
    Absent,
    /// Something was said that is wrong, and reported.
    Broken,
    /// This was said.
    Given(T),
}

impl<T> Entry<T> {
    pub(crate) const fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Broken => None,
        }
    }

    pub(crate) const fn is_broken(&self) -> bool {
        matches!(self, Self::Broken)
    }
}

/// What a parser found; it has reported what it could not read.
impl<T> From<Option<T>> for Entry<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Broken, Self::Given)
    }
}

/// One value for all axes, or a list of one for each.
#[derive(Debug, Clone)]
pub(crate) enum Axes<T> {
    All(Spanned<T>),
    Each(Spanned<Vec<Spanned<T>>>),
}

impl<T> Axes<T> {
    pub(crate) const fn place(&self) -> Place {
        match self {
            Self::All(value) => value.place,
            Self::Each(values) => values.place,
        }
    }

    /// Where the value for one axis stands.
    pub(crate) fn axis(&self, axis: usize) -> Place {
        match self {
            Self::All(value) => value.place,
            Self::Each(values) => values
                .value
                .get(axis)
                .map_or(values.place, |value| value.place),
        }
    }
}

/// A number literal or a fraction of two.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    /// The exact value.
    pub(crate) tap: Tap,
    /// Sign and decimal digits, which `str::parse` reads; a fraction has none.
    pub(crate) decimal: Option<String>,
}

/// A part of the tap array.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Tap(Spanned<Number>),
    Row(Spanned<Vec<Self>>),
}

impl Node {
    pub(crate) const fn place(&self) -> Place {
        match self {
            Self::Tap(tap) => tap.place,
            Self::Row(row) => row.place,
        }
    }
}

/// A border, its constant not yet rounded to the input type.
#[derive(Debug, Clone)]
pub(crate) enum Outside {
    Named(Border),
    Constant(Number),
}

/// The keys of a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Taps,
    Shape,
    Accumulator,
    Stride,
    Dilation,
    Padding,
    Border,
    Mode,
    Scale,
    Overflow,
    Anchor,
    Crate,
}

impl Key {
    pub(crate) const ALL: [Self; 12] = [
        Self::Taps,
        Self::Shape,
        Self::Accumulator,
        Self::Stride,
        Self::Dilation,
        Self::Padding,
        Self::Border,
        Self::Mode,
        Self::Scale,
        Self::Overflow,
        Self::Anchor,
        Self::Crate,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Taps => "taps",
            Self::Shape => "shape",
            Self::Accumulator => "accumulator",
            Self::Stride => "stride",
            Self::Dilation => "dilation",
            Self::Padding => "padding",
            Self::Border => "border",
            Self::Mode => "mode",
            Self::Scale => "scale",
            Self::Overflow => "overflow",
            Self::Anchor => "anchor",
            Self::Crate => "crate",
        }
    }

    /// A value that the key may have.
    pub(crate) const fn example(self) -> &'static str {
        match self {
            Self::Taps => "[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]",
            Self::Shape => "[3, 3]",
            Self::Accumulator => "i64",
            Self::Stride | Self::Dilation => "2",
            Self::Padding => "same",
            Self::Border => "replicate",
            Self::Mode => "convolve",
            Self::Scale => "1/16",
            Self::Overflow => "saturate",
            Self::Anchor => "[1, 1]",
            Self::Crate => "::conv_kernel",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }
}

/// One struct of a call.
pub(crate) struct Spec {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) input: Entry<Spanned<ElementType>>,
    pub(crate) output: Entry<Spanned<ElementType>>,
    pub(crate) body: Body,
    /// Whether the parser had nothing to report.
    pub(crate) sound: bool,
}

/// The keys and values between the braces.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// The keys in the order in which they stand.
    pub(crate) keys: Vec<Spanned<Key>>,
    pub(crate) taps: Entry<Node>,
    pub(crate) shape: Entry<Spanned<Vec<Spanned<usize>>>>,
    pub(crate) accumulator: Entry<Spanned<AccumulatorType>>,
    pub(crate) stride: Entry<Axes<usize>>,
    pub(crate) dilation: Entry<Axes<usize>>,
    pub(crate) padding: Entry<Spanned<Padding>>,
    pub(crate) border: Entry<Axes<Outside>>,
    pub(crate) mode: Entry<Spanned<Mode>>,
    pub(crate) scale: Entry<Spanned<Number>>,
    pub(crate) overflow: Entry<Spanned<Overflow>>,
    pub(crate) anchor: Entry<Axes<usize>>,
    pub(crate) krate: Entry<Krate>,
}

impl Body {
    /// Where a key stands, if it was given.
    pub(crate) fn key(&self, key: Key) -> Option<Place> {
        self.keys
            .iter()
            .find(|given| given.value == key)
            .map(|given| given.place)
    }
}

/// What the emitter needs of a declaration beside its kernel and plan.
pub(crate) struct Declared {
    /// The user's attributes, doc comments and derives among them.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) krate: Krate,
    /// Last path segments of the traits in the user's `#[derive(..)]`.
    pub(crate) derives: Vec<String>,
    /// The sizes of a `shape` kernel, rows first; `None` if the taps are given.
    pub(crate) shape: Option<Vec<usize>>,
    /// The element types, if both could be read.
    pub(crate) elements: Option<(ElementType, ElementType)>,
    /// Whether the taps, or their shape, look like those of a signal kernel.
    pub(crate) signal: bool,
}

impl Declared {
    /// The attributes that decide whether the struct exists: its impls need them too.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
    }
}

impl Spec {
    /// The part that does not depend on the kernel.
    pub(crate) fn declared(&self) -> Declared {
        let given = |sizes: &Spanned<Vec<Spanned<usize>>>| {
            sizes.value.iter().map(|size| size.value).collect()
        };
        Declared {
            attrs: self.attrs.clone(),
            vis: self.vis.clone(),
            ident: self.ident.clone(),
            krate: self.body.krate.given().cloned().unwrap_or_default(),
            derives: derives(&self.attrs),
            shape: match &self.body.shape {
                Entry::Absent => None,
                Entry::Broken => Some(Vec::new()),
                Entry::Given(sizes) => Some(given(sizes)),
            },
            elements: self
                .input
                .given()
                .zip(self.output.given())
                .map(|(input, output)| (input.value, output.value)),
            signal: self.is_signal(),
        }
    }

    fn is_signal(&self) -> bool {
        match (self.body.taps.given(), self.body.shape.given()) {
            (Some(Node::Row(row)), _) => matches!(row.value.first(), Some(Node::Tap(_))),
            (_, Some(sizes)) => sizes.value.len() == 1,
            _ => false,
        }
    }
}

/// The traits that `#[derive(..)]` attributes name, without their paths.
fn derives(attrs: &[Attribute]) -> Vec<String> {
    let mut names = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let Ok(list) = attr.meta.require_list() else {
            continue;
        };
        let mut last = None;
        for token in list.tokens.clone() {
            match token {
                TokenTree::Ident(ident) => last = Some(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ',' => names.extend(last.take()),
                // A path from a macro's fragment stands in an invisible group.
                TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                    if let Some(TokenTree::Ident(ident)) = group.stream().into_iter().last() {
                        last = Some(ident.to_string());
                    }
                }
                _ => {}
            }
        }
        names.extend(last);
    }
    names
}
