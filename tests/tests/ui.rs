//! What the macro says about mistakes, and what it accepts.
//!
//! One mistake a file, its message beside it. `TRYBUILD=overwrite` writes the
//! messages; nobody edits them by hand.

#[test]
fn every_mistake_is_reported_at_its_token() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}

#[test]
fn every_key_and_form_is_accepted_and_the_build_checks_arrays() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    // Sizes are checked when code is generated, which only happens beside files that pass.
    cases.compile_fail("tests/ui/build/*.rs");
}
