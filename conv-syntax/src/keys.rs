//! The keys of a declaration as text, read into the options that the rules take.
//!
//! ```text
//! key -> its text -> a reader -> window, sums, values of layers   mistakes, each with its key
//! ```
//!
//! The command line and the Python package have their keys from here, so that a key means the same
//! in both and in the macro.

mod kernel;
mod layer;
mod window;

pub use kernel::Kernel;
pub use layer::Layer;
pub use window::Window;

use crate::text::{self, Reader};
use std::fmt;
use std::ops::Range;

/// A mistake in the value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key.
    pub key: &'static str,
    /// The bytes of its text that are wrong; `None` for the whole.
    pub range: Option<Range<usize>>,
    /// What is wrong, and what to write instead.
    pub message: String,
}

/// The key, if the message does not name it, and the message.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.message.contains(&format!("`{}", self.key)) {
            write!(f, "`{}`: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

/// The texts of keys, and the mistakes that were found in them.
///
/// ```
/// use conv_syntax::keys::Values;
/// use conv_syntax::read::value;
///
/// let mut values = Values::new(&|key| (key == "overflow").then_some("clamp"));
/// assert!(values.read("overflow", value::overflow).is_none());
/// assert!(values.read("mode", value::mode).is_none());
/// let [fault] = values.faults.as_slice() else { panic!("one mistake") };
/// assert_eq!((fault.key, &fault.range), ("overflow", &Some(0..5)));
/// ```
pub struct Values<'a> {
    text: &'a dyn Fn(&str) -> Option<&'a str>,
    /// Those that were found so far.
    pub faults: Vec<Fault>,
}

impl fmt::Debug for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Values")
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

impl<'a> Values<'a> {
    /// Values whose texts `text` returns for their keys.
    #[must_use]
    pub fn new(text: &'a dyn Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            text,
            faults: Vec::new(),
        }
    }

    /// The value of a key, if it was given and can be read.
    pub fn read<T>(&mut self, key: &'static str, reader: Reader<T>) -> Option<T> {
        let text = (self.text)(key)?;
        match text::read(text, reader) {
            Ok(value) => Some(value),
            Err(mistakes) => {
                self.faults
                    .extend(mistakes.into_iter().map(|mistake| Fault {
                        key,
                        range: Some(mistake.range),
                        message: mistake.message,
                    }));
                None
            }
        }
    }

    /// A mistake about the whole value of a key.
    pub fn fault(&mut self, key: &'static str, message: impl Into<String>) {
        self.faults.push(Fault {
            key,
            range: None,
            message: message.into(),
        });
    }
}
