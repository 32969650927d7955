//! What the planner proves, chooses and says.
#![allow(clippy::unwrap_used)]

use conv_kernel_cases::{Random, kernel};
use conv_plan::analysis::Bounds;
use conv_plan::fault::Subject;
use conv_plan::number::{AccumulatorType, Division, ElementType, Overflow, Scalar};
use conv_plan::plan::{Coefficient, LoadTable, Pass, Passes, Plan, Segment, Steps};
use conv_plan::rules::{ConvSpec, Options, TapSource};
use conv_plan::taps::{Tap, Taps, library};
use conv_plan::window::{Border, Mode, Padding, PerAxis};

fn plan<In: Scalar, Out: Scalar>(taps: impl Into<Taps>, edit: impl FnOnce(&mut Options)) -> Plan {
    Plan::new(&kernel::<In, Out>(taps, edit).unwrap())
}

fn as_is(_: &mut Options) {}

/// The passes, first to last.
fn passes(plan: &Plan) -> Vec<&Pass> {
    match plan.passes() {
        Passes::One(pass) => vec![pass],
        Passes::Two {
            vertical,
            horizontal,
        } => vertical.iter().chain([horizontal]).collect(),
        Passes::Polyphase(passes) => passes.iter().collect(),
    }
}

fn accumulators(plan: &Plan) -> Vec<AccumulatorType> {
    passes(plan).iter().map(|pass| pass.accumulator).collect()
}

const fn within(min: i128, max: i128) -> Option<Bounds> {
    Some(Bounds { min, max })
}

#[test]
fn example_14_bounds_and_accumulators_of_three_kernels_on_bytes() {
    let sobel = plan::<u8, i16>(library::sobel_x(), as_is);
    assert_eq!(sobel.results(), within(-1020, 1020));
    assert_eq!(accumulators(&sobel), [AccumulatorType::I16]);

    let sharpen = plan::<u8, i16>(library::sharpen(), as_is);
    assert_eq!(sharpen.results(), within(-1020, 1275));
    assert_eq!(accumulators(&sharpen), [AccumulatorType::I16]);

    let error = kernel::<u8, u8>(library::sharpen(), as_is).unwrap_err();
    let [fault] = error.faults() else {
        panic!("one fault: {error}");
    };
    assert_eq!(fault.subject, Subject::Output);
    assert!(fault.message.contains("[-1020, 1275]") && fault.message.contains("overflow"));

    let gaussian = plan::<u8, u8>(library::gaussian(), as_is);
    let last = passes(&gaussian)[0];
    assert_eq!(last.bounds, within(0, 4080));
    assert_eq!(accumulators(&gaussian), [AccumulatorType::U16]);
    assert_eq!(gaussian.results(), within(0, 255));
    assert_eq!(gaussian.epilogue().division, Division::Shift(4));
    assert_eq!(gaussian.epilogue().overflow, None);
}

#[test]
fn two_passes_are_taken_when_they_save_more_than_a_line_buffer() {
    let constant = |rows: usize, columns: usize| Taps::from(vec![vec![1i64; columns]; rows]);
    // (taps, column stride) -> passes, multiply-adds
    let table = [
        ("3x3", constant(3, 3), 1, 1, 9),
        ("3x4", constant(3, 4), 1, 2, 7),
        ("3x4", constant(3, 4), 2, 1, 12),
        ("5x5", constant(5, 5), 2, 2, 15),
        ("5x5", constant(5, 5), usize::MAX / 2, 1, 25),
        ("2x2", constant(2, 2), 1, 1, 4),
        ("1x9", constant(1, 9), 1, 1, 9),
        ("9x1", constant(9, 1), 1, 1, 9),
        ("sobel", library::sobel_x(), 1, 1, 6),
        ("scharr", library::scharr_y(), 1, 1, 6),
        ("laplacian", library::laplacian8(), 1, 1, 9),
        ("sharpen", library::sharpen(), 1, 1, 5),
        ("binomial 5x5", library::binomial(5), 1, 2, 10),
        (
            "one column of 5x5",
            Taps::outer(&[1; 5].into(), &[0, 0, 1, 0, 0].into()),
            1,
            1,
            5,
        ),
    ];
    for (name, taps, stride, count, operations) in table {
        let plan = plan::<u8, i32>(taps, |options| {
            options.window.stride = PerAxis::Each(vec![1, stride]);
        });
        assert_eq!(passes(&plan).len(), count, "{name}, stride {stride}");
        assert_eq!(plan.operations(), operations, "{name}, stride {stride}");
    }
}

