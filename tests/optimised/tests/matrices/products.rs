//! The matrix of one kernel after another, against the composed kernel and against running both.

use crate::{How, plane, sides};
use conv_kernel::matrix::Product;
use conv_kernel::reference::correlate;
use conv_kernel::{
    Border, ConvMatrix, DynLayer, DynSignal, Error, Layer, Layout, Overflow, Padding, Plane,
    PlaneBuf, SignalFilter, Tap, Taps,
};
use conv_kernel_tests::cases::{BORDERS, Random};

/// Taps from -4 to 4.
fn drawn(random: &mut Random, sides: [usize; 2]) -> Taps {
    let values = (0..sides[0] * sides[1]).map(|_| Tap::integer(random.integer(-4, 4)));
    plane(sides, values.collect())
}

/// Taps with zeros between them: what a dilation makes of them.
fn spread(taps: &Taps, by: [usize; 2]) -> Taps {
    let [rows, columns] = sides(taps);
    let wide = [by[0] * (rows - 1) + 1, by[1] * (columns - 1) + 1];
    let mut values = vec![Tap::integer(0); wide[0] * wide[1]];
    for (index, tap) in taps.values().iter().enumerate() {
        values[index / columns * by[0] * wide[1] + index % columns * by[1]] = tap.clone();
    }
    plane(wide, values)
}

/// The taps of `then` after `first`: `first * then`, whose taps are as far apart as the outputs of
/// `first`.
fn composed(first: (&Taps, &How), then: (&Taps, &How)) -> Taps {
    let apart = [0, 1].map(|axis| then.1.dilation[axis] * first.1.stride[axis]);
    spread(first.0, first.1.dilation).convolved(&spread(then.0, apart))
}

/// That every entry and every offset of a product is that of a matrix without a scale.
fn equal(product: &Product, matrix: &ConvMatrix) -> bool {
    let columns = 0..matrix.columns();
    (product.rows(), product.columns()) == (matrix.rows(), matrix.columns())
        && (0..matrix.rows()).all(|i| {
            product.offset_exact(i) == matrix.offset_exact(i)
                && columns
                    .clone()
                    .all(|j| product.entry_exact(i, j) == matrix.entry_exact(i, j))
        })
}

/// The product of two kernels' matrices on a plane, which is also checked against both kernels
/// run; `None` where one of them has no output.
fn product_of(
    random: &mut Random,
    first: (&Taps, &How),
    then: (&Taps, &How),
    [height, width]: [usize; 2],
) -> Option<Product> {
    let one = first.1.spec::<i32>(first.0, None);
    let two = then.1.spec::<i32>(then.0, None);
    let inner = ConvMatrix::new(&one, width, height).ok()?;
    let elements = (0..width * height).map(|_| random.integer(-99, 99) as i32);
    let x = PlaneBuf::from_vec(elements.collect(), width, height).unwrap();
    let between: PlaneBuf<i32> = correlate(&one, x.as_plane()).unwrap();
    let outer = ConvMatrix::new(&two, between.width(), between.height()).ok()?;
    let product = outer.product(&inner).unwrap();
    let y: PlaneBuf<i32> = correlate(&two, between.as_plane()).unwrap();
    let wide: Vec<i64> = x.data().iter().map(|&x| x.into()).collect();
    let exact = product.matvec_exact(&wide).unwrap();
    assert!(exact.iter().copied().eq(y.data().iter().map(|&y| y.into())));
    let doubles: Vec<f64> = wide.iter().map(|&x| x as f64).collect();
    let rounded = product.matvec(&doubles).unwrap();
    assert!(rounded.iter().copied().eq(exact.iter().map(|&y| y as f64)));
    assert_eq!(product.scale(), (1, 1));
    Some(product)
}

/// That a product is the matrix of one kernel with this way to run it.
fn is_one_kernel(
    random: &mut Random,
    first: (&Taps, &How),
    then: (&Taps, &How),
    at_once: &How,
    size: [usize; 2],
) -> bool {
    let Some(product) = product_of(random, first, then, size) else {
        return false;
    };
    let spec = at_once.spec::<i32>(&composed(first, then), None);
    let matrix = ConvMatrix::new(&spec, size[1], size[0]).unwrap();
    assert!(equal(&product, &matrix), "{first:?}, {then:?} on {size:?}");
    true
}

