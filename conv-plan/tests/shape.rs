//! Output sizes, padding and border maps, against slow ways to the same numbers.
#![allow(clippy::unwrap_used)]

use conv_kernel_cases::{BORDERS, extent};
use conv_plan::number::ElementType;
use conv_plan::rules::layer::{LayerOptions, LayerSpec, Layout, Numbers, TensorShape};
use conv_plan::window::{Axis, AxisName, AxisPadding, Border};
use conv_plan::window::{Origin, ResolvedAxis, SizeError, StreamError, Window};

/// Weights that are given later.
const GIVEN: Numbers = Numbers::AtRunTime;

const fn explicit(before: usize, after: usize) -> AxisPadding {
    AxisPadding::Explicit { before, after }
}

#[test]
fn output_sizes_and_padding_are_those_of_the_table() {
    use AxisPadding::{Causal, Full, Same, SameLower, Valid};
    // (input, kernel, stride, dilation, padding) -> (before, after, output)
    let table = [
        ((5, 3, 1, 1, Valid), (0, 0, 3)),
        ((5, 5, 1, 1, Valid), (0, 0, 1)),
        ((7, 3, 2, 1, Valid), (0, 0, 3)),
        ((8, 3, 2, 1, Valid), (0, 0, 3)),
        ((9, 3, 1, 2, Valid), (0, 0, 5)),
        ((32, 3, 1, 1, explicit(1, 1)), (1, 1, 32)),
        ((224, 7, 2, 1, explicit(3, 3)), (3, 3, 112)),
        ((5, 3, 2, 1, explicit(0, 2)), (0, 2, 3)),
        ((1, 3, 1, 1, explicit(40, 0)), (40, 0, 39)),
        ((5, 3, 1, 1, Same), (1, 1, 5)),
        ((5, 4, 1, 1, Same), (1, 2, 5)),
        ((5, 4, 1, 1, SameLower), (2, 1, 5)),
        ((5, 2, 1, 1, Same), (0, 1, 5)),
        ((5, 2, 1, 1, SameLower), (1, 0, 5)),
        ((6, 3, 2, 1, Same), (0, 1, 3)),
        ((6, 3, 2, 1, SameLower), (1, 0, 3)),
        ((5, 3, 2, 1, Same), (1, 1, 3)),
        ((7, 1, 3, 1, Same), (0, 0, 3)),
        ((5, 3, 1, 2, Same), (2, 2, 5)),
        ((5, 3, 1, 1, Full), (2, 2, 7)),
        ((5, 3, 1, 2, Full), (4, 4, 9)),
        ((5, 3, 2, 1, Full), (2, 2, 4)),
        ((5, 3, 1, 1, Causal), (2, 0, 5)),
        ((5, 3, 1, 2, Causal), (4, 0, 5)),
    ];
    for ((input, kernel, stride, dilation, padding), expected) in table {
        let found = extent(kernel, stride, dilation, padding, input).unwrap();
        assert_eq!(
            (found.before, found.after, found.output),
            expected,
            "{input} elements, {kernel} taps, stride {stride}, dilation {dilation}, {padding:?}"
        );
    }
}

/// Inputs 1..9, kernels 1..5, strides 1..3, dilations 1..2, with this padding.
fn every_axis(padding: AxisPadding, mut check: impl FnMut(Axis, usize)) {
    for input in 1..=9 {
        for kernel in 1..=5 {
            for stride in 1..=3 {
                for dilation in 1..=2 {
                    let axis = Axis {
                        kernel,
                        stride,
                        dilation,
                        padding,
                        interpolate: 1,
                    };
                    check(axis, input);
                }
            }
        }
    }
}

#[test]
fn outputs_are_the_positions_that_a_sliding_kernel_finds() {
    for before in 0..=4 {
        for after in 0..=4 {
            every_axis(explicit(before, after), |axis, input| {
                let last_tap = axis.dilation * (axis.kernel - 1);
                let padded = before + input + after;
                let positions = (0..padded)
                    .step_by(axis.stride)
                    .filter(|start| start + last_tap < padded)
                    .count();
                match axis.resolve(AxisName::Rows, input) {
                    Ok(found) => assert_eq!(found.output, positions, "{axis:?} on {input}"),
                    Err(error) => {
                        assert_eq!(positions, 0, "{axis:?} on {input}");
                        let expected = SizeError::TooSmall {
                            axis: AxisName::Rows,
                            padded,
                            extent: last_tap + 1,
                        };
                        assert_eq!(error, expected);
                    }
                }
            });
        }
    }
}

