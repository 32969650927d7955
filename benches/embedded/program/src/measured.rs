//! The bytes of stack and the instructions of one run.
//!
//! Stack below this function is painted, and what is not painted after the run was used. QEMU
//! with `-icount shift=0` takes 1 ns for an instruction, and the timer of the core ticks at 25 MHz there.

use crate::filter;
use core::arch::asm;
use cortex_m::Peripherals;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m_semihosting::{debug, hprintln};

/// Bytes that are painted: more than any filter uses.
const PAINTED: usize = 512 << 10;

const PAINT: u32 = 0xa5a5_a5a5;

/// What this function itself may use below where the stack is looked at, in bytes.
const OWN: usize = 256;

const NANOSECONDS_OF_A_TICK: u32 = 40;

#[inline(never)]
pub(crate) fn run() {
    let mut timer = Peripherals::take()
        .expect("nobody else has taken them")
        .SYST;
    timer.set_clock_source(SystClkSource::Core);
    timer.set_reload(0x00ff_ffff);
    timer.clear_current();
    timer.enable_counter();
    let top = stack_pointer() - OWN;
    let bottom = top - PAINTED;
    for at in (bottom..top).step_by(4) {
        // SAFETY: the board has 4 MiB, of which statics take less than 3, and nothing lies between
        // them and the stack, whose used part is above `top`.
        unsafe { (at as *mut u32).write_volatile(PAINT) };
    }
    let before = cortex_m::peripheral::SYST::get_current();
    filter::run();
    let after = cortex_m::peripheral::SYST::get_current();
    let used = (bottom..top)
        .step_by(4)
        // SAFETY: as above.
        .find(|&at| unsafe { (at as *const u32).read_volatile() } != PAINT)
        // Less is not seen.
        .map_or(OWN, |lowest| top - lowest + OWN);
    let ticks = before.wrapping_sub(after) & 0x00ff_ffff;
    hprintln!(
        "stack {} instructions {}",
        used,
        ticks * NANOSECONDS_OF_A_TICK
    );
    debug::exit(debug::EXIT_SUCCESS);
}

#[inline(always)]
fn stack_pointer() -> usize {
    let pointer: usize;
    // SAFETY: a register is read.
    unsafe { asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack)) };
    pointer
}
