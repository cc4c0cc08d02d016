//! What must not compile.

#[test]
fn nothing_is_shown_that_no_recorded_decision_released() {
    trybuild::TestCases::new().compile_fail("tests/compile-fail/*.rs");
}
