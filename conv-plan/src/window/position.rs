//! Where an output stands among the inputs.

use super::{Axis, AxisPadding};

impl Axis {
    /// The least padding before an input of any size: with `same` and a stride it depends on the
    /// size, since the window may end in the middle of the last step.
    ///
    /// ```
    /// # use conv_plan::window::{Axis, AxisPadding};
    /// let axis = Axis { kernel: 5, padding: AxisPadding::Same, ..Axis::TRIVIAL };
    /// assert_eq!(axis.least_before(), 2);
    /// assert_eq!(Axis { stride: 2, ..axis }.least_before(), 1);
    /// ```
    #[must_use]
    pub const fn least_before(&self) -> usize {
        let extent = self.saturating_extent();
        let stride = if self.stride == 0 { 1 } else { self.stride };
        let total = extent.saturating_sub(stride);
        match self.padding {
            AxisPadding::Valid => 0,
            AxisPadding::Full | AxisPadding::Causal => extent - 1,
            AxisPadding::Explicit { before, .. } => before,
            AxisPadding::Same => total / 2,
            AxisPadding::SameLower => total - total / 2,
        }
    }
}
