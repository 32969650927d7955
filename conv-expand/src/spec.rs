//! What the user wrote, each value with its place.

mod declared;
mod key;
mod taps;

pub(crate) use conv_syntax::written::{
    Activate, Axes, Closure, Expression, File, Node, Number, Outside, Spanned, Taps,
};
pub(crate) use declared::{Declared, Derive, deprecations, possible_derives};
pub(crate) use key::Key;
pub(crate) use taps::KernelTaps;

use crate::paths::Krate;
use conv_plan::number::{AccumulatorType, ElementType, Overflow};
use conv_plan::rules::layer::{Layout, Winograd};
use conv_plan::rules::{Arithmetic, Method, Missing, Quantize, Require, Separable};
use conv_plan::window::{Mode, Padding};
use conv_syntax::diag::Place;
use proc_macro2::Ident;
use std::path::PathBuf;
use syn::{Attribute, Visibility};

/// What became of an option.
#[derive(Debug, Clone, Default)]
pub(crate) enum Entry<T> {
    /// It was not given.
    #[default]
    Absent,
    /// The value is wrong, which has been reported.
    Broken,
    /// It was given.
    Written(T),
}

impl<T> Entry<T> {
    pub(crate) const fn written(&self) -> Option<&T> {
        match self {
            Self::Written(value) => Some(value),
            Self::Absent | Self::Broken => None,
        }
    }

    pub(crate) const fn is_broken(&self) -> bool {
        matches!(self, Self::Broken)
    }
}

/// What a parser found; what it could not read, it has reported.
impl<T> From<Option<T>> for Entry<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Broken, Self::Written)
    }
}

/// A mistake whose message depends on keys that may come after it.
#[derive(Debug)]
pub(crate) struct Late {
    pub(crate) place: Place,
    pub(crate) what: LateMistake,
}

#[derive(Debug)]
pub(crate) enum LateMistake {
    /// A word that is near to no key, and whether its value is `false`.
    UnknownKey(String, bool),
    /// A word in place of the number of groups.
    Depthwise,
}

/// A key, as it was given.
#[derive(Debug, Clone)]
pub(crate) struct GivenKey {
    pub(crate) value: Key,
    pub(crate) place: Place,
    /// From the key to the end of its value.
    pub(crate) entry: Place,
}

/// The bias of a layer.
#[derive(Debug, Clone)]
#[cfg_attr(
    not(feature = "layers"),
    expect(dead_code, reason = "layers are parsed, and then refused")
)]
pub(crate) enum Bias {
    /// It is given to `new`.
    AtRunTime,
    Numbers(Vec<Spanned<Number>>),
    /// A number as it was written, whose brackets are missing.
    Bare(String),
    File(File),
}

/// What a declaration makes, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Signal,
    Plane,
    /// A layer with this many axes.
    Layer(usize),
}

/// Where all ways of computing are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verify {
    /// In a test.
    Test,
}

/// A word that a key takes, or a key, where the user wrote it.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// The key, or `key` itself.
    pub(crate) key: &'static str,
    pub(crate) word: Ident,
}

/// One struct of a call.
pub(crate) struct Spec {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) input: Entry<Spanned<ElementType>>,
    pub(crate) output: Entry<Spanned<ElementType>>,
    pub(crate) body: Body,
    /// The words of the language, for editors.
    pub(crate) words: Vec<Word>,
    /// Whether the parser had nothing to report.
    pub(crate) sound: bool,
}

/// Files of weights.
#[derive(Debug, Default, Clone)]
pub(crate) struct Files {
    /// Where their paths begin.
    pub(crate) directory: Option<PathBuf>,
    /// The paths of those that were read.
    pub(crate) read: Vec<String>,
}