#[test]
fn accumulators_are_the_narrowest_that_hold_the_proof() {
    use AccumulatorType::{F32, F64, I16, I32, I64, U16};
    let one = |tap: i64| Taps::from([tap]);
    let half = || Taps::from([0.5f64]);
    let widest = |options: &mut Options| options.overflow = Some(Overflow::Saturate);
    let table = [
        (plan::<u8, u16>(one(257), as_is), U16),
        (plan::<u8, i32>(one(258), as_is), I32),
        (plan::<u8, i16>(one(-1), as_is), I16),
        (plan::<u8, i16>(one(-128), as_is), I16),
        (plan::<u8, i32>(one(-129), as_is), I32),
        (plan::<i8, i16>(one(255), as_is), I16),
        (plan::<i8, i32>(one(-256), as_is), I32),
        (plan::<u16, u16>(one(1), as_is), U16),
        (plan::<u16, i32>(one(2), as_is), I32),
        (plan::<i16, i16>(one(1), as_is), I16),
        (plan::<i32, i32>(one(1), as_is), I32),
        (plan::<i32, i32>(one(2), widest), I64),
        (plan::<u8, f32>(one(257), as_is), U16),
        (plan::<f32, f32>(one(1), as_is), F32),
        (plan::<f32, f64>(one(1), as_is), F64),
        (plan::<f64, f32>(one(1), as_is), F64),
        (plan::<i32, f32>(half(), as_is), F64),
        (plan::<u8, f32>(half(), as_is), F32),
        (plan::<u8, u8>(half(), as_is), F32),
    ];
    for (plan, expected) in table {
        assert_eq!(accumulators(&plan), [expected], "{plan}");
    }
    // Nothing is proven about float sums, not even of integers.
    let blur = Taps::outer(&[0.25; 4].into(), &[0.25, 0.5, 0.25].into());
    assert_eq!(
        accumulators(&plan::<u8, f32>(blur.clone(), as_is)),
        [F32; 2]
    );
    assert_eq!(accumulators(&plan::<u8, f64>(blur, as_is)), [F64; 2]);
    // The bias of rounding counts: 257 * 255 + 1 is one too many for 16 bits.
    let halved = |options: &mut Options| options.scale = Tap::ratio(1, 2);
    assert_eq!(accumulators(&plan::<u8, u16>(one(257), halved)), [I32]);
    assert_eq!(accumulators(&plan::<u8, u16>(one(255), halved)), [U16]);
}

/// The bounds that pass taps give to inputs within `input`, by interval arithmetic of its own.
fn reached(pass: &Pass, input: Bounds) -> Bounds {
    let product = |coefficient| match coefficient {
        Coefficient::Integer(tap) => (i128::from(tap) * input.min, i128::from(tap) * input.max),
        Coefficient::Float(_) => (0, 0),
    };
    let terms = pass.taps.iter().map(|tap| product(tap.coefficient));
    terms.fold(Bounds::ZERO, |sum, (a, b)| Bounds {
        min: sum.min + a.min(b),
        max: sum.max + a.max(b),
    })
}

#[test]
fn no_pass_of_a_random_plan_can_overflow_its_accumulator() {
    let mut random = Random::new(1);
    let mut separable = 0;
    for round in 0..3000 {
        let most = [1, 3, 12, 200][round % 4];
        let mut vector = |length: usize| -> Taps {
            (0..length)
                .map(|_| random.integer(-most, most))
                .collect::<Vec<_>>()
                .into()
        };
        let taps = Taps::outer(&vector(2 + round % 4), &vector(2 + round % 3));
        let element = random.pick(&ElementType::ALL[..5]);
        let mut options = Options::new(element, ElementType::I32, TapSource::Taps(taps));
        options.overflow = Some(Overflow::Saturate);
        let plan = Plan::new(&ConvSpec::check(&options).unwrap());
        let mut input = Bounds::of(element).unwrap();
        separable += passes(&plan).len() - 1;
        for pass in passes(&plan) {
            let range = pass.accumulator.range().unwrap();
            assert!(input.fits(range), "{plan}");
            input = reached(pass, input);
            assert!(input.fits(range), "{plan}");
        }
    }
    assert!(separable > 500);
}

