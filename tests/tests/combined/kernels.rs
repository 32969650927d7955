//! Declared kernels against their run-time kernels, the reference and the matrix.

use conv_kernel::prelude::*;
use conv_kernel::reference;
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::difference;
use conv_kernel_tests::each_level;

conv_kernel! {
    /// In lanes of 16 bits.
    pub struct Magnitude: u8 -> u8 {
        taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| gx.abs() + gy.abs(),
        overflow: saturate, padding: same, border: replicate,
    }
    /// Named in another order than the parameters.
    pub struct Difference: u8 -> i16 {
        taps: { gx: sobel_x, gy: sobel_y }, combine: |gy, gx| 2 * gy - gx / 4,
        padding: same, border: reflect101,
    }
    pub struct Emboss: u8 -> u8 {
        taps: emboss, map: |v| v / 2 + 128, overflow: saturate, padding: same, border: replicate,
    }
    /// 32 bits, floats.
    pub struct Hypot: u8 -> f32 {
        taps: { gx: scharr_x, gy: scharr_y }, combine: |gx, gy| gx.hypot(gy) / 16,
        padding: same, border: reflect,
    }
    pub struct Angle: i16 -> f32 {
        taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| atan2(gy, gx), padding: same,
    }
    /// 64 bits: products of integers beyond 32.
    pub struct Corner: u8 -> f64 {
        taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| gx * gx * gy * gy, padding: same,
    }
    pub struct Energy: u16 -> u16 {
        taps: { a: [[1, -1]], b: [[1], [-1]] }, combine: |a, b| (a * a + b * b) / 131072,
        overflow: saturate, padding: 1, border: wrap, stride: 2,
    }
    pub struct Wrapped: u16 -> i8 {
        taps: [[3, -2], [5, 7]], map: |v| v * v / 3 - v, overflow: wrap, dilation: 2,
    }
    /// Floats.
    pub struct Unsharp: f32 {
        taps: { own: impulse([5, 5]), blur: gaussian([5, 5], 1.2) },
        combine: |own, blur| own + 0.8 * (own - blur), padding: same, border: reflect101,
    }
    pub struct Soft: f32 {
        taps: laplacian(8),
        map: |v| if v.abs() < 0.1 { 0 } else if v < 0 { v + 0.1 } else { v - 0.1 },
        padding: same, border: replicate,
    }
    pub struct Rounded: f32 -> u8 {
        taps: binomial([3, 7]), scale: 1/256, map: |v| { let w = (v * 255).round(); w.clamp(0, 255) },
        padding: same, border: replicate,
    }
    pub struct Doubles: i32 -> f64 {
        taps: { a: [[1, 2], [3, 4]], b: [[0.5, 0.25]] }, combine: |a, b| max(a, b) / (1 + abs(b)),
        padding: full, border: constant(7),
    }
    pub struct Narrowed: f64 -> f32 {
        taps: disk(2.2), map: |v| sqrt(v.max(0)), stride: [1, 2], padding: 3, border: reflect,
    }
    pub struct Scaled: i8 -> i8 {
        taps: box([5, 3]), scale: 1/15, map: |v| -v, padding: same_lower, border: reflect,
        overflow: saturate,
    }
    /// Signals.
    pub struct Envelope: i16 -> u16 {
        taps: [1, 2, 3, 2, 1], scale: 1/9, map: |v| v.abs(), padding: causal, border: replicate,
    }
    pub struct Rate: f32 {
        taps: { fast: gaussian(9, 1.0), slow: gaussian(33, 6.0) },
        combine: |fast, slow| fast - slow, padding: causal, border: replicate, stride: 2,
    }
    /// In one sweep: eight kernels, three with taps in memory, floats, a window that is higher than
    /// any buffer, and signals.
    pub struct Compass: u8 -> i16 {
        taps: {
            e: kirsch(east), ne: kirsch(north_east), n: kirsch(north), nw: kirsch(north_west),
            w: kirsch(west), sw: kirsch(south_west), s: kirsch(south), se: kirsch(south_east),
        },
        combine: |e, ne, n, nw, w, sw, s, se| e.max(ne).max(n).max(nw).max(w).max(sw).max(s).max(se),
        padding: same, border: replicate,
    }
    pub struct Three: i16 -> i32 {
        taps: {
            a: [[1, 2, 3], [4, 5, 6], [7, 8, 9]], b: [[9, 8, 7], [-6, 5, 4], [3, 2, 1]],
            c: [[0, 11, 0], [12, 0, 13], [0, 14, 0]],
        },
        combine: |a, b, c| if a < b { c } else { a - b }, padding: 2, border: wrap, stride: [2, 1],
    }
    pub struct Length: f32 {
        taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| gx.hypot(gy),
        padding: same, border: replicate,
    }
    pub struct Far: u8 -> i16 {
        taps: { a: [[1], [2], [1]], b: [[1], [0], [-1]] }, combine: |a, b| max(a, 3 * b),
        dilation: [4000, 1], padding: same, border: reflect,
    }
    pub struct FarFloats: f32 {
        taps: { a: [[0.1], [0.7], [0.3]], b: [[1], [0], [-1]] }, combine: |a, b| max(a, 3 * b),
        dilation: [4000, 1], padding: same, border: reflect, arithmetic: strict,
    }
    /// Sums in `u16` that are read in 32 bits, and elements of other types.
    struct Unsigned: u8 -> i32 { taps: [[20, 40], [50, 60]], map: |v| v - 7, padding: same }
    struct Wide: u16 -> i32 { taps: [[1, -1]], map: |v| v.abs(), padding: same, border: reflect }
    struct Signed: i8 -> i16 { taps: [[1, -2]], map: |v| v.abs(), padding: same }
    struct DoubleSums: f64 {
        taps: { a: [[0.1, 0.2], [0.3, 0.4]], b: [[1, -1]] }, combine: |a, b| a.max(b), padding: same,
    }
    struct Bytes: f32 -> u8 { taps: [[0.1, 0.2]], map: |v| v * 3, overflow: saturate, padding: same }
    struct Five: u8 -> i16 {
        taps: { a: [[1, 2, 3]], b: [[1], [2]], c: [[4]], d: [[0, 1]], e: [[7, -1], [2, 1]] },
        combine: |a, b, c, d, e| a.max(b).max(c) - d.min(e), padding: same, border: wrap,
    }
    pub struct Change: u8 -> i16 {
        taps: { near: [1, -1], far: [1, 0, 0, -1] }, combine: |near, far| near * 2 - far,
        padding: same, border: replicate,
    }
    pub struct ChangeFloats: f32 {
        taps: { near: [1, -1], far: [0.1, 0.5, -0.2, -1] }, combine: |near, far| near * 2 - far,
        padding: causal, stride: 3,
    }
    /// A smaller product beside a larger one.
    struct Band: f32 {
        taps: { fine: gaussian([5, 5], 1.0), coarse: gaussian([9, 9], 2.0) },
        combine: |fine, coarse| fine - coarse, padding: same,
    }
    struct Fine: f32 { taps: gaussian([5, 5], 1.0), padding: same }
    struct Coarse: f32 { taps: gaussian([9, 9], 2.0), padding: same }
    pub struct Nothing: u8 -> i8 { taps: [0, 0, 0], map: |v| v - 3 }
}