/// The keys and values between the braces.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// The keys in the order in which they stand.
    pub(crate) keys: Vec<GivenKey>,
    /// What only the whole body can tell.
    pub(crate) late: Vec<Late>,
    /// The keys that stand anywhere in the body, known before the first is read.
    pub(crate) announced: Vec<Key>,
    /// The taps, or those of the first of several kernels.
    pub(crate) first: KernelTaps,
    /// The names of several kernels.
    pub(crate) names: Vec<(String, Place)>,
    /// The kernels after the first.
    pub(crate) others: Vec<KernelTaps>,
    /// The axes that an expression with a mistake seems to have.
    pub(crate) meant_axes: Option<usize>,
    /// Where files are, and those of the expression that were read.
    pub(crate) files: Files,
    pub(crate) shape: Entry<Spanned<Vec<Spanned<usize>>>>,
    pub(crate) weights: Entry<File>,
    pub(crate) axes: Entry<Spanned<usize>>,
    pub(crate) bias: Entry<Spanned<Bias>>,
    pub(crate) layout: Entry<Spanned<Layout>>,
    pub(crate) groups: Entry<Spanned<usize>>,
    pub(crate) activation: Entry<Spanned<Activate>>,
    pub(crate) winograd: Entry<Spanned<Winograd>>,
    pub(crate) transposed: Entry<Spanned<bool>>,
    pub(crate) output_padding: Entry<Axes<usize>>,
    pub(crate) accumulator: Entry<Spanned<AccumulatorType>>,
    pub(crate) stride: Entry<Axes<usize>>,
    pub(crate) dilation: Entry<Axes<usize>>,
    pub(crate) padding: Entry<Spanned<Padding>>,
    pub(crate) border: Entry<Axes<Outside>>,
    pub(crate) mode: Entry<Spanned<Mode>>,
    pub(crate) method: Entry<Spanned<Method>>,
    pub(crate) scale: Entry<Spanned<Number>>,
    pub(crate) overflow: Entry<Spanned<Overflow>>,
    pub(crate) anchor: Entry<Axes<usize>>,
    pub(crate) arithmetic: Entry<Spanned<Arithmetic>>,
    pub(crate) missing: Entry<Spanned<Missing>>,
    pub(crate) krate: Entry<Krate>,
    pub(crate) interpolate: Entry<Spanned<usize>>,
    pub(crate) channels: Entry<Spanned<Vec<Spanned<Number>>>>,
    pub(crate) map: Entry<Closure>,
    pub(crate) combine: Entry<Closure>,
    pub(crate) require: Entry<Spanned<Vec<Spanned<Require>>>>,
    pub(crate) quantize: Entry<Spanned<Quantize>>,
    pub(crate) separable: Entry<Spanned<Separable>>,
    pub(crate) verify: Entry<Spanned<Verify>>,
}

impl Body {
    /// Notes what was read under `taps`.
    pub(crate) fn set_taps(&mut self, taps: Option<Taps>) {
        // They may be read again, repaired.
        self.names.clear();
        self.others.clear();
        let Some(Taps::Bank(parts)) = taps else {
            self.first = KernelTaps::new(taps);
            return;
        };
        let mut kernels = Vec::new();
        for (name, place, taps) in parts {
            self.names.push((name, place));
            kernels.push(KernelTaps::new(taps));
        }
        let mut kernels = kernels.into_iter();
        self.first = kernels.next().unwrap_or_else(|| KernelTaps::new(None));
        self.others = kernels.collect();
    }

    /// All kernels: one, unless there are several with names.
    pub(crate) fn kernels(&self) -> impl Iterator<Item = &KernelTaps> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Where a key stands, if it was given.
    pub(crate) fn key(&self, key: Key) -> Option<Place> {
        self.keys
            .iter()
            .find(|given| given.value == key)
            .map(|given| given.place)
    }

    /// Where a key and its value stand, if it was given.
    pub(crate) fn entry(&self, key: Key) -> Option<Place> {
        self.keys
            .iter()
            .find(|given| given.value == key)
            .map(|given| given.entry)
    }

    /// Whether a key is given, before or after the one that is read now.
    pub(crate) fn announces(&self, key: Key) -> bool {
        self.announced.contains(&key)
    }

    /// The first key that only layers have, except those whose value is wrong, which has been
    /// reported.
    pub(crate) fn key_of_layers(&self) -> Option<&GivenKey> {
        self.keys.iter().find(|key| match key.value {
            Key::Weights => self.weights.written().is_some(),
            Key::Axes => self.axes.written().is_some(),
            Key::Bias => self.bias.written().is_some(),
            Key::Layout => self.layout.written().is_some(),
            Key::Groups => self.groups.written().is_some(),
            Key::Activation => self.activation.written().is_some(),
            Key::Winograd => self.winograd.written().is_some(),
            Key::Transposed => self.transposed.written().is_some(),
            Key::OutputPadding => self.output_padding.written().is_some(),
            _ => false,
        })
    }

    /// The levels of brackets of the taps, or the number of sizes.
    pub(crate) fn levels(&self) -> Option<usize> {
        match (self.first.taps.written(), self.shape.written()) {
            (Some(taps), _) => Some(taps.levels()),
            (_, Some(sizes)) => Some(sizes.value.len()),
            _ => {
                let made = self
                    .first
                    .made
                    .as_ref()
                    .map(|made| made.value.shape().len());
                made.or(self.meant_axes)
            }
        }
    }

    /// What is declared: what the keys say, else what the levels do.
    pub(crate) fn form(&self) -> Form {
        if let Some(axes) = self.axes.written() {
            return Form::Layer(axes.value.min(2));
        }
        if self.weights.written().is_some() {
            return Form::Layer(2);
        }
        match self.levels() {
            Some(1) => Form::Signal,
            Some(3) => Form::Layer(1),
            Some(4..) => Form::Layer(2),
            None if self.keys.iter().any(|key| key.value.is_of_layers()) => Form::Layer(2),
            _ => Form::Plane,
        }
    }
}
