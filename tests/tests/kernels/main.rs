//! Kernels, declared and known only at run time, against reference, matrix and each other.
//!
//! They are one test binary because what costs time to build is shared: the
//! run-time kernel of each pair of element types, on every level.
#![allow(clippy::unwrap_used)]

/// The cases of some declared filters, and the two facts that hold for all of them.
macro_rules! facts {
    ($kind:ident: $($name:expr),* $(,)?) => {
        fn cases() -> Vec<conv_kernel_tests::checks::Case> {
            vec![$(conv_kernel_tests::checks::$kind(stringify!($name), $name)),*]
        }

        #[test]
        fn agree_with_run_time_kernels_the_reference_and_the_matrix() {
            conv_kernel_tests::checks::verified(&cases());
        }

        fn are_right_on_every_small_size_and_keep_to_their_views(level: conv_kernel::Level) {
            conv_kernel_tests::checks::small_sizes(&cases(), level);
        }

        conv_kernel_tests::each_level! { are_right_on_every_small_size_and_keep_to_their_views }
    };
}

mod arrays;
mod borders;
mod dynamic;
mod extremes;
mod forms;
mod fuzzed;
mod limits;
mod paddings;
mod parallel;
mod passes;
mod random;
mod ranges;
mod reproducible;
mod rolling;
mod runtime_taps;
mod scratch;
mod shapes;
mod sharing;
mod signals;
mod steps;
mod types;
mod windows;
mod worked_examples;
mod zeros;