const SIZES: [(usize, usize); 12] = [
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
];

/// That a filter, and its run-time kernel, give on a level what the reference does: equal for
/// integers, within the bounds of `verify` for floats, and the same bits as each other always.
fn plane<F: Filter>(name: &str, filter: &F, level: Level) {
    let mut random = Random::new(31);
    for (width, height) in SIZES {
        let data = random.elements::<F::In>(width * height);
        let src = Plane::new(&data, width, height).unwrap();
        let Ok((columns, rows)) = filter.output_size(width, height) else {
            continue;
        };
        let run = |filter: &dyn Filter<In = F::In, Out = F::Out>| {
            let mut out = PlaneBuf::filled(columns, rows, F::Out::default()).unwrap();
            filter
                .apply_into_at(level, src, out.as_plane_mut())
                .unwrap();
            out.into_vec()
        };
        let found = run(filter);
        let dynamic = run(&filter.to_dyn());
        assert_eq!(
            difference(&found, &dynamic),
            None,
            "{name} {width}x{height}: {found:?} {dynamic:?}"
        );
        let kernel = filter.kernel();
        if !kernel.weights_are_floats() {
            let expected = reference::correlate::<F::In, F::Out>(&kernel, src).unwrap();
            assert_eq!(
                difference(&found, expected.data()),
                None,
                "{name} {width}x{height}"
            );
        }
    }
}

