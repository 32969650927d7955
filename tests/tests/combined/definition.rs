//! Run-time kernels against definitions that are written here.

use conv_kernel::prelude::*;
use conv_kernel::taps::library::{sobel_x, sobel_y};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::difference;

const WIDTH: usize = 67;
const HEIGHT: usize = 21;

fn input() -> Vec<u8> {
    Random::new(5).elements(WIDTH * HEIGHT)
}

/// Both gradients of Sobel at each place inside, in whole numbers.
fn gradients(data: &[u8]) -> Vec<(i64, i64)> {
    let at = |x: usize, y: usize| i64::from(data[y * WIDTH + x]);
    let mut all = Vec::new();
    for y in 1..HEIGHT - 1 {
        for x in 1..WIDTH - 1 {
            let column = |x: usize| at(x, y - 1) + 2 * at(x, y) + at(x, y + 1);
            let row = |y: usize| at(x - 1, y) + 2 * at(x, y) + at(x + 1, y);
            all.push((column(x + 1) - column(x - 1), row(y + 1) - row(y - 1)));
        }
    }
    all
}

/// The nearest whole number to `above / below`, ties to even.
fn nearest(above: i64, below: i64) -> i64 {
    let (quotient, rest) = (above.div_euclid(below), above.rem_euclid(below));
    let up = 2 * rest > below || 2 * rest == below && quotient % 2 != 0;
    quotient + i64::from(up)
}

/// That a kernel gives what `expected` makes of the gradients, on every level.
fn check<Out: conv_kernel::Element>(
    builder: KernelBuilder<Out>,
    expected: impl Fn(i64, i64) -> Out,
) {
    let data = input();
    let expected: Vec<Out> = gradients(&data)
        .into_iter()
        .map(|(gx, gy)| expected(gx, gy))
        .collect();
    let kernel = builder.build().unwrap();
    let src = Plane::new(&data, WIDTH, HEIGHT).unwrap();
    for level in Level::available() {
        let (width, height) = kernel.output_size(WIDTH, HEIGHT).unwrap();
        let mut found = PlaneBuf::filled(width, height, Out::default()).unwrap();
        kernel
            .apply_into_at(level, src, found.as_plane_mut())
            .unwrap();
        assert_eq!(difference(found.data(), &expected), None, "{level}");
    }
    let found = conv_kernel::reference::correlate::<u8, Out>(&kernel.kernel(), src).unwrap();
    assert_eq!(difference(found.data(), &expected), None, "reference");
}

type KernelBuilder<Out> = conv_kernel::KernelBuilder<u8, Out>;

fn both<Out: conv_kernel::Element>(
    value: impl FnOnce(conv_kernel::Value, conv_kernel::Value) -> conv_kernel::Value,
) -> KernelBuilder<Out> {
    DynKernel::<u8, Out>::combine([sobel_x(), sobel_y()], |[gx, gy]| value(gx, gy))
}

#[test]
fn sums_of_magnitudes_saturate() {
    check::<u8>(
        both(|gx, gy| gx.abs() + gy.abs()).overflow(Overflow::Saturate),
        |gx, gy| (gx.abs() + gy.abs()).min(255) as u8,
    );
    check::<u16>(both(|gx, gy| gx.abs() + gy.abs()), |gx, gy| {
        (gx.abs() + gy.abs()) as u16
    });
}

#[test]
fn fractions_are_rounded_once() {
    check::<i16>(both(|gx, gy| (gx / 3 + gy / 5) / 2), |gx, gy| {
        nearest(5 * gx + 3 * gy, 30) as i16
    });
    check::<i16>(
        both(|gx, gy| (gx / 8).round() + (gy / 8).round()),
        |gx, gy| (nearest(gx, 8) + nearest(gy, 8)) as i16,
    );
    check::<u8>(
        both(|gx, _| gx / 8 + 128).overflow(Overflow::Saturate),
        |gx, _| nearest(gx + 1024, 8).clamp(0, 255) as u8,
    );
}

#[test]
fn products_of_whole_numbers_are_exact() {
    check::<i32>(
        both(|gx, gy| gx.clone() * gx + gy.clone() * gy),
        |gx, gy| (gx * gx + gy * gy) as i32,
    );
    check::<f64>(
        both(|gx, gy| gx.clone() * gx * gy.clone() * gy),
        |gx, gy| (gx * gx * gy * gy) as f64,
    );
    let wrapped = both(|gx, gy| gx.clone() * gx.clone() * gx * gy).overflow(Overflow::Wrap);
    check::<i16>(wrapped, |gx, gy| (gx * gx * gx * gy) as i16);
    let wrapped = both(|gx, gy| (gx.clone() * gx - gy) / 2).overflow(Overflow::Wrap);
    check::<u8>(wrapped, |gx, gy| nearest(gx * gx - gy, 2) as u8);
}

