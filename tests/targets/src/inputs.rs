//! Elements that are the same on every machine, and their hash.

/// An element that can be drawn and hashed.
pub trait Bits: Copy + Default {
    /// An element of 64 random bits: any integer, or a float in [-1, 1) of 24 bits.
    fn draw(random: u64) -> Self;

    /// Adds its bytes to a hash.
    fn add(self, hash: &mut Hash);
}

macro_rules! bits {
    ($($integer:ty)*; $($float:ty)*) => {
        $(impl Bits for $integer {
            fn draw(random: u64) -> Self {
                random as Self
            }
            fn add(self, hash: &mut Hash) {
                hash.add(&self.to_le_bytes());
            }
        })*
        $(impl Bits for $float {
            fn draw(random: u64) -> Self {
                ((random >> 40) as i32 - (1 << 23)) as Self / (1 << 23) as Self
            }
            fn add(self, hash: &mut Hash) {
                hash.add(&self.to_bits().to_le_bytes());
            }
        })*
    };
}

bits! { u8 i8 u16 i16 i32; f32 f64 }

/// `count` elements by a linear congruential generator (Knuth's MMIX) whose state is mixed.
#[must_use]
pub fn elements<T: Bits>(count: usize) -> Vec<T> {
    let mut state = count as u64;
    let next = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let random = (state ^ (state >> 29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        T::draw(random ^ (random >> 32))
    };
    (0..count).map(next).collect()
}

/// The 64-bit hash FNV-1a.
#[derive(Debug, Clone, Copy)]
pub struct Hash(u64);

impl Hash {
    pub(crate) const fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    pub(crate) fn all<T: Bits>(&mut self, elements: &[T]) {
        for &element in elements {
            element.add(self);
        }
    }

    pub(crate) const fn value(self) -> u64 {
        self.0
    }
}