#[test]
fn the_taps_of_a_plan_are_the_taps_of_its_kernel() {
    let mut random = Random::new(2);
    for _ in 0..500 {
        let (rows, columns) = (1 + random.size(4), 1 + random.size(4));
        let mut vector = |length: usize| -> Taps {
            (0..length)
                .map(|_| random.integer(-3, 3))
                .collect::<Vec<_>>()
                .into()
        };
        let kernel =
            kernel::<u8, i32>(Taps::outer(&vector(rows), &vector(columns)), as_is).unwrap();
        let plan = Plan::new(&kernel);
        let passes = passes(&plan);
        let mut taps = vec![0.0; rows * columns];
        for first in &passes[0].taps {
            let Some(second) = passes.get(1) else {
                taps[first.row * columns + first.column] += first.coefficient.to_f64();
                continue;
            };
            for second in &second.taps {
                let value = first.coefficient.to_f64() * second.coefficient.to_f64();
                taps[(first.row + second.row) * columns + first.column + second.column] += value;
            }
        }
        let expected: Vec<f64> = (0..taps.len()).map(|index| kernel.tap_f64(index)).collect();
        assert_eq!(taps, expected);
        assert!(
            passes
                .iter()
                .all(|pass| pass.taps.iter().all(|tap| tap.coefficient.to_f64() != 0.0))
        );
        let x: Vec<u8> = random.elements(rows * columns);
        let bounds = passes[passes.len() - 1].bounds.unwrap();
        let products = expected.iter().zip(&x);
        let sum: i128 = products.map(|(&tap, &x)| tap as i128 * i128::from(x)).sum();
        assert!(bounds.min <= sum && sum <= bounds.max);
    }
}

/// Strides and dilations of rows and columns, and kernel rows: what a table's segments depend on.
#[test]
fn the_segments_of_a_table_are_its_taps_in_order_each_where_its_window_is() {
    let mut random = Random::new(11);
    for case in 0..500 {
        let [rows, columns] = [random.size(18) + 1, random.size(3) + 1];
        let [stride, dilation] = [3, 2].map(|most| [most, 2].map(|most| random.size(most) + 1));
        // A third of the taps is zero, so that columns have gaps.
        let row = |random: &mut Random| (0..columns).map(|_| random.integer(-1, 1)).collect();
        let taps: Vec<Vec<i64>> = (0..rows).map(|_| row(&mut random)).collect();
        let mut plan = plan::<u8, i32>(taps, |options| {
            options.window.stride = stride.into();
            options.window.dilation = dilation.into();
        });
        if case % 4 == 0 {
            let taps = (0..20 * rows).map(|_| random.integer(-1, 1));
            plan = self::plan::<i16, i32>(taps.collect::<Vec<i64>>(), as_is);
        }
        let interpreted = plan.interpreted();
        for pass in passes(&interpreted) {
            let LoadTable {
                segments,
                step,
                block,
            } = LoadTable::new(pass);
            assert_eq!(block, pass.steps.block, "case {case}");
            let blocks = block != Steps::WHOLE;
            let down = blocks || pass.lowering.tile.rows > 1;
            let mut index = 0;
            for segment in segments {
                assert_eq!(segment.first, index, "case {case}");
                let longest = Segment::longest(pass.accumulator, blocks);
                assert!(!down || segment.count <= longest, "case {case}");
                for tap in 0..segment.count {
                    let planned = pass.taps[index];
                    let at = if blocks {
                        (segment.row, segment.offset + tap * block)
                    } else if down {
                        (segment.row + tap * step, segment.offset)
                    } else {
                        (segment.row, segment.offset + tap)
                    };
                    let expected = pass.steps.place(planned.row, planned.column);
                    assert_eq!(at, expected, "case {case}");
                    index += 1;
                }
            }
            assert_eq!(index, pass.taps.len(), "case {case}");
            assert_eq!(step, pass.steps.view_stride(), "case {case}");
        }
    }
}

#[test]
fn taps_are_added_column_by_column_and_in_phases_of_a_row_stride() {
    let order = |stride: usize, dilation: usize| -> Vec<(usize, usize)> {
        let taps = [[0.5f32, 1.5], [2.5, 0.5], [3.5, 1.0], [7.0, 9.0]];
        let plan = plan::<f32, f32>(taps, |options| {
            options.window.stride = [stride, 1].into();
            options.window.dilation = [dilation, 1].into();
        });
        let passes = passes(&plan);
        let taps = passes[0].taps.iter();
        taps.map(|tap| (tap.row, tap.column)).collect()
    };
    let column = |rows: [usize; 4]| -> Vec<(usize, usize)> {
        let of = |column| rows.map(|row| (row, column));
        [of(0), of(1)].concat()
    };
    assert_eq!(order(1, 1), column([0, 1, 2, 3]));
    assert_eq!(order(1, 3), column([0, 1, 2, 3]));
    assert_eq!(order(2, 1), column([0, 2, 1, 3]));
    assert_eq!(order(3, 1), column([0, 3, 1, 2]));
    // Every tap meets the same rows for some output row.
    assert_eq!(order(2, 2), column([0, 1, 2, 3]));
    assert_eq!(order(4, 6), column([0, 2, 1, 3]));
}

