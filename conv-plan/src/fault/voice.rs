//! The words of a message: those of the macro's language, or those of the builders.

use super::Subject;
use alloc::format;
use alloc::string::String;
use core::fmt;

/// What a user writes, as messages quote it.
///
/// ```
/// # use conv_plan::fault::{KernelError, Subject, Voice};
/// let error = |voice| KernelError::new(voice, Subject::Border, "nothing is outside");
/// assert_eq!(error(Voice::Language).to_string(), "border: nothing is outside");
/// assert_eq!(error(Voice::Builder).to_string(), "`.border(..)`: nothing is outside");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Voice {
    /// Keys of `conv_kernel!`: `padding: same`.
    #[default]
    Language,
    /// Methods of a builder: `.padding(Padding::Same)`.
    Builder,
}

impl Voice {
    /// An option: `padding`, or `.padding(..)`.
    pub(crate) fn key(self, subject: Subject) -> String {
        let key = subject.key();
        match self {
            Self::Language => format!("`{key}`"),
            Self::Builder => format!("`.{key}(..)`"),
        }
    }

    /// An option with its value: `padding: same`, or `.padding(Padding::Same)`.
    pub(crate) fn set(self, subject: Subject, word: &str) -> String {
        let key = subject.key();
        match self {
            Self::Language => format!("`{key}: {word}`"),
            Self::Builder => format!("`.{key}({})`", constant(key, word)),
        }
    }

    /// A value: `same`, or `Padding::Same`.
    pub(crate) fn value(self, subject: Subject, word: &str) -> String {
        match self {
            Self::Language => format!("`{word}`"),
            Self::Builder => format!("`{}`", constant(subject.key(), word)),
        }
    }

    /// The types of input and output: `u8 -> i16`, or `<u8, i16>`.
    pub(crate) fn types(self, input: impl fmt::Display, output: impl fmt::Display) -> String {
        match self {
            Self::Language => format!("`{input} -> {output}`"),
            Self::Builder => format!("`<{input}, {output}>`"),
        }
    }

    /// The output type alone where it can stand alone: `i16`, or `<u8, i16>`.
    #[cfg(feature = "layers")]
    pub(crate) fn output(self, input: impl fmt::Display, output: impl fmt::Display) -> String {
        match self {
            Self::Language => format!("`{output}`"),
            Self::Builder => self.types(input, output),
        }
    }

    /// A fraction: `1/16`, or `Tap::ratio(1, 16)`.
    pub(crate) fn fraction(self, above: impl fmt::Display, below: impl fmt::Display) -> String {
        match self {
            Self::Language => format!("`{above}/{below}`"),
            Self::Builder => format!("`Tap::ratio({above}, {below})`"),
        }
    }

    /// This fraction as the scale: `scale: 1/16`.
    pub(crate) fn scale(self, above: impl fmt::Display, below: impl fmt::Display) -> String {
        match self {
            Self::Language => format!("`scale: {above}/{below}`"),
            Self::Builder => format!("`.scale(..)` of `Tap::ratio({above}, {below})`"),
        }
    }
}

/// A word of the language as the constant of the type that is named after its key; numbers stay
/// as they are.
fn constant(key: &str, word: &str) -> String {
    if word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        format!("{}::{}", in_camel_case(key), in_camel_case(word))
    } else {
        word.into()
    }
}

fn in_camel_case(word: &str) -> String {
    let mut upper = true;
    let mut name = String::new();
    for letter in word.chars() {
        match letter {
            '_' => upper = true,
            letter if upper => {
                upper = false;
                name.push(letter.to_ascii_uppercase());
            }
            letter => name.push(letter),
        }
    }
    name
}
