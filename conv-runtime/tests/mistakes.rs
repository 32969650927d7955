//! Comparing finds what is wrong, wherever it is, and says what.

use conv_runtime::mistakes;

#[test]
fn each_way_in_which_a_plane_kernel_is_wrong_is_named() {
    mistakes::each_way_in_which_a_plane_kernel_is_wrong_is_named();
}

#[test]
fn each_way_in_which_a_signal_kernel_is_wrong_is_named() {
    mistakes::each_way_in_which_a_signal_kernel_is_wrong_is_named();
}

#[test]
fn each_way_in_which_a_layer_is_wrong_is_named() {
    mistakes::each_way_in_which_a_layer_is_wrong_is_named();
}

#[test]
fn a_reference_without_sums_is_an_error() {
    mistakes::a_reference_without_sums_is_an_error();
}

#[test]
fn the_padding_that_a_layer_stages_is_counted() {
    mistakes::the_padding_that_a_layer_stages_is_counted();
}

#[test]
fn a_run_time_kernel_knows_its_kind_and_its_type() {
    mistakes::a_run_time_kernel_knows_its_kind_and_its_type();
}

#[test]
fn a_mismatch_names_types_as_a_user_writes_them() {
    mistakes::a_mismatch_names_types_as_a_user_writes_them();
}