#[test]
fn many_taps_along_a_row_are_added_in_blocks_of_64_bytes() {
    let order = |plan: Plan| -> Vec<usize> {
        let taps = passes(&plan).into_iter().next_back().unwrap().taps.iter();
        taps.map(|tap| tap.column).collect()
    };
    for count in [16, 17, 40, 64] {
        let in_blocks = |block| -> Vec<usize> {
            let column = |first| (first..count).step_by(block);
            (0..block).flat_map(column).collect()
        };
        let taps = vec![0.5f32; count];
        let with = |edit: fn(&mut Options)| order(plan::<f32, f32>(taps.clone(), edit));
        assert_eq!(with(as_is), in_blocks(16));
        assert_eq!(order(plan::<f64, f64>(taps.clone(), as_is)), in_blocks(8));
        let two_passes = vec![taps.clone(); 3];
        assert_eq!(order(plan::<f32, f32>(two_passes, as_is)), in_blocks(16));
        let whole: Vec<usize> = (0..count).collect();
        // A stride of 2 has two phases, each in blocks.
        let phases: Vec<usize> = (0..16)
            .flat_map(|column| [2 * column, 2 * column + 1])
            .flat_map(|first| (first..count).step_by(32))
            .collect();
        let expected = if count > 16 { &phases } else { &whole };
        assert_eq!(&with(|options| options.window.stride = 2.into()), expected);
        assert_eq!(with(|options| options.window.dilation = 2.into()), whole);
        // Few taps that are far apart.
        let ends: Vec<f32> = whole.iter().map(|&tap| f32::from(tap % 9 == 0)).collect();
        let ninths: Vec<usize> = (0..count).step_by(9).collect();
        assert_eq!(order(plan::<f32, f32>(ends, as_is)), ninths);
    }
}

#[test]
fn a_plan_explains_itself() {
    let sobel = plan::<u8, i16>(library::sobel_x(), |options| {
        options.window.padding = Padding::Same;
        options.window.border = Some(Border::Reflect101.into());
    });
    let binomial = plan::<u8, u8>(library::binomial(5), |options| {
        options.window.padding = Padding::Same;
        options.window.border = Some([Border::Replicate, Border::Wrap].into());
        options.window.stride = [2, 1].into();
    });
    let sharpen = plan::<u8, u8>(library::sharpen(), |options| {
        options.overflow = Some(Overflow::Saturate);
    });
    let mean = plan::<f32, i16>(vec![0.25f32; 4], |options| {
        options.window.padding = Padding::Causal;
        options.overflow = Some(Overflow::Saturate);
        options.window.mode = Mode::Convolve;
    });
    let thirds = plan::<i16, f32>([1, 1, 1], |options| options.scale = Tap::ratio(1, 3));
    let table = [
        (sobel, SOBEL),
        (binomial, BINOMIAL),
        (sharpen, SHARPEN),
        (mean, MEAN),
        (thirds, THIRDS),
    ];
    for (plan, expected) in table {
        let said: Vec<String> = plan.to_string().lines().map(without_tile).collect();
        assert_eq!(said.join("\n"), expected);
    }
}

/// A line of an explanation without the size of the tile, which is measured, not proven.
fn without_tile(line: &str) -> String {
    line.split(", tiles of").next().unwrap_or_default().into()
}

const SOBEL: &str = "\
plane kernel 3x3, u8 -> i16, padding same, border reflect101
  one pass of 6 multiply-adds (3 zero taps left out), rows widened as they are loaded, sums in i16 (proven within [-1020, 1020]), unrolled, sums of rows shared by output rows
  then: stored as i16, which holds [-1020, 1020]";
const BINOMIAL: &str = "\
plane kernel 5x5, u8 -> u8, stride 2x1, padding same, border replicate and wrap
  rank 1: 10 multiply-adds in two passes instead of 25
  down: 5 taps, rows widened as they are loaded, sums in u16 (proven within [0, 4080]), unrolled
  across: 5 taps, sums in u16 (proven within [0, 65280]), unrolled
  then: shifted right by 8, ties to even, stored as u8, which holds [0, 255]";
const SHARPEN: &str = "\
plane kernel 3x3, u8 -> u8, padding valid
  one pass of 5 multiply-adds (4 zero taps left out), rows widened as they are loaded, sums in i16 (proven within [-1020, 1275]), unrolled
  then: saturated to u8";
const MEAN: &str = "\
signal kernel of 4 taps, f32 -> i16, padding causal, border zero
  one pass of 4 multiply-adds, sums in f32, unrolled
  then: rounded, ties to even, saturated to i16";
const THIRDS: &str = "\
signal kernel of 3 taps, i16 -> f32, padding valid
  one pass of 3 multiply-adds, rows widened as they are loaded, sums in i32 (proven within [-98304, 98301]), unrolled in pairs of taps
  then: times 1/3, stored as f32";