trait IsFloat {
    fn weights_are_floats(&self) -> bool;
}

impl IsFloat for conv_kernel::ConvSpec {
    fn weights_are_floats(&self) -> bool {
        !matches!(self.weights(), conv_plan::rules::Weights::Integer { .. })
    }
}

fn signal<F: SignalFilter>(name: &str, filter: &F, level: Level) {
    let mut random = Random::new(32);
    for length in [1, 2, 9, 32, 33, 64, 100, 999] {
        let data = random.elements::<F::In>(length);
        let Ok(outputs) = filter.output_len(length) else {
            continue;
        };
        let run = |filter: &dyn SignalFilter<In = F::In, Out = F::Out>| {
            let mut out = vec![F::Out::default(); outputs];
            filter.apply_into_at(level, &data, &mut out).unwrap();
            out
        };
        let found = run(filter);
        assert_eq!(
            difference(&found, &run(&filter.to_dyn())),
            None,
            "{name} {length}"
        );
        let kernel = filter.kernel();
        if !kernel.weights_are_floats() {
            let expected = reference::correlate_signal::<F::In, F::Out>(&kernel, &data).unwrap();
            assert_eq!(difference(&found, &expected), None, "{name} {length}");
        }
    }
}

/// Kernels with sums that no step reads, which builders alone can make. In the first they are wider
/// than the lanes of the others.
fn without_a_sum() -> (DynKernel<u8, u8>, DynSignal<u16, u8>) {
    let kernels = [[[-1, 0, 1]], [[0, 1000, 0]]];
    let unused = DynKernel::combine(kernels, |[gx, _]| gx.abs());
    let same = DynSignal::builder([1000]).map(|_| conv_kernel::Value::from(3));
    (unused.build().unwrap(), same.build().unwrap())
}

fn generated_run_time_and_reference_agree(level: Level) {
    plane("Magnitude", &Magnitude, level);
    plane("Difference", &Difference, level);
    plane("Emboss", &Emboss, level);
    plane("Hypot", &Hypot, level);
    plane("Angle", &Angle, level);
    plane("Corner", &Corner, level);
    plane("Energy", &Energy, level);
    plane("Wrapped", &Wrapped, level);
    plane("Unsharp", &Unsharp, level);
    plane("Soft", &Soft, level);
    plane("Rounded", &Rounded, level);
    plane("Doubles", &Doubles, level);
    plane("Narrowed", &Narrowed, level);
    plane("Scaled", &Scaled, level);
    signal("Envelope", &Envelope, level);
    signal("Rate", &Rate, level);
    signal("Nothing", &Nothing, level);
    let (unused, same) = without_a_sum();
    plane("unused", &unused, level);
    signal("same", &same, level);
    plane("Band", &Band, level);
    plane("Compass", &Compass, level);
    plane("Three", &Three, level);
    plane("Length", &Length, level);
    plane("Unsigned", &Unsigned, level);
    plane("Wide", &Wide, level);
    plane("Signed", &Signed, level);
    plane("DoubleSums", &DoubleSums, level);
    plane("Bytes", &Bytes, level);
    plane("Five", &Five, level);
    plane("Far", &Far, level);
    plane("FarFloats", &FarFloats, level);
    signal("Change", &Change, level);
    signal("ChangeFloats", &ChangeFloats, level);
}

each_level!(generated_run_time_and_reference_agree);

