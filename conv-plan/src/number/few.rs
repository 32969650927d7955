//! Long lists in `Debug`: the first elements, and how many more there are.

use core::fmt::{self, Debug};

/// The first elements of a list. Its `Debug` prints them in one line.
///
/// ```
/// # use conv_plan::number::Few;
/// assert_eq!(format!("{:?}", Few::new(&[1, 2, 3])), "[1, 2, 3]");
/// assert_eq!(format!("{:?}", Few::new(&[7; 100])), "[7, 7, 7, 7, 7, 7, 7, 7, .. 92 more]");
/// ```
#[derive(Clone, Copy)]
pub struct Few<'a, T> {
    elements: &'a [T],
    all: usize,
}

impl<'a, T> Few<'a, T> {
    /// Elements that are printed at most.
    pub const SHOWN: usize = 8;

    /// A list.
    #[must_use]
    pub const fn new(elements: &'a [T]) -> Self {
        Self::of(elements, elements.len())
    }

    /// The beginning of a list that has this many elements.
    #[must_use]
    pub const fn of(elements: &'a [T], all: usize) -> Self {
        Self { elements, all }
    }
}

impl<T: Debug> Debug for Few<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        let shown = self.elements.iter().take(Self::SHOWN);
        let more = self.all.saturating_sub(shown.len());
        for (index, element) in shown.enumerate() {
            f.write_str(if index == 0 { "" } else { ", " })?;
            // Not `fmt`: the pretty form would take a line for each.
            write!(f, "{element:?}")?;
        }
        if more > 0 {
            write!(f, ", .. {more} more")?;
        }
        f.write_str("]")
    }
}
