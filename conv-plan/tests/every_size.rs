//! Index maps and output sizes for every size of 16 bits, against definitions that take one step at
//! a time. With `CONV_EVERY_POSITION` set, borders are walked to their second turn for every size,
//! which takes minutes.
#![allow(clippy::unwrap_used)]

use conv_plan::window::{Axis, AxisName, AxisPadding, Border, Origin, ResolvedAxis};
use std::ops::{Range, RangeInclusive};

const SIZES: RangeInclusive<usize> = 1..=0xffff;

/// Positions that are walked on each side of every input.
const NEAR: usize = 70;

const CONSTANT: f64 = 7.0;

const BORDERS: [Border; 6] = [
    Border::Zero,
    Border::Constant(CONSTANT),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

/// Walks away from an end of an input, one position at a time.
struct Walk {
    border: Border,
    size: usize,
    /// Where it stands, counted from that end.
    at: usize,
    /// Whether the next step leads away from that end.
    inwards: bool,
}

impl Walk {
    /// From the outermost element.
    const fn new(border: Border, size: usize) -> Self {
        let (at, inwards) = match border {
            // The edge itself is a mirror: the first element is seen twice.
            Border::Reflect => (0, false),
            _ => (0, true),
        };
        Self {
            border,
            size,
            at,
            inwards,
        }
    }

    /// The element that the next position shows, counted from the end that was left.
    fn step(&mut self) -> Option<usize> {
        let last = self.size - 1;
        match self.border {
            Border::Zero | Border::Constant(_) => return None,
            Border::Replicate => {}
            // The other end follows this one.
            Border::Wrap => self.at = if self.at == 0 { last } else { self.at - 1 },
            Border::Reflect => match self.inwards {
                false if self.at == 0 => self.inwards = true,
                true if self.at == last => self.inwards = false,
                true => self.at += 1,
                false => self.at -= 1,
            },
            Border::Reflect101 => {
                if self.at == last {
                    self.inwards = false;
                } else if self.at == 0 {
                    self.inwards = true;
                }
                if last > 0 {
                    self.at = if self.inwards {
                        self.at + 1
                    } else {
                        self.at - 1
                    };
                }
            }
        }
        Some(self.at)
    }
}

/// Walks to both sides of an input.
fn walked(border: Border, size: usize, steps: usize) {
    let axis = ResolvedAxis {
        input: size,
        before: steps,
        after: steps,
        output: 1,
        interpolate: 1,
    };
    let constant = Origin::Constant(match border {
        Border::Constant(value) => value,
        _ => 0.0,
    });
    let mut walk = Walk::new(border, size);
    for step in 1..=steps {
        let (left, right) = match walk.step() {
            Some(at) => (Origin::Input(at), Origin::Input(size - 1 - at)),
            None => (constant, constant),
        };
        let found = axis.origin(border, steps - step);
        assert!(
            found == left,
            "{border:?}, {size}: -{step} is {found:?}, not {left:?}"
        );
        let found = axis.origin(border, steps + size - 1 + step);
        assert!(
            found == right,
            "{border:?}, {size}: +{step} is {found:?}, not {right:?}"
        );
    }
}

#[test]
fn every_position_shows_the_element_that_a_walk_along_the_border_finds() {
    let all = std::env::var_os("CONV_EVERY_POSITION").is_some();
    for border in BORDERS {
        for size in SIZES {
            let turns = all || size <= 600 || size % 4001 == 0;
            walked(border, size, if turns { 2 * size + 3 } else { NEAR });
        }
    }
}

#[test]
fn every_position_of_every_input_is_its_own_element() {
    for size in SIZES.step_by(257).chain([1, 2, 3, 0xffff]) {
        let axis = ResolvedAxis {
            input: size,
            before: 5,
            after: 5,
            output: 1,
            interpolate: 1,
        };
        for border in BORDERS {
            for at in 0..size {
                assert_eq!(axis.origin(border, 5 + at), Origin::Input(at));
            }
        }
    }
}

/// What holds of an axis for an input of so many elements, from its definition.
fn resolved(axis: Axis, input: usize) {
    let name = || format!("{axis:?} on {input}");
    let (kernel, dilation) = (axis.kernel as i128, axis.dilation as i128);
    let (stride, rate) = (axis.stride as i128, axis.interpolate as i128);
    let extent = dilation * (kernel - 1) + 1;
    // Zeros stand between elements; `same` and `causal` count those after the last, too.
    let all = input as i128 * rate;
    let inner = all - (rate - 1);
    let wanted = match axis.padding {
        AxisPadding::Same | AxisPadding::SameLower => Some((all + stride - 1) / stride),
        AxisPadding::Causal => Some((all - 1) / stride + 1),
        AxisPadding::Full => Some((inner + extent - 2) / stride + 1),
        AxisPadding::Valid if inner < extent => None,
        AxisPadding::Valid => Some((inner - extent) / stride + 1),
        AxisPadding::Explicit { before, after } => {
            let padded = inner + before as i128 + after as i128;
            (padded >= extent).then(|| (padded - extent) / stride + 1)
        }
    };
    match (axis.resolve(AxisName::Columns, input), wanted) {
        (Ok(found), Some(wanted)) => {
            assert!(
                found.output as i128 == wanted,
                "{}: {found:?}, not {wanted}",
                name()
            );
            let padded = inner + found.before as i128 + found.after as i128;
            // The last window ends within, and one more would not.
            let last = (wanted - 1) * stride + extent;
            assert!(
                last <= padded && padded < last + stride,
                "{}: {found:?}",
                name()
            );
            assert!(found.input == input && found.interpolate as i128 == rate);
        }
        (Err(_), None) => {}
        (found, wanted) => panic!("{}: {found:?}, not {wanted:?}", name()),
    }
}

#[test]
fn every_axis_has_the_outputs_of_its_definition_on_every_size() {
    let paddings = [
        AxisPadding::Valid,
        AxisPadding::Same,
        AxisPadding::SameLower,
        AxisPadding::Full,
        AxisPadding::Causal,
        AxisPadding::Explicit {
            before: 0,
            after: 9,
        },
        AxisPadding::Explicit {
            before: 40_000,
            after: 1,
        },
    ];
    for padding in paddings {
        for kernel in [1, 2, 3, 5, 8, 255, 0xffff] {
            for (stride, dilation, interpolate) in [
                (1, 1, 1),
                (2, 1, 1),
                (3, 2, 1),
                (1, 7, 1),
                (0xffff, 1, 1),
                (1, 1, 2),
                (5, 1, 3),
            ] {
                let axis = Axis {
                    kernel,
                    stride,
                    dilation,
                    padding,
                    interpolate,
                };
                for input in SIZES {
                    resolved(axis, input);
                }
            }
        }
    }
}

/// Where ranges of positions begin and how long they are: before, on and after an input.
fn ranges(axis: &ResolvedAxis) -> impl Iterator<Item = Range<usize>> + use<> {
    let end = axis.before + axis.input;
    [
        0,
        axis.before - 1,
        axis.before,
        axis.before + axis.input / 2,
        end - 1,
        end,
        end + 4,
    ]
    .into_iter()
    .flat_map(|start| [1, 12].map(|length| start..start + length))
}

#[test]
fn bands_read_the_elements_that_their_positions_come_from() {
    for border in BORDERS {
        for input in SIZES {
            let axis = ResolvedAxis {
                input,
                before: 9,
                after: 11,
                output: 1,
                interpolate: 1,
            };
            let end = axis.before + input;
            for positions in ranges(&axis) {
                // What lies beyond the padding is nowhere.
                let seen = positions.start..positions.end.min(end + axis.after);
                let beyond =
                    seen.end > end && !matches!(border, Border::Zero | Border::Constant(_));
                let elements = seen.filter_map(|position| match axis.origin(border, position) {
                    Origin::Input(element) => Some(element),
                    Origin::Constant(_) => None,
                });
                let (first, last) = elements.fold((usize::MAX, 0), |(first, last), element| {
                    (first.min(element), last.max(element))
                });
                let expected = match first {
                    usize::MAX => 0..0,
                    _ if beyond => first..input,
                    _ => first..last + 1,
                };
                let found = axis.read(border, positions.clone());
                assert!(
                    found == expected,
                    "{border:?}, {input}, {positions:?}: {found:?}, not {expected:?}"
                );
            }
        }
    }
}

#[cfg(all(feature = "alloc", feature = "layers"))]
#[test]
fn runs_of_staged_elements_are_inside_where_each_of_them_is() {
    for (kernel, stride, dilation) in [(5, 1, 1), (3, 2, 1), (4, 3, 2), (5, 2, 3), (2, 7, 40)] {
        let axis = Axis {
            kernel,
            stride,
            dilation,
            padding: AxisPadding::Valid,
            interpolate: 1,
        };
        let runs: Vec<conv_plan::window::Run> = axis.places(9).runs(9).collect();
        for input in SIZES {
            let sizes = ResolvedAxis {
                input,
                before: 9,
                after: 11,
                output: 1,
                interpolate: 1,
            };
            let inside = 9..9 + input;
            for start in [0, 3, 9, input / 2, input, input + 8] {
                for run in &runs {
                    let position = |index: usize| start + run.first + index * run.step;
                    let expected: Vec<usize> = (0..run.count)
                        .filter(|&index| inside.contains(&position(index)))
                        .collect();
                    let found = run.inside(start, &sizes);
                    assert!(
                        found.clone().eq(expected.iter().copied()),
                        "{axis:?}, {input}, {start}, {run:?}: {found:?}, not {expected:?}"
                    );
                }
            }
        }
    }
}