/// Strides multiply.
fn strides(first: &How, then: &How) -> [usize; 2] {
    [0, 1].map(|axis| first.stride[axis] * then.stride[axis])
}

fn along(stride: usize, dilation: usize) -> How {
    How {
        stride: [1, stride],
        dilation: [1, dilation],
        ..How::VALID
    }
}

/// All pairs of signal kernels of 1 to 4 taps, strides 1 to 3 and dilations 1 to 2 on every length
/// to 14: without padding, two kernels are one, whose taps are those of the second as far apart as
/// the stride of the first, convolved with those of the first.
#[test]
fn valid_kernels_compose_whatever_their_strides_and_dilations() {
    let mut random = Random::new(1);
    let mut count = 0;
    let ways = || {
        let steps = (1..=3).flat_map(|stride| (1..=2).map(move |dilation| (stride, dilation)));
        steps
            .flat_map(|(stride, dilation)| (1..=4).map(move |taps| (taps, along(stride, dilation))))
    };
    for (few, first) in ways() {
        for (many, then) in ways() {
            let taps = [few, many].map(|count| drawn(&mut random, [1, count]));
            let at_once = How {
                stride: strides(&first, &then),
                ..How::VALID
            };
            for length in 1..=14 {
                let (one, two) = ((&taps[0], &first), (&taps[1], &then));
                count += usize::from(is_one_kernel(&mut random, one, two, &at_once, [1, length]));
            }
        }
    }
    assert!(count > 4000, "{count}");
}

/// 1000 planes, without padding and, after zeros around the input, with those of the first kernel:
/// a second kernel that stays inside composes with any first.
#[test]
fn planes_compose_too_and_zeros_may_lie_around_the_first_kernel() {
    let mut random = Random::new(2);
    let mut count = 0;
    let way = |random: &mut Random, padded: bool| {
        let mut pair = |most| [1 + random.size(most), 1 + random.size(most)];
        let (stride, dilation) = (pair(1), pair(1));
        let mut amount = || if padded { random.size(4) } else { 0 };
        How {
            stride,
            dilation,
            padding: [[amount(), amount()], [amount(), amount()]],
            border: Border::Zero,
        }
    };
    for case in 0..1000 {
        let (first, then) = (way(&mut random, case % 2 == 0), way(&mut random, false));
        let taps = [(); 2].map(|()| {
            let sides = [1 + random.size(2), 1 + random.size(2)];
            drawn(&mut random, sides)
        });
        let at_once = How {
            stride: strides(&first, &then),
            padding: first.padding,
            ..How::VALID
        };
        let size = [3 + random.size(5), 3 + random.size(5)];
        let (one, two) = ((&taps[0], &first), (&taps[1], &then));
        count += usize::from(is_one_kernel(&mut random, one, two, &at_once, size));
    }
    assert!(count > 600, "{count}");
}

/// The zeros that show every tap to every input.
fn full(taps: &Taps) -> How {
    How {
        padding: sides(taps).map(|taps| [taps - 1; 2]),
        ..How::VALID
    }
}

/// 300 signals and 300 planes; the matrices of `full` kernels also commute.
#[test]
fn full_kernels_compose_to_full_kernels_and_commute() {
    let mut random = Random::new(3);
    for rows in [1, 3].repeat(300) {
        let taps = [(); 2].map(|()| {
            let sides = [1 + random.size(rows - 1), 1 + random.size(3)];
            drawn(&mut random, sides)
        });
        let [one, two] = [0, 1].map(|index| full(&taps[index]));
        let size = [1 + random.size(rows - 1), 1 + random.size(6)];
        let (one, two) = ((&taps[0], &one), (&taps[1], &two));
        let at_once = full(&composed(one, two));
        assert!(is_one_kernel(&mut random, one, two, &at_once, size));
        let [a, b] = [(one, two), (two, one)]
            .map(|(first, then)| product_of(&mut random, first, then, size).unwrap());
        assert_eq!(a, b);
    }
}

/// Padding around the end that keeps the size, all of it split at random.
fn around(random: &mut Random, taps: &Taps, dilation: [usize; 2]) -> How {
    let sides = sides(taps);
    How {
        dilation,
        padding: [0, 1].map(|axis| {
            let reach = dilation[axis] * (sides[axis] - 1);
            let before = random.size(reach);
            [before, reach - before]
        }),
        border: Border::Wrap,
        ..How::VALID
    }
}

