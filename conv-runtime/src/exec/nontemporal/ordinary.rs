//! In place of `stream`, where there are no stores that bypass the caches.

/// Any `Copy` type: nothing has to be promised.
pub trait Plain: Copy {}

impl<T: Copy> Plain for T {}

/// Never made.
#[derive(Debug)]
pub(super) enum Fence {}

impl Fence {
    pub(super) const fn new() -> Option<Self> {
        None
    }
}

pub(super) fn before_lines<T: Plain>(_: &[T]) -> usize {
    0
}

pub(super) fn copy<T: Plain>(fence: &Fence, _: &[T], _: &mut [T]) {
    match *fence {}
}
