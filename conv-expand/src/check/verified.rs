//! What `verify: test` needs.

use crate::spec::{Key, Spec};
use conv_syntax::diag::Diagnostics;

/// Reports a test of what only exists with taps that come later, or without an allocator.
pub(super) fn check(spec: &Spec, errors: &mut Diagnostics) {
    let (Some(given), Some(key)) = (spec.body.verify.written(), spec.body.key(Key::Verify)) else {
        return;
    };
    if spec.body.key(Key::Shape).is_some() {
        errors.report(
            key,
            "taps that come later cannot be tested here: remove `verify`, and call `conv_kernel::verify` in a test of your own",
        );
    } else if !cfg!(feature = "alloc") {
        errors.report(
            given.place,
            "a test needs the feature `alloc` or `std`: add one to `conv-kernel` in `Cargo.toml`, or remove `verify`",
        );
    }
}
