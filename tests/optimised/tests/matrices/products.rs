//! The matrix of one kernel after another, against the composed kernel and against running both.

mod values;

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