#[test]
fn same_gives_ceil_of_n_over_stride_with_the_least_padding_that_does() {
    for (padding, odd_after) in [(AxisPadding::Same, true), (AxisPadding::SameLower, false)] {
        every_axis(padding, |axis, input| {
            let found = axis.resolve(AxisName::Columns, input).unwrap();
            assert_eq!(
                found.output,
                input.div_ceil(axis.stride),
                "{axis:?} on {input}"
            );
            let (small, large) = if odd_after {
                (found.before, found.after)
            } else {
                (found.after, found.before)
            };
            assert!(large == small || large == small + 1, "{axis:?} on {input}");
            if small + large > 0 {
                let less = Axis {
                    padding: explicit(small, large - 1),
                    ..axis
                };
                let fewer = less.resolve(AxisName::Columns, input);
                assert!(fewer.is_err() || fewer.unwrap().output < found.output);
            }
        });
    }
}

#[test]
fn sizes_at_the_end_of_the_address_space_are_errors_or_right_and_never_panics() {
    let sizes = [
        0,
        1,
        2,
        3,
        usize::MAX / 2,
        usize::MAX / 2 + 1,
        usize::MAX - 1,
        usize::MAX,
    ];
    let mut resolved = 0;
    for input in sizes {
        for kernel in sizes {
            for stride in sizes {
                for dilation in sizes {
                    for amount in sizes {
                        for padding in [
                            AxisPadding::Same,
                            AxisPadding::SameLower,
                            AxisPadding::Full,
                            AxisPadding::Causal,
                            explicit(amount, 0),
                            explicit(1, amount),
                        ] {
                            if let Some(found) = extent(kernel, stride, dilation, padding, input) {
                                resolved += 1;
                                let padded = found.before + found.input + found.after;
                                assert!(padded <= isize::MAX as usize);
                                assert!((1..=padded).contains(&found.output));
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(resolved > 0);
    let axis = Axis::TRIVIAL;
    let area = Window {
        rows: axis,
        columns: axis,
        row_border: Border::Zero,
        column_border: Border::Zero,
    };
    let huge = usize::MAX / 4;
    assert_eq!(area.resolve(huge, huge), Err(SizeError::Overflow));
    assert_eq!(area.resolve(0, 1), Err(SizeError::Empty));
}

/// The index that a walk of single steps from the first element reaches, leftwards or rightwards.
fn walk(border: Border, size: usize, steps: usize, forwards: bool) -> usize {
    let last = size - 1;
    let (mut at, mut ahead) = (0, forwards);
    for _ in 0..steps {
        let edge = if ahead { last } else { 0 };
        let inwards = |from: usize, ahead: bool| if ahead { from + 1 } else { from - 1 };
        at = match border {
            _ if at != edge => inwards(at, ahead),
            Border::Wrap if ahead => 0,
            Border::Wrap => last,
            Border::Reflect => {
                ahead = !ahead;
                at
            }
            Border::Reflect101 if size > 1 => {
                ahead = !ahead;
                inwards(at, ahead)
            }
            _ => at,
        };
    }
    at
}

#[test]
fn border_maps_are_what_a_walk_in_single_steps_finds() {
    let mapped = [
        Border::Replicate,
        Border::Reflect,
        Border::Reflect101,
        Border::Wrap,
    ];
    for size in 1..=9 {
        for overhang in 0..=40 {
            let axis = extent(1, 1, 1, explicit(overhang, 40), size).unwrap();
            for border in mapped {
                for position in 0..overhang {
                    let expected = walk(border, size, overhang - position, false);
                    let found = axis.origin(border, position);
                    assert_eq!(
                        found,
                        Origin::Input(expected),
                        "{border:?}, {size}, {position}"
                    );
                }
                for position in overhang..overhang + size + 40 {
                    let expected = walk(border, size, position - overhang, true);
                    let found = axis.origin(border, position);
                    assert_eq!(
                        found,
                        Origin::Input(expected),
                        "{border:?}, {size}, {position}"
                    );
                }
            }
        }
    }
}

#[test]
fn border_maps_are_total_for_any_extent() {
    let sizes = [0, 1, 2, 3, usize::MAX / 2, usize::MAX - 1, usize::MAX];
    for input in sizes {
        for before in sizes {
            let extent = ResolvedAxis {
                input,
                before,
                after: usize::MAX,
                output: 1,
                interpolate: 1,
            };
            for position in sizes {
                for border in BORDERS {
                    if let Origin::Input(index) = extent.origin(border, position) {
                        assert!(index < input, "{border:?}: {index} of {input}");
                    }
                }
            }
        }
    }
}

#[test]
fn sizes_that_break_the_rules_are_no_panics() {
    let axis = Axis {
        kernel: usize::MAX,
        stride: 1,
        dilation: usize::MAX,
        padding: AxisPadding::Valid,
        interpolate: 1,
    };
    assert_eq!(axis.saturating_extent(), usize::MAX);
    for layout in Layout::ALL {
        for shape in [[0; 4], [1, 0, 3, 3], [1, 3, 0, 3], [1, 3, 3, 0]] {
            assert_eq!(TensorShape::new(shape, layout).place(layout, 7), [0; 4]);
        }
        let most = TensorShape::new([usize::MAX; 4], layout);
        assert_eq!(most.place(layout, 7)[0], 0);
    }
}

#[test]
fn only_whole_groups_of_channels_are_a_part_of_a_layer() {
    let spec = |shape: [usize; 4], groups, transposed| {
        let mut options = LayerOptions::new(ElementType::F32, ElementType::F32, shape, GIVEN);
        (options.groups, options.transposed) = (groups, transposed);
        LayerSpec::check(options).unwrap()
    };
    let channels = |spec: LayerSpec, range| {
        let part = spec.part(range)?;
        Some((part.shape().outputs, part.shape().groups))
    };
    for (range, part) in [
        (0..6, Some((6, 3))),
        (2..4, Some((2, 1))),
        (2..6, Some((4, 2))),
        (1..3, None),
        (2..3, None),
        (2..2, None),
        (4..8, None),
        (0..usize::MAX, None),
    ] {
        let found = channels(spec([6, 1, 3, 3], 3, false), range.clone());
        assert_eq!(found, part, "{range:?}");
    }
    assert_eq!(channels(spec([6, 2, 3, 3], 1, false), 1..4), Some((3, 1)));
    assert_eq!(channels(spec([6, 2, 3, 3], 1, true), 0..1), None);
}

#[test]
fn the_least_padding_before_an_input_is_that_of_some_size() {
    use AxisPadding::{Causal, Full, Same, SameLower, Valid};
    for padding in [Valid, Same, SameLower, Full, Causal, explicit(3, 1)] {
        for kernel in 1..=9 {
            for (stride, dilation) in [(1, 1), (2, 1), (3, 2), (4, 3), (12, 1)] {
                let axis = Axis {
                    kernel,
                    stride,
                    dilation,
                    padding,
                    interpolate: 1,
                };
                let resolved =
                    (1..=60).filter_map(|size| axis.resolve(AxisName::Columns, size).ok());
                let least = resolved.map(|resolved| resolved.before).min();
                assert_eq!(Some(axis.least_before()), least, "{axis:?}");
            }
        }
    }
}

#[test]
fn streams_refuse_what_needs_the_end_of_the_signal() {
    use AxisPadding::{Same, SameLower};
    let streamed = |padding, stride, column_border| {
        let columns = Axis {
            kernel: 3,
            stride,
            dilation: 1,
            padding,
            interpolate: 1,
        };
        let window = Window {
            rows: Axis::TRIVIAL,
            columns,
            row_border: Border::Zero,
            column_border,
        };
        window.streamed().err()
    };
    for (padding, wrapped) in [
        (explicit(0, 0), None),
        (explicit(1, 0), Some(StreamError::Wrap)),
        (explicit(0, 1), Some(StreamError::Wrap)),
        (AxisPadding::Valid, None),
        (AxisPadding::Causal, Some(StreamError::Wrap)),
    ] {
        assert_eq!(streamed(padding, 1, Border::Wrap), wrapped, "{padding:?}");
        assert_eq!(streamed(padding, 2, Border::Reflect), None, "{padding:?}");
    }
    for padding in [Same, SameLower] {
        let refused = Some(StreamError::Same);
        assert_eq!(streamed(padding, 1, Border::Replicate), None);
        assert_eq!(streamed(padding, 2, Border::Replicate), refused);
    }
}

/// Positions after the last element are zeros up to the one where the next element would be.
#[test]
fn the_padding_after_a_stream_is_counted_in_elements_and_zeros() {
    for interpolate in 1..=5 {
        for after in 0..=12 {
            let columns = Axis {
                kernel: 3,
                padding: explicit(1, after),
                interpolate,
                ..Axis::TRIVIAL
            };
            let window = Window {
                columns,
                ..Window::TRIVIAL
            };
            let axis = window.streamed().unwrap();
            let is_element = |position: &usize| position.is_multiple_of(interpolate);
            let elements = (1..=after).filter(is_element).count();
            let first = (1..=after).find(is_element).unwrap_or(after + 1);
            let last = (0..=after).rfind(is_element).unwrap();
            assert_eq!(axis.elements_after(), elements, "{interpolate} {after}");
            assert_eq!(axis.zeros(), first - 1, "{interpolate} {after}");
            assert_eq!(axis.last_zeros(), after - last, "{interpolate} {after}");
        }
    }
}
