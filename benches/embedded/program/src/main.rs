//! A program for a Cortex-M4F that filters once, or nothing.
//!
//! With the feature `measured` it prints the bytes of stack and the instructions that this took.
#![no_std]
#![no_main]

mod filter;
#[cfg(feature = "measured")]
mod measured;

use cortex_m_rt::entry;
// It has the critical sections of an allocator.
#[cfg(feature = "heap")]
use cortex_m as _;
use panic_halt as _;

#[entry]
fn main() -> ! {
    #[cfg(feature = "measured")]
    measured::run();
    #[cfg(not(feature = "measured"))]
    filter::run();
    #[expect(clippy::empty_loop, reason = "there is nothing to return to")]
    loop {}
}
