//! What is wrong with a kernel, and with which part of it.

pub mod names;
mod voice;

pub use voice::Voice;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// The option that a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The tap array as a whole.
    Taps,
    /// One tap, counted row by row.
    Tap(usize),
    /// The shape of a kernel whose taps come later.
    Shape,
    /// One size of the shape.
    ShapeAxis(usize),
    /// The input type.
    Input,
    /// The output type.
    Output,
    /// The stride.
    Stride,
    /// The stride of one axis.
    StrideAxis(usize),
    /// The dilation.
    Dilation,
    /// The dilation of one axis.
    DilationAxis(usize),
    /// The padding.
    Padding,
    /// The border.
    Border,
    /// The border of one axis.
    BorderAxis(usize),
    /// The anchor.
    Anchor,
    /// The anchor on one axis.
    AnchorAxis(usize),
    /// The scale.
    Scale,
    /// The overflow rule.
    Overflow,
    /// How the sums are formed.
    Method,
    /// The accumulator of a `shape` kernel.
    Accumulator,
    /// The weights of a layer.
    Weights,
    /// The weights of one output channel.
    Channel(usize),
    /// The bias of a layer.
    Bias,
    /// The groups of a layer.
    Groups,
    /// The activation of a layer.
    Activation,
    /// One argument of the activation.
    ActivationArgument(usize),
    /// Whether a layer uses Winograd's algorithm.
    Winograd,
    /// The zero points of an integer layer.
    ZeroPoints,
    /// The scales of an integer layer.
    Quantization,
    /// Whether a layer is transposed.
    Transposed,
    /// The output padding of a transposed layer.
    OutputPadding,
    /// How products of floats become sums.
    Arithmetic,
    /// What becomes of missing inputs.
    Missing,
    /// What the rate of a signal is raised by.
    Interpolate,
    /// The weights that mix the channels of a pixel.
    Channels,
    /// One of them.
    ChannelWeight(usize),
    /// What is made of the sum.
    Map,
    /// What is made of the sums of several kernels.
    Combine,
    /// An operation of either, by the place where it was written.
    Value(usize),
    /// One of several kernels, after the first.
    Part(usize),
    /// One of the facts that are required of the taps.
    Require(usize),
    /// How real taps become integers.
    Quantize,
    /// Which planes are a column times a row.
    Separable,
}

impl Subject {
    /// The key of the language, or the builder's method, that the fault is about.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Taps | Self::Tap(_) => "taps",
            Self::Shape | Self::ShapeAxis(_) => "shape",
            Self::Input => "input type",
            Self::Output => "output type",
            Self::Stride | Self::StrideAxis(_) => "stride",
            Self::Dilation | Self::DilationAxis(_) => "dilation",
            Self::Padding => "padding",
            Self::Border | Self::BorderAxis(_) => "border",
            Self::Anchor | Self::AnchorAxis(_) => "anchor",
            Self::Scale => "scale",
            Self::Overflow => "overflow",
            Self::Method => "method",
            Self::Accumulator => "accumulator",
            Self::Weights | Self::Channel(_) => "weights",
            Self::Bias => "bias",
            Self::Groups => "groups",
            Self::Activation | Self::ActivationArgument(_) => "activation",
            Self::Winograd => "winograd",
            Self::ZeroPoints => "zero_points",
            Self::Quantization => "quantization",
            Self::Transposed => "transposed",
            Self::OutputPadding => "output_padding",
            Self::Arithmetic => "arithmetic",
            Self::Missing => "missing",
            Self::Interpolate => "interpolate",
            Self::Channels | Self::ChannelWeight(_) => "channels",
            Self::Map | Self::Value(_) => "map",
            Self::Combine => "combine",
            Self::Part(_) => "taps",
            Self::Require(_) => "require",
            Self::Quantize => "quantize",
            Self::Separable => "separable",
        }
    }

    /// What the fault is about, for someone who called a builder.
    fn built(self) -> String {
        match self {
            Self::Tap(index) => format!("tap {index}"),
            Self::ChannelWeight(index) => format!("the weight of channel {index}"),
            Self::Part(index) => format!("the taps of kernel {index}"),
            Self::Taps
            | Self::Weights
            | Self::Channel(_)
            | Self::Shape
            | Self::ShapeAxis(_)
            | Self::Input
            | Self::Output => format!("the {}", self.key()),
            option => Voice::Builder.key(option),
        }
    }
}

