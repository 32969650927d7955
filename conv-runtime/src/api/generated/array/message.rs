//! Messages with numbers in them, for `panic!` in a constant, where `core::fmt` cannot run.

use conv_plan::number::ElementType;
use conv_plan::window::SizeError;

/// The longest message, in bytes; the rest is cut off.
const LONGEST: usize = 512;

/// A message, written piece by piece.
#[derive(Debug)]
pub(crate) struct Message {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Message {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; LONGEST],
            length: 0,
        }
    }

    pub(crate) const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut index = 0;
        while index < text.len() && self.length < LONGEST {
            self.bytes[self.length] = text[index];
            self.length += 1;
            index += 1;
        }
        self
    }

    pub(crate) const fn number(self, number: usize) -> Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let digit = DIGITS[number % 10];
        match number / 10 {
            0 => self.text(digit),
            above => self.number(above).text(digit),
        }
    }

    /// The numbers with commas between them.
    pub(crate) const fn list(mut self, numbers: &[usize]) -> Self {
        let mut index = 0;
        while index < numbers.len() {
            if index > 0 {
                self = self.text(", ");
            }
            self = self.number(numbers[index]);
            index += 1;
        }
        self
    }

    /// The type of an array of these sizes, outermost first, between backquotes.
    pub(crate) const fn array(mut self, element: ElementType, sizes: &[usize]) -> Self {
        self = self.text("`");
        let mut level = 0;
        while level < sizes.len() {
            self = self.text("[");
            level += 1;
        }
        self = self.text(element.name());
        while level > 0 {
            level -= 1;
            self = self.text("; ").number(sizes[level]).text("]");
        }
        self.text("`")
    }

    /// Says that this input has no output.
    pub(crate) const fn no_output(self, error: SizeError) -> Self {
        match error {
            SizeError::Empty => self.text("needs at least one element on every axis"),
            SizeError::Overflow => self.text("is given sizes that are too large"),
            SizeError::TooSmall {
                axis,
                padded,
                extent,
            } => self
                .text("spans ")
                .number(extent)
                .text(" ")
                .text(axis.name())
                .text(", and the padded input has only ")
                .number(padded)
                .text(": use more padding or a larger input"),
            SizeError::Cropped {
                axis,
                whole,
                padding,
            } => self
                .text("makes ")
                .number(whole)
                .text(" ")
                .text(axis.name())
                .text(", and a padding of ")
                .number(padding)
                .text(" leaves none: use less padding or a larger input"),
        }
    }

    pub(crate) const fn as_str(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.length);
        match core::str::from_utf8(written) {
            Ok(text) => text,
            // A name was cut off within a character.
            Err(_) => "the output array has the wrong sizes",
        }
    }
}