/// 300 signals and 300 planes, kernels longer than the input among them, the second with strides
/// to 3: around the end, paddings add, and so the matrices of stride 1 commute.
#[test]
fn kernels_that_wrap_around_compose_to_one_that_does() {
    let mut random = Random::new(4);
    for rows in [1, 3].repeat(300) {
        let taps = [(); 2].map(|()| {
            let sides = [1 + random.size(rows - 1), 1 + random.size(3)];
            drawn(&mut random, sides)
        });
        let dilations = [(); 2].map(|()| [1 + random.size(1), 1 + random.size(1)]);
        let one = around(&mut random, &taps[0], dilations[0]);
        let two = around(&mut random, &taps[1], dilations[1]);
        let size = [1 + random.size(rows - 1), 1 + random.size(6)];
        let stride = [1 + random.size(2), 1 + random.size(2)];
        let strided = How { stride, ..two };
        let added =
            [0, 1].map(|axis| [0, 1].map(|side| one.padding[axis][side] + two.padding[axis][side]));
        let at_once = How {
            stride,
            padding: added,
            border: Border::Wrap,
            ..How::VALID
        };
        let first = (&taps[0], &one);
        let then = (&taps[1], &strided);
        assert!(is_one_kernel(&mut random, first, then, &at_once, size));
        let then = (&taps[1], &two);
        let swapped = product_of(&mut random, then, first, size).unwrap();
        assert_eq!(product_of(&mut random, first, then, size).unwrap(), swapped);
    }
}

#[test]
fn zeros_between_two_kernels_and_a_stride_before_a_kernel_are_not_the_composed_kernel() {
    let mut random = Random::new(5);
    let taps = plane([1, 3], [1, 2, 1].map(Tap::integer).to_vec());
    let same = How {
        padding: [[0; 2], [1; 2]],
        ..How::VALID
    };
    let (one, size) = ((&taps, &same), [1, 6]);
    let product = product_of(&mut random, one, one, size).unwrap();
    let twice = How {
        padding: [[0; 2], [2; 2]],
        ..How::VALID
    };
    let spec = twice.spec::<i32>(&composed(one, one), None);
    let matrix = ConvMatrix::new(&spec, 6, 1).unwrap();
    assert!(!equal(&product, &matrix));
    // Inside they agree: rows 1 to 4 see no zero that stands for an output of the first.
    for i in 1..5 {
        assert!((0..6).all(|j| product.entry_exact(i, j) == matrix.entry_exact(i, j)));
    }
    // Beyond the edge the first kernel would have had an output of 1, and the second meets a 0.
    assert_eq!(
        (product.entry_exact(0, 0), matrix.entry_exact(0, 0)),
        (Some(5), Some(6))
    );

    let strided = along(2, 1);
    let product = product_of(&mut random, (&taps, &strided), (&taps, &How::VALID), size);
    assert_eq!(product, None);
    let product = product_of(&mut random, (&taps, &strided), (&taps, &How::VALID), [1, 7]).unwrap();
    let plain = How {
        stride: [1, 2],
        ..How::VALID
    }
    .spec::<i32>(&taps.convolved(&taps), None);
    assert!(!equal(&product, &ConvMatrix::new(&plain, 7, 1).unwrap()));
}