#[test]
fn every_kernel_is_verified() {
    conv_kernel::verify(&Magnitude).unwrap();
    conv_kernel::verify(&Difference).unwrap();
    conv_kernel::verify(&Emboss).unwrap();
    conv_kernel::verify(&Hypot).unwrap();
    conv_kernel::verify(&Angle).unwrap();
    conv_kernel::verify(&Corner).unwrap();
    conv_kernel::verify(&Energy).unwrap();
    conv_kernel::verify(&Wrapped).unwrap();
    conv_kernel::verify(&Unsharp).unwrap();
    conv_kernel::verify(&Soft).unwrap();
    conv_kernel::verify(&Rounded).unwrap();
    conv_kernel::verify(&Doubles).unwrap();
    conv_kernel::verify(&Narrowed).unwrap();
    conv_kernel::verify(&Scaled).unwrap();
    conv_kernel::verify(&Envelope).unwrap();
    conv_kernel::verify(&Rate).unwrap();
    conv_kernel::verify(&Nothing).unwrap();
    conv_kernel::verify(&Compass).unwrap();
    conv_kernel::verify(&Three).unwrap();
    conv_kernel::verify(&Length).unwrap();
    conv_kernel::verify(&Unsigned).unwrap();
    conv_kernel::verify(&Wide).unwrap();
    conv_kernel::verify(&Signed).unwrap();
    conv_kernel::verify(&DoubleSums).unwrap();
    conv_kernel::verify(&Bytes).unwrap();
    conv_kernel::verify(&Five).unwrap();
    conv_kernel::verify(&Change).unwrap();
    conv_kernel::verify(&ChangeFloats).unwrap();
}

#[test]
fn small_kernels_are_computed_in_one_sweep() {
    let fused = [
        Magnitude.explain(),
        Emboss.explain(),
        Soft.explain(),
        Compass.explain(),
        Three.explain(),
        Length.explain(),
        Unsigned.explain(),
        Wide.explain(),
        Signed.explain(),
        DoubleSums.explain(),
        Bytes.explain(),
        Five.explain(),
        Far.explain(),
        FarFloats.explain(),
        Change.explain(),
        ChangeFloats.explain(),
    ];
    assert!(fused.iter().all(|plan| plan.is_fused()));
    // Two passes, integers in lanes of doubles, and more taps than are unrolled.
    let stored = [Unsharp.explain(), Corner.explain(), Narrowed.explain()];
    assert!(!stored.iter().any(|plan| plan.is_fused()));
    assert!(!Magnitude.to_dyn().explain().is_fused());
}

#[test]
fn a_smaller_product_stays_one_among_zeros() {
    let data: Vec<f32> = Random::new(2).elements(40 * 30);
    let plane = Plane::new(&data, 40, 30).unwrap();
    let (fine, coarse) = (Fine.apply(plane).unwrap(), Coarse.apply(plane).unwrap());
    let pairs = fine.data().iter().zip(coarse.data());
    let expected: Vec<f32> = pairs.map(|(fine, coarse)| fine - coarse).collect();
    let found = Band.apply(plane).unwrap();
    assert_eq!(difference(found.data(), &expected), None);
}

macro_rules! positive {
    ($name:ident, $condition:expr) => {
        conv_kernel! {
            struct $name: u8 -> i16 {
                taps: [-1, 1], map: |v| if v < 100 && $condition { 1 } else { 0 },
            }
        }
    };
}

positive!(Grouped, v < -5 || v > 50);

#[test]
fn conditions_that_a_macro_passes_on_keep_together() {
    // Of 200 the right side of `||` alone holds, and the left side of `&&` does not.
    assert_eq!(Grouped.apply(&[0, 200, 255, 245]).unwrap(), [0, 1, 1]);
}

#[test]
fn a_map_is_the_finish_of_the_matrix() {
    let data: Vec<u8> = Random::new(8).elements(9 * 7);
    let found = Emboss.apply(Plane::new(&data, 9, 7).unwrap()).unwrap();
    let matrix = Emboss.matrix(9, 7).unwrap();
    assert_eq!(matrix.apply::<u8, u8>(&data).unwrap(), found.data());
}

#[test]
fn a_combination_has_no_matrix_and_no_adjoint() {
    let combined = Error::Combined { kernels: 2 };
    assert_eq!(Magnitude.matrix(9, 7).unwrap_err(), combined);
    assert_eq!(Magnitude.adjoint(9, 7).unwrap_err(), combined);
    let kernel = Magnitude.kernel();
    let plane = Plane::new(&[1, 2, 3], 3, 1).unwrap();
    assert_eq!(reference::sums::<u8>(&kernel, plane).unwrap_err(), combined);
}

#[test]
fn arrays_have_the_same_bits() {
    let src = [[3u8, 200, 9, 77], [0, 255, 1, 4], [90, 80, 70, 60]];
    let plane = Plane::new(src.as_flattened(), 4, 3).unwrap();
    let found: [[u8; 4]; 3] = Magnitude.apply_array(&src);
    assert_eq!(found.as_flattened(), Magnitude.apply(plane).unwrap().data());
}
