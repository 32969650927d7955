//! The filter of each feature, over buffers that are not on the stack.

#[cfg(any(
    feature = "fir_i16",
    feature = "fir_f32",
    feature = "sobel",
    feature = "gaussian",
    feature = "counts",
    feature = "frame"
))]
use conv_kernel::prelude::*;

/// A buffer that one part of the program uses at a time.
#[allow(dead_code)]
struct Buffer<T, const N: usize>(core::cell::UnsafeCell<[T; N]>);

// SAFETY: there is one thread, and no interrupt handler that names a buffer.
unsafe impl<T, const N: usize> Sync for Buffer<T, N> {}

#[allow(dead_code)]
impl<T, const N: usize> Buffer<T, N> {
    const fn new(values: [T; N]) -> Self {
        Self(core::cell::UnsafeCell::new(values))
    }

    #[expect(clippy::mut_from_ref, reason = "each is taken once, in `run`")]
    fn take(&self) -> &mut [T; N] {
        // SAFETY: `run` is not re-entered, and takes each buffer once.
        unsafe { &mut *self.0.get() }
    }
}

/// Filters once. What fails stops the program, and nothing is printed.
#[inline(never)]
pub(crate) fn run() {
    #[cfg(feature = "fir_i16")]
    {
        conv_kernel! {
            struct Fir: i16 {
                taps: [-41, -200, -441, -351, 759, 3077, 5919, 7662, 7662, 5919, 3077, 759, -351, -441, -200, -41],
                scale: 1/32768,
                padding: causal,
                overflow: saturate,
            }
        }
        static FROM: Buffer<i16, 256> = Buffer::new([7; 256]);
        static TO: Buffer<i16, 256> = Buffer::new([0; 256]);
        let (from, to) = (core::hint::black_box(FROM.take()), TO.take());
        check(Fir.apply_into(from, to), to[255] == 7);
    }
    #[cfg(feature = "fir_f32")]
    {
        conv_kernel! {
            struct Fir: f32 { taps: [0.0625, 0.25, 0.375, 0.25, 0.0625], padding: causal }
        }
        static FROM: Buffer<f32, 256> = Buffer::new([2.0; 256]);
        static TO: Buffer<f32, 256> = Buffer::new([0.0; 256]);
        let (from, to) = (core::hint::black_box(FROM.take()), TO.take());
        check(Fir.apply_into(from, to), to[255] == 2.0);
    }
    #[cfg(feature = "sobel")]
    {
        conv_kernel! {
            struct Sobel: u8 -> i16 { taps: sobel_x, padding: same, border: replicate }
        }
        static FROM: Buffer<u8, 9216> = Buffer::new([7; 9216]);
        static TO: Buffer<i16, 9216> = Buffer::new([1; 9216]);
        plane(&Sobel, FROM.take(), TO.take(), 96, 0);
    }
    #[cfg(feature = "gaussian")]
    {
        conv_kernel! {
            struct Gaussian: u8 { taps: binomial([5, 5]), padding: same, border: replicate }
        }
        static FROM: Buffer<u8, 9216> = Buffer::new([7; 9216]);
        static TO: Buffer<u8, 9216> = Buffer::new([1; 9216]);
        plane(&Gaussian, FROM.take(), TO.take(), 96, 7);
    }
    #[cfg(feature = "counts")]
    {
        conv_kernel! {
            struct Mean: u16 { taps: box([3, 3]), padding: same, border: replicate }
        }
        static FROM: Buffer<u16, 768> = Buffer::new([60_000; 768]);
        static TO: Buffer<u16, 768> = Buffer::new([0; 768]);
        let to = TO.take();
        let from = core::hint::black_box(FROM.take());
        let done = Plane::new(from, 32, 24)
            .and_then(|src| Mean.apply_into(src, PlaneMut::new(&mut *to, 32, 24)?));
        check(done, to.iter().all(|&value| value == 60_000));
    }
    #[cfg(feature = "frame")]
    {
        conv_kernel! {
            struct Mean: f32 { taps: box([3, 3]), padding: same, border: replicate }
        }
        static FROM: Buffer<f32, 64> = Buffer::new([9.0; 64]);
        static TO: Buffer<f32, 64> = Buffer::new([0.0; 64]);
        let to = TO.take();
        let from = core::hint::black_box(FROM.take());
        let done = Plane::new(from, 8, 8)
            .and_then(|src| Mean.apply_into(src, PlaneMut::new(&mut *to, 8, 8)?));
        check(done, (to[63] - 9.0).abs() < 1e-5);
    }
    #[cfg(feature = "layer")]
    {
        layer::run();
    }
}

/// A plane kernel over a square whose elements are all the same.
#[cfg(any(feature = "sobel", feature = "gaussian"))]
#[inline(always)]
fn plane<K: Filter<In = u8>>(
    kernel: &K,
    from: &[u8],
    to: &mut [K::Out],
    side: usize,
    expected: K::Out,
) where
    K::Out: PartialEq + Copy,
{
    let from = core::hint::black_box(from);
    let done = Plane::new(from, side, side)
        .and_then(|src| kernel.apply_into(src, PlaneMut::new(&mut *to, side, side)?));
    check(done, to.iter().all(|&value| value == expected));
}

#[allow(dead_code)]
fn check<E>(done: Result<(), E>, right: bool) {
    assert!(done.is_ok() && right);
}

#[cfg(feature = "layer")]
mod layer {
    use super::{Buffer, check};
    use conv_kernel::prelude::*;

    #[cfg(feature = "heap")]
    mod heap {
        use super::Buffer;
        use embedded_alloc::LlffHeap;

        #[global_allocator]
        static HEAP: LlffHeap = LlffHeap::empty();

        const SIZE: usize = 64 << 10;
        static MEMORY: Buffer<u8, SIZE> = Buffer::new([0; SIZE]);

        pub(super) fn init() {
            // SAFETY: the memory is the heap's from here on.
            unsafe { HEAP.init(MEMORY.take().as_mut_ptr() as usize, SIZE) };
        }
    }

    conv_kernel! {
        struct Tiny: i8 -> i32 {
            taps: [
                [[[1, 2, 1], [2, 4, 2], [1, 2, 1]]],
                [[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]],
                [[[-1, -2, -1], [0, 0, 0], [1, 2, 1]]],
                [[[0, -1, 0], [-1, 4, -1], [0, -1, 0]]],
            ],
            layout: nhwc,
            activation: relu,
        }
    }

    pub(super) fn run() {
        static FROM: Buffer<i8, 256> = Buffer::new([3; 256]);
        static TO: Buffer<i32, 784> = Buffer::new([1; 784]);
        #[cfg(feature = "heap")]
        heap::init();
        let (from, to) = (core::hint::black_box(FROM.take()), TO.take());
        check(
            Tiny.apply_into(from, [1, 16, 16, 1], to),
            to[..4] == [48, 0, 0, 0],
        );
    }
}
