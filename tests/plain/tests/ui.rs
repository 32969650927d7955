//! Mistakes that need a build without some feature, or a whole build.

#[test]
fn every_mistake_is_reported_at_its_token() {
    let cases = trybuild::TestCases::new();
    // With a program that is accepted, trybuild builds instead of checking.
    cases.pass("tests/ui/filter.rs");
    cases.compile_fail("tests/ui/array_of_wrong_size.rs");
    cases.compile_fail("tests/ui/layer_without_feature.rs");
    cases.compile_fail("tests/ui/method_without_feature.rs");
}
