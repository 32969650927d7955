//! Declared banks against the same kernels alone, their run-time banks, and the reference.

use conv_kernel::prelude::*;
use conv_kernel::{Element, reference};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::difference;
use conv_kernel_tests::each_level;

conv_kernel! {
    /// Both derivatives.
    pub struct Gradients: u8 -> i16 {
        taps: { gx: sobel_x, gy: sobel_y }, padding: same, border: reflect101,
    }
    struct OnlyX: u8 -> i16 { taps: sobel_x, padding: same, border: reflect101 }
    struct OnlyY: u8 -> i16 { taps: sobel_y, padding: same, border: reflect101 }

    /// One of one pass and one of two, both floats.
    pub struct Scales: f32 {
        taps: { own: impulse([9, 9]), fine: gaussian([5, 5], 1.0), coarse: gaussian([9, 9], 2.0) },
        padding: same, border: reflect,
    }
    struct Own: f32 { taps: impulse([9, 9]), padding: same, border: reflect }
    struct Fine: f32 { taps: gaussian([5, 5], 1.0), padding: same, border: reflect }
    struct Coarse: f32 { taps: gaussian([9, 9], 2.0), padding: same, border: reflect }

    /// Integers beside floats, each on its own path.
    pub struct Mixed: i16 -> i16 {
        taps: { sum: [[1, 2], [3, 4]], half: [[0.5, 0.25, 0.125]] },
        overflow: saturate, padding: full, border: constant(7),
    }
    struct Sum: i16 -> i16 {
        taps: [[0, 1, 2], [0, 3, 4]], overflow: saturate, padding: full, border: constant(7),
    }
    struct Half: i16 -> i16 {
        taps: [[0.5, 0.25, 0.125], [0, 0, 0]], overflow: saturate, padding: full, border: constant(7),
    }

    /// Strides, dilation, a scale and a wrapped border.
    pub struct Corners: u16 -> u16 {
        taps: { a: [[1, -1], [2, 3]], b: [[1, 1], [1, 1]] }, scale: 1/7, overflow: wrap,
        stride: [2, 3], dilation: [3, 2], padding: 2, border: wrap,
    }
    struct CornersA: u16 -> u16 {
        taps: [[1, -1], [2, 3]], scale: 1/7, overflow: wrap,
        stride: [2, 3], dilation: [3, 2], padding: 2, border: wrap,
    }
    struct CornersB: u16 -> u16 {
        taps: [[1, 1], [1, 1]], scale: 1/7, overflow: wrap,
        stride: [2, 3], dilation: [3, 2], padding: 2, border: wrap,
    }

    /// Doubles, an anchor, convolution.
    pub struct Anchored: i32 -> f64 {
        taps: { only: [[1, 2, 3], [4, 5, 6]] },
        mode: convolve, anchor: [1, 0], padding: same, border: replicate,
    }
    struct AnchoredAlone: i32 -> f64 {
        taps: [[1, 2, 3], [4, 5, 6]],
        mode: convolve, anchor: [1, 0], padding: same, border: replicate,
    }

    /// What is missing is left out of each.
    pub struct Holes: f32 {
        taps: { small: box([3, 3]), large: box([5, 5]) },
        missing: renormalize, padding: same, border: constant(nan),
    }
    struct HolesSmall: f32 {
        taps: box([3, 3]),
        missing: renormalize, padding: same, border: constant(nan),
    }

    /// Real taps as integers.
    pub struct Smoothed: u8 -> u8 {
        taps: { fine: gaussian([3, 3], 0.8), coarse: gaussian([7, 7], 2.0) },
        quantize: 8, padding: same, border: replicate,
    }
    /// By the FFT.
    pub struct Large: f32 {
        taps: { a: gaussian([15, 15], 3.0), b: log([15, 15], 2.0) },
        method: fft, padding: same, border: reflect101,
    }
}

const SIZES: [(usize, usize); 13] = [
    (1, 1),
    (2, 1),
    (1, 3),
    (3, 3),
    (7, 5),
    (8, 8),
    (31, 6),
    (64, 17),
    (67, 5),
    (130, 9),
    (513, 4),
    (20, 40),
    // Several blocks of rows.
    (3001, 70),
];

/// Each output of a bank on a level, for a plane.
fn outputs<In: Element, Out: Element, const N: usize>(
    bank: &dyn Bank<N, In = In, Out = Out>,
    level: Level,
    src: Plane<'_, In>,
) -> [Vec<Out>; N] {
    let (columns, rows) = bank.output_size(src.width(), src.height()).unwrap();
    let mut all = [const { Vec::new() }; N];
    for out in &mut all {
        out.resize(columns * rows, Out::default());
    }
    let to = all
        .each_mut()
        .map(|out| PlaneMut::new(out, columns, rows).unwrap());
    bank.apply_into_at(level, src, to).unwrap();
    all
}

