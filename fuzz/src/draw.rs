//! What the bytes of a fuzzer decide.

use arbitrary::Unstructured;
use conv_kernel::{Element, ElementType};

/// Numbers drawn from bytes; zeros where there are no more.
#[derive(Debug)]
pub struct Draw<'a>(Unstructured<'a>);

/// Sizes at which arithmetic may overflow, and those at which loops change.
const FAR: [usize; 12] = [
    15,
    16,
    17,
    64,
    255,
    4096,
    65_535,
    1 << 31,
    u32::MAX as usize,
    (1 << 40) + 1,
    isize::MAX as usize,
    usize::MAX,
];

/// Floats at which sums round, overflow, underflow or lose their meaning.
const EDGES: [f64; 16] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    3e38,
    -3.4e38,
    1e300,
    f64::MAX,
    -f64::MAX,
    1e-40,
    5e-324,
    16_777_217.0,
    1e-7,
];

impl<'a> Draw<'a> {
    /// From these bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(Unstructured::new(bytes))
    }

    /// A number below `count`, and 0 if that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        let last = count.saturating_sub(1);
        self.0.int_in_range(0..=last).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// A number of any size.
    pub fn integer(&mut self) -> i64 {
        self.0.arbitrary().unwrap_or(0)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) + 1 == count
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    /// A size that is mostly from 0 to `usual`, and sometimes any.
    pub fn size(&mut self, usual: usize) -> usize {
        match self.one_in(16) {
            true => self.pick(&FAR),
            false => self.below(usual + 1),
        }
    }

    /// A float: a small number, an edge, or any bits.
    pub fn float(&mut self) -> f64 {
        match self.below(8) {
            0..=4 => f64::from(self.0.arbitrary::<i8>().unwrap_or(0)) / 16.0,
            5 => self.pick(&EDGES),
            6 => f64::from(f32::from_bits(self.0.arbitrary().unwrap_or(0))),
            _ => f64::from_bits(self.0.arbitrary().unwrap_or(0)),
        }
    }

    /// An element of any value.
    pub fn element<T: Element>(&mut self) -> T {
        match T::TYPE {
            ElementType::F32 | ElementType::F64 => T::from_f64(self.float()),
            _ => T::from_i64_wrapping(self.integer()),
        }
    }

    /// So many elements. A few are drawn; the others repeat them, or are noise over the whole range
    /// of integers and from -1 to 1.
    pub fn elements<T: Element>(&mut self, count: usize) -> Vec<T> {
        let drawn: Vec<T> = (0..self.between(1, 24)).map(|_| self.element()).collect();
        let mut noise = self.integer() as u64;
        let (noisy, step) = (self.one_in(2), self.between(1, 5));
        let element = |at: usize| {
            // Marsaglia's xorshift64.
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            match T::TYPE {
                _ if !noisy || noise.is_multiple_of(29) => drawn[at * step % drawn.len()],
                ElementType::F32 | ElementType::F64 => {
                    T::from_f64(f64::from((noise >> 32) as i32) / f64::from(1u32 << 31))
                }
                _ => T::from_i64_wrapping(noise as i64),
            }
        };
        (0..count).map(element).collect()
    }
}