#[test]
fn a_zero_of_whole_numbers_has_no_sign() {
    check::<f64>(both(|gx, gy| (gx / 500).round() * gy * -1), |gx, gy| {
        (-nearest(gx, 500) * gy) as f64
    });
    check::<f64>(both(|gx, gy| 1 / ((gx / 500).round() * gy)), |gx, gy| {
        1.0 / (nearest(gx, 500) * gy) as f64
    });
    check::<f32>(both(|gx, gy| (gx / 500).round() * gy), |gx, gy| {
        (nearest(gx, 500) * gy) as f32
    });
}

#[test]
fn floats_are_rounded_at_each_step() {
    check::<f32>(both(|gx, gy| gx.hypot(gy)), |gx, gy| {
        ((gx * gx + gy * gy) as f32).sqrt()
    });
    check::<f64>(both(|gx, gy| gx.hypot(gy)), |gx, gy| {
        ((gx * gx + gy * gy) as f64).sqrt()
    });
    check::<f32>(both(|gx, gy| gx / (gy.abs() + 1)), |gx, gy| {
        gx as f32 / (gy.abs() + 1) as f32
    });
    check::<f32>(both(|gx, gy| gx * 0.1 + gy / 7), |gx, gy| {
        gx as f32 * 0.1 + gy as f32 / 7.0
    });
    check::<u8>(
        both(|gx, gy| gx.hypot(gy) / 6).overflow(Overflow::Saturate),
        |gx, gy| (((gx * gx + gy * gy) as f32).sqrt() / 6.0).round_ties_even() as u8,
    );
}

#[test]
fn conditions_choose() {
    check::<u8>(
        both(|gx, gy| {
            let strong = gx.clone().abs().gt(100) & gy.clone().abs().gt(100);
            strong.then_else(255, (gx.lt(0) | gy.ge(500)).then_else(1, 0))
        }),
        |gx, gy| match (gx.abs() > 100 && gy.abs() > 100, gx < 0 || gy >= 500) {
            (true, _) => 255,
            (false, other) => u8::from(other),
        },
    );
    check::<i16>(
        both(|gx, gy| (!gx.clone().equals(0)).then_else(gx, gy)),
        |gx, gy| {
            if gx != 0 { gx as i16 } else { gy as i16 }
        },
    );
    check::<i16>(
        both(|gx, gy| gx.max(gy.clone()).clamp(-50, 60).min(gy)),
        |gx, gy| gx.max(gy).clamp(-50, 60).min(gy) as i16,
    );
}

#[test]
fn angles_are_within_3_ulp() {
    let data = input();
    let kernel = both::<f32>(|gx, gy| gy.atan2(gx)).build().unwrap();
    let found = kernel.apply(Plane::new(&data, WIDTH, HEIGHT).unwrap());
    for ((gx, gy), &found) in gradients(&data).into_iter().zip(found.unwrap().data()) {
        let expected = (gy as f64).atan2(gx as f64);
        let ulp = f64::from(f32::EPSILON) * expected.abs().max(1e-30);
        assert!(
            (f64::from(found) - expected).abs() <= 3.0 * ulp,
            "atan2({gy}, {gx}) is {expected}, not {found}"
        );
    }
}

#[test]
fn smaller_kernels_stand_on_the_middle_of_larger_ones() {
    let small = DynSignal::<i16, i32>::combine(
        [vec![1, 2, 3, 2, 1], vec![1], vec![1, -1]],
        |[blur, own, difference]| blur - own * 9 + difference * 100,
    );
    let kernel = small.padding(Padding::Same).build().unwrap();
    let data: Vec<i16> = Random::new(9).elements(40);
    let at = |x: isize| {
        let x = usize::try_from(x).ok().and_then(|x| data.get(x));
        x.map_or(0, |&x| i32::from(x))
    };
    let expected: Vec<i32> = (0..40)
        .map(|x: isize| {
            let blur = at(x - 2) + 2 * at(x - 1) + 3 * at(x) + 2 * at(x + 1) + at(x + 2);
            blur - 9 * at(x) + 100 * (at(x) - at(x + 1))
        })
        .collect();
    assert_eq!(kernel.apply(&data).unwrap(), expected);
}