/// That a bank, and its run-time bank, give on a level the bits of kernels that stand alone, and
/// that integers are those of the reference.
fn bank<B: Bank<N>, const N: usize>(
    name: &str,
    bank: &B,
    alone: [&dyn Filter<In = B::In, Out = B::Out>; N],
    level: Level,
) {
    let mut random = Random::new(41);
    for (width, height) in SIZES {
        let data = random.elements::<B::In>(width * height);
        let src = Plane::new(&data, width, height).unwrap();
        if bank.output_size(width, height).is_err() {
            continue;
        }
        let found = outputs(bank, level, src);
        let dynamic = outputs(&bank.to_dyn(), level, src);
        for (output, alone) in alone.iter().enumerate() {
            let about = format!("{name} {output} {width}x{height}");
            let (columns, rows) = alone.output_size(width, height).unwrap();
            let mut expected = PlaneBuf::filled(columns, rows, B::Out::default()).unwrap();
            alone
                .apply_into_at(level, src, expected.as_plane_mut())
                .unwrap();
            assert_eq!(difference(&found[output], expected.data()), None, "{about}");
            assert_eq!(
                difference(&found[output], &dynamic[output]),
                None,
                "{about}, run time"
            );
            let kernel = bank.kernels()[output].kernel();
            if matches!(
                kernel.weights(),
                conv_kernel::rules::Weights::Integer { .. }
            ) && width * height < 5000
            {
                let expected = reference::correlate::<B::In, B::Out>(&kernel, src).unwrap();
                assert_eq!(
                    difference(&found[output], expected.data()),
                    None,
                    "{about}, reference"
                );
            }
        }
    }
}

fn outputs_have_the_bits_of_kernels_alone(level: Level) {
    bank("Gradients", &Gradients, [&OnlyX, &OnlyY], level);
    bank("Scales", &Scales, [&Own, &Fine, &Coarse], level);
    bank("Mixed", &Mixed, [&Sum, &Half], level);
    bank("Corners", &Corners, [&CornersA, &CornersB], level);
    bank("Anchored", &Anchored, [&AnchoredAlone], level);
    bank("Holes", &Holes, [&HolesSmall, Holes.kernels()[1]], level);
    bank("Smoothed", &Smoothed, Smoothed.kernels(), level);
    bank("Large", &Large, Large.kernels(), level);
}

each_level!(outputs_have_the_bits_of_kernels_alone);

#[test]
fn every_bank_is_verified() {
    conv_kernel::verify(&Gradients).unwrap();
    conv_kernel::verify(&Scales).unwrap();
    conv_kernel::verify(&Mixed).unwrap();
    conv_kernel::verify(&Corners).unwrap();
    conv_kernel::verify(&Anchored).unwrap();
    conv_kernel::verify(&Holes).unwrap();
    conv_kernel::verify(&Smoothed).unwrap();
    conv_kernel::verify(&Large).unwrap();
    conv_kernel::verify(&Gradients.to_dyn()).unwrap();
}

#[test]
fn each_output_has_a_matrix() {
    let data: Vec<u8> = Random::new(8).elements(9 * 7);
    let found = Gradients.apply(Plane::new(&data, 9, 7).unwrap()).unwrap();
    for (output, found) in found.iter().enumerate() {
        let matrix = Gradients.matrix(output, 9, 7).unwrap();
        assert_eq!(matrix.apply::<u8, i16>(&data).unwrap(), found.data());
    }
}

#[test]
fn a_bank_of_maps_is_made_of_kernels() {
    let edge = |taps: [[i32; 3]; 1]| {
        DynKernel::<u8, u8>::builder(taps)
            .padding(Padding::Same)
            .map(|v| v.abs().min(255))
    };
    let bank = DynBank::new([
        edge([[-1, 0, 1]]).build().unwrap(),
        edge([[1, -2, 1]]).build().unwrap(),
    ])
    .unwrap();
    conv_kernel::verify(&bank).unwrap();
    let data: Vec<u8> = Random::new(9).elements(50 * 20);
    let src = Plane::new(&data, 50, 20).unwrap();
    let found = bank.apply(src).unwrap();
    for (kernel, found) in bank.kernels().iter().zip(&found) {
        assert_eq!(&kernel.apply(src).unwrap(), found);
    }
}