/// 400 planes with every border, strides and scales: offsets and scales are those of two affine
/// maps, computed here from dense matrices over a common denominator.
#[test]
fn offsets_of_constant_borders_and_scales_pass_through_the_second_matrix() {
    let mut random = Random::new(6);
    let mut with_offset = 0;
    for _ in 0..400 {
        let matrix = |random: &mut Random, [height, width]: [usize; 2]| {
            let sides = [1 + random.size(1), 1 + random.size(2)];
            let mut amount = || 1 + random.size(2);
            let how = How {
                padding: [[amount(), amount()], [amount(), amount()]],
                border: random.pick(&BORDERS),
                stride: [1, 1 + random.size(1)],
                ..How::VALID
            };
            let scale = Tap::ratio(random.pick(&[-3, 1, 2, 5]), random.pick(&[1, 4, 6]));
            let spec = how.spec::<i32>(&drawn(random, sides), scale);
            let matrix = ConvMatrix::new(&spec, width, height).unwrap();
            let (rows, columns) = spec.window().resolve(width, height).unwrap();
            (matrix, [rows.output, columns.output])
        };
        let (b, between) = matrix(&mut random, [3, 4]);
        let (a, _) = matrix(&mut random, between);
        let product = a.product(&b).unwrap();
        let (numerator, denominator) = product.scale();
        assert!(denominator > 0 && gcd(numerator, denominator) == 1);
        let [(pa, qa), (pb, qb)] = [a.scale(), b.scale()].map(|(p, q)| (p as i128, q as i128));
        let common = qa * qb;
        for i in 0..a.rows() {
            // What is multiplied by 1 / (qa * qb).
            let through = |of: &dyn Fn(usize) -> i128| -> i128 {
                let terms = (0..a.columns()).map(|k| a.entry_exact(i, k).unwrap() * of(k));
                pa * pb * terms.sum::<i128>()
            };
            for j in 0..b.columns() {
                let expected = through(&|k| b.entry_exact(k, j).unwrap());
                let found = product.entry_exact(i, j).unwrap();
                assert_eq!(numerator * found * common, denominator * expected);
                assert_eq!(product.entry(i, j), found as f64);
            }
            let own = pa * qb * a.offset_exact(i).unwrap();
            let expected = through(&|k| b.offset_exact(k).unwrap()) + own;
            let found = product.offset_exact(i).unwrap();
            with_offset += usize::from(found != 0);
            assert_eq!(numerator * found * common, denominator * expected);
            assert_eq!(product.offset(i), found as f64);
        }
    }
    assert!(with_offset > 1000, "{with_offset}");
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// 200 planes of doubles: each entry is as exact as twice the precision allows, rounded once
/// (Ogita, Rump and Oishi, proposition 5.5: `u |c| + gamma(n)^2 sum|a b|`), and so is each tap of the
/// composed kernel, `u |c|`.
#[test]
fn entries_of_floats_are_those_of_the_composed_kernel_within_two_roundings() {
    let mut random = Random::new(7);
    let roundoff = 2f64.powi(-53);
    for _ in 0..200 {
        let taps = [(); 2].map(|()| {
            let sides = [1 + random.size(2), 1 + random.size(3)];
            let values = random.elements::<f64>(sides[0] * sides[1]);
            plane(sides, values.into_iter().map(Tap::Binary).collect())
        });
        let specs = [0, 1].map(|index| How::VALID.spec::<f64>(&taps[index], None));
        let magnitudes = specs.each_ref().map(|spec| {
            (0..spec.tap_count())
                .map(|tap| spec.tap_f64(tap).abs())
                .sum::<f64>()
        });
        let [height, width] = [6, 8];
        let b = ConvMatrix::new(&specs[0], width, height).unwrap();
        let [rows, columns] = sides(&taps[0]);
        let a = ConvMatrix::new(&specs[1], width + 1 - columns, height + 1 - rows).unwrap();
        let product = a.product(&b).unwrap();
        let spec = How::VALID.spec::<f64>(&taps[0].convolved(&taps[1]), None);
        let matrix = ConvMatrix::new(&spec, width, height).unwrap();
        assert_eq!(product.nonzeros(), matrix.nonzeros().unwrap());
        assert_eq!(product.entry_exact(0, 0), None);
        let gamma = 12.0 * roundoff / (1.0 - 12.0 * roundoff);
        for (i, j) in (0..matrix.rows()).flat_map(|i| (0..matrix.columns()).map(move |j| (i, j))) {
            let (found, expected) = (product.entry(i, j), matrix.entry(i, j));
            let size = found.abs().max(expected.abs());
            let bound = 2.0 * roundoff * size + gamma * gamma * magnitudes[0] * magnitudes[1];
            assert!((found - expected).abs() <= bound, "{found} and {expected}");
        }
    }
}

/// 60 pairs: both layouts, groups, strides, padding, biases and transposed layers. All numbers are
/// small integers, which doubles hold, so that nothing rounds.
#[test]
fn products_of_layers_are_one_layer_after_the_other_bias_included() {
    let mut random = Random::new(8);
    for case in 0..60 {
        let layout = [Layout::Nchw, Layout::Nhwc][case % 2];
        let layer = |random: &mut Random, inputs: usize, outputs: usize, groups: usize| {
            let mut values = |count: usize| -> Vec<f64> {
                (0..count).map(|_| random.integer(-4, 4) as f64).collect()
            };
            let transposed = case % 3 == 0;
            let [a, b] = if transposed {
                [inputs, outputs / groups]
            } else {
                [outputs, inputs / groups]
            };
            let (weights, bias) = (values(a * b * 6), values(outputs));
            let builder = if transposed {
                DynLayer::<f64, f64>::transposed(weights, [a, b, 2, 3])
            } else {
                DynLayer::<f64, f64>::builder(weights, [a, b, 2, 3])
            };
            let builder = builder.bias(bias).groups(groups).layout(layout).padding(1);
            builder.stride(1 + random.size(1)).build().unwrap()
        };
        let first = layer(&mut random, 2, 4, 1 + case % 2);
        let then = layer(&mut random, 4, 2, 2);
        let shape = match layout {
            Layout::Nchw => [2, 2, 4, 5],
            Layout::Nhwc => [2, 4, 5, 2],
        };
        let between = first.output_shape(shape).unwrap();
        let b = first.matrix(shape).unwrap();
        let product = then.matrix(between).unwrap().product(&b).unwrap();
        let x: Vec<f64> = (0..80).map(|_| random.integer(-9, 9) as f64).collect();
        let z = first.apply(&x, shape).unwrap();
        assert_eq!(
            product.matvec(&x).unwrap(),
            then.apply(&z, between).unwrap()
        );
    }
}

#[test]
fn sizes_that_do_not_fit_sums_beyond_128_bits_and_floats_are_errors() {
    let signal = |taps: Vec<i64>| {
        let builder = DynSignal::<i32, i32>::builder(taps).overflow(Overflow::Wrap);
        builder.build().unwrap()
    };
    let short = signal(vec![1, 1]).matrix(5).unwrap();
    let wrong = short.product(&short).unwrap_err();
    assert_eq!(
        wrong,
        Error::Length {
            expected: 5,
            found: 4
        }
    );
    let product = signal(vec![1]).matrix(4).unwrap().product(&short).unwrap();
    let wrong = |found| Error::Length { expected: 5, found };
    assert_eq!(product.matvec(&[0.0; 4]), Err(wrong(4)));
    assert_eq!(product.matvec_exact(&[0; 6]), Err(wrong(6)));
    assert_eq!((product.entry(4, 0), product.offset(4)), (0.0, 0.0));
    assert_eq!(product.entry_exact(usize::MAX, 0), Some(0));
    assert_eq!(product.offset_exact(usize::MAX), Some(0));
    assert_eq!(product.row(usize::MAX).count(), 0);

    // Sums of bytes fit 64 bits, so these are the largest taps there are, and their products fit.
    let kernel = DynSignal::<u8, u8>::builder([1i64 << 54])
        .overflow(Overflow::Wrap)
        .build();
    let single = kernel.unwrap().matrix(3).unwrap();
    let product = single.product(&single).unwrap();
    assert_eq!(product.entry_exact(2, 2), Some(1 << 108));
    assert_eq!(product.matvec_exact(&[1, 7, 0]).unwrap()[1], 7 << 108);
    let beyond = product.matvec_exact(&[i64::MAX, 0, 0]);
    assert_eq!(beyond, Err(Error::ExactOverflow));

    let float = DynSignal::<f32, f32>::builder([0.5]).build().unwrap();
    let mixed = float.matrix(4).unwrap().product(&short).unwrap();
    assert_eq!(mixed.matvec_exact(&[0; 5]), Err(Error::FloatPath));
    assert_eq!(
        (mixed.entry_exact(9, 9), mixed.offset_exact(0)),
        (None, None)
    );
    assert_eq!(
        mixed.matvec(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap(),
        [1.5, 2.5, 3.5, 4.5]
    );
}

#[test]
fn entries_that_cancel_are_not_stored() {
    let kernel = |taps: [i64; 2]| {
        let builder = DynSignal::<i32, i32>::builder(taps)
            .padding(Padding::Same)
            .border(Border::Wrap)
            .overflow(Overflow::Wrap);
        builder.build().unwrap().matrix(2).unwrap()
    };
    // Around two elements, a sum and a difference leave nothing.
    let product = kernel([1, 1]).product(&kernel([1, -1])).unwrap();
    assert_eq!(product.nonzeros(), 0);
    assert_eq!(product.to_dense().unwrap().entries(), [0.0; 4]);
    let src = Plane::new(&[1i32, 2], 2, 1).unwrap();
    assert_eq!(product.columns(), src.width());
}
