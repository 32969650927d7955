//! `Debug` of planes: sizes and the first elements, since a plane may have millions.

#[cfg(feature = "alloc")]
use super::PlaneBuf;
use super::{Layout, Plane, PlaneMut};
use conv_plan::number::Few;
use core::any::type_name;
use core::fmt::{self, Debug};

fn shown<T: Debug>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    layout: &Layout,
    data: &[T],
) -> fmt::Result {
    let Layout {
        width,
        height,
        stride,
    } = *layout;
    let row = data.get(..width).unwrap_or_default();
    let few = Few::of(row, width.saturating_mul(height));
    let element = type_name::<T>();
    write!(
        f,
        "{name}<{element}>({width}x{height}, stride {stride}, {few:?})"
    )
}

impl<T: Debug> Debug for Plane<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(f, "Plane", &self.layout, self.data)
    }
}

impl<T: Debug> Debug for PlaneMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(f, "PlaneMut", &self.layout, self.data)
    }
}

#[cfg(feature = "alloc")]
impl<T: Debug> Debug for PlaneBuf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(f, "PlaneBuf", &self.layout, &self.data)
    }
}
