//! A test for each CPU level, so that the name of a test that fails has the level in it.

pub use conv_kernel::Level;
use std::io::Write as _;
use std::sync::Mutex;

/// The table of levels: a test's name, the level, and where it can be. `$rows` is a macro that gets them all.
#[doc(hidden)]
#[macro_export]
macro_rules! level_table {
    ($rows:ident) => {
        $crate::$rows! {
            (scalar, Scalar, all())
            (sse2, Sse2, any(target_arch = "x86", target_arch = "x86_64"))
            (sse42, Sse42, any(target_arch = "x86", target_arch = "x86_64"))
            (avx2, Avx2, any(target_arch = "x86", target_arch = "x86_64"))
            (avx512, Avx512, any(target_arch = "x86", target_arch = "x86_64"))
            (neon, Neon, target_arch = "aarch64")
            (simd128, Simd128, target_arch = "wasm32")
        }
    };
}

/// Facts that hold on every level, functions of a level: each gets a module of its name with a test for each level.
#[macro_export]
macro_rules! each_level {
    ($($fact:ident),+ $(,)?) => {$(
        mod $fact {
            use super::$fact as fact;

            $crate::level_table! { level_tests }
        }
    )+};
}

#[doc(hidden)]
#[macro_export]
macro_rules! level_tests {
    ($(($name:ident, $level:ident, $target:meta))+) => {$(
        #[cfg($target)]
        #[test]
        fn $name() {
            $crate::levels::run($crate::levels::Level::$level, fact);
        }
    )+};
}

/// Checks a fact on a level, or prints once that the level is not here.
///
/// # Panics
///
/// As `fact` does.
pub fn run(level: Level, fact: fn(Level)) {
    static MISSING: Mutex<Vec<Level>> = Mutex::new(Vec::new());
    if Level::available().any(|available| available == level) {
        return fact(level);
    }
    let mut missing = MISSING
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    if !missing.contains(&level) {
        missing.push(level);
        // Not by `eprintln`, which the harness hides where a test passes. If it cannot be printed, that is no fault.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the CPU or the build lacks {level}; its tests prove nothing here"
        );
    }
}

#[cfg(test)]
#[macro_export]
#[doc(hidden)]
macro_rules! listed {
    ($(($name:ident, $level:ident, $target:meta))+) => {
        const LISTED: &[Level] = &[$(Level::$level),+];
    };
}

#[cfg(test)]
mod tests {
    use super::Level;

    crate::level_table! { listed }

    #[test]
    fn every_level_is_in_the_table() {
        assert_eq!(LISTED, Level::ALL);
    }
}