/// What of an option a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Its value, which can be another.
    Value,
    /// That it is there: without the key the kernel is right.
    Key,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is about.
    pub subject: Subject,
    /// What of the subject it is about.
    pub part: Part,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, Voice::Language, self.subject.key())
    }
}

impl Fault {
    /// The message after what it is about, unless it begins with that.
    fn write(&self, f: &mut fmt::Formatter<'_>, voice: Voice, about: &str) -> fmt::Result {
        if self.message.starts_with(&voice.key(self.subject)) {
            f.write_str(&self.message)
        } else {
            write!(f, "{about}: {}", self.message)
        }
    }
}

/// Every mistake of one kernel; never empty.
///
/// `Display` and `Debug` print each message once, in the words of what the kernel was made with.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// let taps = TapSource::Taps([[1, 2, 1]].into());
/// let mut options = Options::new(ElementType::U8, ElementType::U8, taps);
/// options.window.stride = 0.into();
/// let error = ConvSpec::check(&options).unwrap_err();
/// let keys: Vec<&str> = error.faults().iter().map(|fault| fault.subject.key()).collect();
/// assert_eq!(keys, ["stride", "output type"]);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct KernelError {
    faults: Vec<Fault>,
    voice: Voice,
}

impl KernelError {
    /// One mistake alone.
    ///
    /// ```
    /// # use conv_plan::fault::{KernelError, Subject, Voice};
    /// let error = KernelError::new(Voice::Builder, Subject::Taps, "`taps` has no tap");
    /// assert_eq!(error.faults().len(), 1);
    /// ```
    #[must_use]
    pub fn new(voice: Voice, subject: Subject, message: impl Into<String>) -> Self {
        let mut faults = Faults::new(voice);
        faults.add(subject, message);
        faults.into_error()
    }

    /// The mistakes, in the order of the checks.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl fmt::Display for KernelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let said = |before: &Fault| {
                before.subject.key() == fault.subject.key() && before.message == fault.message
            };
            if self.faults.iter().take(index).any(said) {
                continue;
            }
            if index > 0 {
                f.write_str("; ")?;
            }
            match self.voice {
                Voice::Language => fault.fmt(f)?,
                Voice::Builder => fault.write(f, self.voice, &fault.subject.built())?,
            }
        }
        Ok(())
    }
}

/// As `Display`, so that a `main` that returns it prints sentences.
impl fmt::Debug for KernelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for KernelError {}

/// Every fault found so far, and the words in which they are put.
#[derive(Debug)]
pub(crate) struct Faults {
    found: Vec<Fault>,
    pub(crate) voice: Voice,
}

impl Faults {
    pub(crate) const fn new(voice: Voice) -> Self {
        Self {
            found: Vec::new(),
            voice,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) const fn len(&self) -> usize {
        self.found.len()
    }

    pub(crate) fn into_error(self) -> KernelError {
        KernelError {
            faults: self.found,
            voice: self.voice,
        }
    }

    /// The faults of something that is part of this, each about what `subject` makes of its own.
    pub(crate) fn take(&mut self, own: Self, subject: impl Fn(Subject) -> Subject) {
        self.found.extend(own.found.into_iter().map(|fault| Fault {
            subject: subject(fault.subject),
            ..fault
        }));
    }

    /// A fault that was found before.
    pub(crate) fn again(&mut self, fault: Fault) {
        self.found.push(fault);
    }

    /// A value that is wrong.
    pub(crate) fn add(&mut self, subject: Subject, message: impl Into<String>) {
        self.push(subject, Part::Value, message.into());
    }

    /// A key that does not belong here.
    pub(crate) fn add_key(&mut self, subject: Subject, message: impl Into<String>) {
        self.push(subject, Part::Key, message.into());
    }

    fn push(&mut self, subject: Subject, part: Part, message: String) {
        self.found.push(Fault {
            subject,
            part,
            message,
        });
    }
}
