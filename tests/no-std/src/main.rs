//! A program without `std` and without an allocator that uses declared kernels.
//!
//! That it links is the test: `std` would bring a second panic handler, and
//! `alloc` would ask for an allocator that is not there. It also runs, and its
//! exit code is the number of the first result that is wrong. The feature
//! `layers` adds layers of known weights, and `alloc` an allocator, with layers
//! whose weights come at run time.
#![no_std]
#![no_main]

#[cfg(feature = "layers")]
mod known;
#[cfg(feature = "alloc")]
mod layers;

use conv_kernel::prelude::*;

conv_kernel! {
    struct Sobel: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: same, border: reflect101 }
    struct Gaussian: f32 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1/16,
        padding: same,
        border: replicate,
    }
    struct Rounded: f64 -> i16 { taps: [[0.5, 0.25]], overflow: saturate }
    struct Given: f32 { shape: [1, 2] }
    struct Causal: f64 { taps: [0.5, 0.25, -0.25], padding: causal }
    struct Haar: i16 { taps: { sum: [1, 1], difference: [1, -1] }, stride: 2, overflow: wrap }
}

#[cfg(not(target_os = "none"))]
#[link(name = "c")]
unsafe extern "C" {}

#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    #[expect(clippy::empty_loop, reason = "there is nothing to stop with")]
    loop {}
}

/// The compiled `core` names it, though with `panic = "abort"` nobody calls it.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// Where a machine without a system would start: nothing runs it, it is linked.
#[cfg(target_os = "none")]
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    core::hint::black_box(main());
    #[expect(clippy::empty_loop, reason = "there is nowhere to return to")]
    loop {}
}

/// What the C start code calls.
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    match wrong() {
        Ok(None) => 0,
        Ok(Some(number)) => number,
        Err(_) => 99,
    }
}

/// The number of the first result that is wrong.
fn wrong() -> Result<Option<i32>, Error> {
    // Through `black_box`, so that nothing is computed while this is compiled.
    let bytes = core::hint::black_box([[0u8, 10, 20, 30]; 3]);
    if Sobel.apply_array(&bytes) != [[0i16, 80, 80, 0]; 3] {
        return Ok(Some(1));
    }
    let floats = core::hint::black_box([4.0f32; 35]);
    let mut out = [0.0f32; 35];
    Gaussian.apply_into(Plane::new(&floats, 7, 5)?, PlaneMut::new(&mut out, 7, 5)?)?;
    if out != floats {
        return Ok(Some(2));
    }
    let mut best = [0.0f32; 35];
    let (src, dst) = (Plane::new(&floats, 7, 5)?, PlaneMut::new(&mut best, 7, 5)?);
    Gaussian.apply_into_at(Level::best(), src, dst)?;
    if best != out {
        return Ok(Some(3));
    }
    let doubles = core::hint::black_box([[1.0f64, 2.0, 6.0]]);
    if Rounded.apply_array(&doubles) != [[1i16, 2]] {
        return Ok(Some(4));
    }
    let given = Given::new([[0.5, 2.0]])?;
    if given.apply_array(&[[1.0f32, 2.0, 6.0]]) != [[4.5f32, 13.0]] {
        return Ok(Some(5));
    }
    let mut signal = [0.0f64; 4];
    Causal.apply_into(&core::hint::black_box([4.0, 8.0, 4.0, 0.0]), &mut signal)?;
    if signal != [-1.0, -1.0, 3.0, 5.0] {
        return Ok(Some(6));
    }
    let samples = core::hint::black_box([3i16, 5, 10, -2]);
    if Haar.apply_array(&samples) != [[8i16, 8], [-2, 12]] {
        return Ok(Some(9));
    }
    let (mut stream, mut sums, mut differences) = (Haar.stream(), [0; 2], [0; 2]);
    stream.push(&samples[..1], [&mut sums, &mut differences])?;
    stream.push(&samples[1..], [&mut sums, &mut differences])?;
    if (sums, differences) != ([8, 8], [-2, 12]) {
        return Ok(Some(10));
    }
    #[cfg(feature = "layers")]
    if let Some(number) = known::wrong()? {
        return Ok(Some(number));
    }
    #[cfg(feature = "alloc")]
    if let Some(number) = layers::wrong()? {
        return Ok(Some(number));
    }
    Ok(None)
}
