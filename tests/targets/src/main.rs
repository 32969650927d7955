//! Prints what `bits.txt` should be, on x86-64 with AVX2: each hash with fused multiply-adds, and of
//! floats the one without.

use conv_kernel::Level;
use conv_kernel_target_tests::rows;

fn main() {
    for row in rows() {
        let fused = (row.hash)(Level::Avx2);
        if row.float {
            println!(
                "{}: {fused:016x} {:016x}",
                row.name,
                (row.hash)(Level::Sse2)
            );
        } else {
            println!("{}: {fused:016x}", row.name);
        }
    }
}
