//! Offsets, scales and floats; layers one after the other; what is an error.

use super::*;

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
/// (Ogita, Rump and Oishi, proposition 5.5: `u |c| + gamma(n)^2 sum|a b|`), and so is each tap of
/// the composed kernel, `u |c|`.
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

/// 60 pairs: every layout, groups, strides, padding, biases and transposed layers. All numbers are
/// small integers, which doubles hold, so that nothing rounds.
#[test]
fn products_of_layers_are_one_layer_after_the_other_bias_included() {
    let mut random = Random::new(8);
    for case in 0..60 {
        let layout = Layout::ALL[case / 2 % 3];
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
            Layout::Nchw | Layout::Nchw16 => [2, 2, 4, 5],
            Layout::Nhwc => [2, 4, 5, 2],
        };
        let between = first.output_shape(shape).unwrap();
        let b = first.matrix(shape).unwrap();
        let product = then.matrix(between).unwrap().product(&b).unwrap();
        let length = layout.elements(shape).unwrap();
        let x: Vec<f64> = (0..length).map(|_| random.integer(-9, 9) as f64).collect();
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
