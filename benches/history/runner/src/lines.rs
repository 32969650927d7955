//! Buffers that begin with a line of a cache.
//!
//! Where the allocator puts a buffer differs from commit to commit, and is worth up to a fifth of
//! the time of a short call.

/// Bytes of a line.
const LINE: usize = 64;

/// So many elements, the first of which begins a line.
pub(crate) struct Lines<T> {
    elements: Vec<T>,
    /// Those that lie before the line.
    before: usize,
    count: usize,
}

impl<T: Copy + Default> Lines<T> {
    pub(crate) fn new(count: usize) -> Self {
        let elements = vec![T::default(); count + LINE / size_of::<T>()];
        Self {
            before: elements.as_ptr().align_offset(LINE),
            elements,
            count,
        }
    }

    pub(crate) fn get(&self) -> &[T] {
        &self.elements[self.before..][..self.count]
    }

    pub(crate) fn get_mut(&mut self) -> &mut [T] {
        &mut self.elements[self.before..][..self.count]
    }
}
