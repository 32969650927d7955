//! The results of kernels and layers are the known ones, on every level that the machine has.
#![allow(clippy::unwrap_used)]

use conv_kernel::Level;
use conv_kernel_target_tests::{Row, fused, known, planes, rows, signals, tensors};
use std::collections::BTreeMap;

/// x87 registers hold more bits than an `f32` or `f64`, so that sums round twice.
const FLOATS: bool = cfg!(not(all(target_arch = "x86", not(target_feature = "sse2"))));

/// The hashes of `bits.txt` by name: of fused multiply-adds, and of others.
fn known_hashes() -> BTreeMap<&'static str, [u64; 2]> {
    let parse = |text: &str| u64::from_str_radix(text, 16).unwrap();
    let row = |line: &'static str| {
        let (name, hashes) = line.split_once(": ").unwrap();
        let mut hashes = hashes.split(' ').map(parse);
        let fused = hashes.next().unwrap();
        (name, [fused, hashes.next().unwrap_or(fused)])
    };
    include_str!("../bits.txt").lines().map(row).collect()
}

fn compared(row: &Row) -> bool {
    FLOATS || !row.float
}

#[test]
fn every_level_gives_the_known_bits() {
    let (known, rows) = (known_hashes(), rows());
    assert_eq!(known.len(), rows.len(), "rows of bits.txt");
    let mut count = 0;
    for row in rows.iter().filter(|row| compared(row)) {
        for level in Level::available() {
            let expected = known[row.name][usize::from(!fused(level))];
            let found = (row.hash)(level);
            assert_eq!(found, expected, "{} on {level}: {found:016x}", row.name);
            count += 1;
        }
    }
    let levels: Vec<&str> = Level::available().map(Level::name).collect();
    println!(
        "{count} hashes of {} kernels and layers on {}",
        rows.len(),
        levels.join(", ")
    );
}

/// Compares all ways of each of these rows.
fn all_ways_agree(rows: &[Row]) {
    for row in rows.iter().filter(|row| compared(row)) {
        assert_eq!((row.verify)(), Ok(()), "{}", row.name);
    }
}

// One test for each group, so that they run side by side: under emulation they take minutes.

#[test]
fn all_ways_to_compute_planes_agree() {
    all_ways_agree(&planes::rows());
}

#[test]
fn all_ways_to_compute_signals_agree() {
    all_ways_agree(&signals::rows());
}

#[test]
fn all_ways_to_compute_layers_agree() {
    all_ways_agree(&tensors::rows());
}

#[test]
fn all_ways_to_compute_layers_of_known_weights_agree() {
    all_ways_agree(&known::rows());
}
