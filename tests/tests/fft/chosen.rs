//! What is chosen, and that threads change nothing.

use super::any_window;
use conv_kernel::Tap;
use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use rayon::ThreadPoolBuilder;

#[test]
fn auto_has_the_bits_of_the_way_that_it_chose() {
    let mut random = Random::new(1);
    let mut chosen = [0, 0];
    for size in [1, 5, 20, 100, 300, 1000] {
        for side in [1, 3, 9, 17, 31, 63] {
            let taps: Vec<Vec<f32>> = (0..side)
                .map(|_| (0..side).map(|_| random.unit() as f32).collect())
                .collect();
            let kernel = |method| {
                let builder = DynKernel::<f32, f32>::builder(taps.clone());
                builder
                    .padding(Padding::Same)
                    .method(method)
                    .build()
                    .unwrap()
            };
            let x: Vec<f32> = random.elements(size * 40);
            let src = Plane::new(&x, size, 40).unwrap();
            let auto = kernel(Method::Auto);
            let direct = auto.estimates(size, 40).unwrap().unwrap().is_direct();
            let same = if direct { Method::Direct } else { Method::Fft };
            assert_eq!(auto.apply(src).unwrap(), kernel(same).apply(src).unwrap());
            chosen[usize::from(direct)] += 1;
        }
    }
    assert!(chosen.iter().all(|&times| times > 3), "{chosen:?}");
}

#[test]
fn threads_change_no_bit() {
    let mut random = Random::new(2);
    for case in 0..30 {
        let (rows, columns) = (1 + random.size(20), 1 + random.size(20));
        let builder = any_window::<f32, f32>(&mut random, rows, columns);
        let Ok(kernel) = builder
            .method(random.pick(&[Method::Fft, Method::Auto]))
            .build()
        else {
            continue;
        };
        let (width, height) = (100 + random.size(400), 100 + random.size(700));
        let x: Vec<f32> = random.elements(width * height);
        let src = Plane::new(&x, width, height).unwrap();
        let Ok(expected) = kernel.apply(src) else {
            continue;
        };
        for threads in [1, 2, 3, 5] {
            let pool = ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let found = pool.install(|| kernel.apply_par(src)).unwrap();
            assert_eq!(
                found, expected,
                "{case}: {kernel:?} {width}x{height}, {threads} threads"
            );
        }
    }
}

#[test]
fn a_scratch_and_a_clone_change_no_bit() {
    let mut random = Random::new(3);
    let kernel = DynSignal::<f64, f64>::builder([0.1f64; 60])
        .padding(Padding::Full)
        .method(Method::Fft)
        .build()
        .unwrap();
    let clone = kernel.clone();
    let mut scratch = Scratch::new();
    for length in [1, 10_000, 3, 700, 1 << 16, 10_000] {
        let x: Vec<f64> = random.elements(length);
        let expected = kernel.apply(&x).unwrap();
        let mut found = vec![f64::NAN; expected.len()];
        clone.apply_with(&x, &mut found, &mut scratch).unwrap();
        assert_eq!(found, expected, "{length}");
        found.fill(f64::NAN);
        kernel.apply_into(&x, &mut found).unwrap();
        assert_eq!(found, expected, "{length}");
    }
    assert_ne!(format!("{scratch:?}"), format!("{:?}", Scratch::new()));
}

#[test]
fn a_plan_says_what_is_chosen_and_what_both_ways_take() {
    let plan = |taps: usize| {
        let builder = DynSignal::<f32, f32>::builder(vec![0.5f32; taps]);
        builder
            .method(Method::Auto)
            .build()
            .unwrap()
            .explain()
            .to_string()
    };
    let (few, many) = (plan(3), plan(4096));
    assert!(
        few.starts_with("signal kernel of 3 taps, f32 -> f32, padding valid, method auto"),
        "{few}"
    );
    assert!(
        few.contains("with vectors of 32 bytes (AVX2): directly about "),
        "{few}"
    );
    assert!(
        many.contains("with vectors of 32 bytes (AVX2): by FFT about "),
        "{many}"
    );
    assert!(many.contains("one pass of 4096 multiply-adds"), "{many}");
}

#[test]
fn autotune_keeps_the_faster_method() {
    let auto = DynKernel::<f32, f32>::builder(vec![vec![0.5f32; 9]; 9])
        .method(Method::Auto)
        .build()
        .unwrap();
    let (kernel, timings) = auto.autotune(40, 30).unwrap();
    let methods: Vec<Method> = timings.methods.iter().map(|timing| timing.method).collect();
    assert!(methods.contains(&Method::Direct) && methods.contains(&Method::Fft));
    assert!(timings.methods[0].time <= timings.methods[1].time);
    assert_eq!(kernel.kernel().method(), methods[0]);
    let x = vec![1.0f32; 40 * 30];
    let src = Plane::new(&x, 40, 30).unwrap();
    let same = DynKernel::<f32, f32>::builder(vec![vec![0.5f32; 9]; 9])
        .method(methods[0])
        .build()
        .unwrap();
    assert_eq!(kernel.apply(src), same.apply(src));

    let many = DynSignal::<f32, f32>::builder(vec![0.5f32; 5000])
        .padding(Padding::Full)
        .method(Method::Auto)
        .build()
        .unwrap();
    let (many, timings) = many.autotune(100).unwrap();
    assert_eq!(many.kernel().method(), Method::Fft);
    assert_eq!(timings.methods.len(), 1);
    let line = timings.to_string();
    assert!(
        line.starts_with("100x1 on ") && line.contains(": fft "),
        "{line}"
    );
    assert_eq!(many.autotune(0).unwrap_err(), Error::Empty);
}

/// Regions, tiles, streams and calls in place are summed directly, whatever the method of the
/// whole.
#[test]
fn parts_are_summed_directly_where_the_whole_is_by_fft() {
    for method in [Method::Fft, Method::Auto] {
        let taps = [1i64, -2, 3, 4, 5, -6, 7];
        let signal = DynSignal::<i16, i32>::builder(taps).padding(Padding::Causal);
        let signal = signal.method(method).build().unwrap();
        let x: Vec<i16> = (0..40).map(|at| at * at % 23).collect();
        let mut stream = signal.stream().unwrap();
        let mut found = vec![0; 40];
        for at in (0..40).step_by(10) {
            let out = &mut found[at..at + 10];
            assert_eq!(stream.push(&x[at..at + 10], out), Ok(10), "{method:?}");
        }
        assert_eq!(found, signal.apply(&x).unwrap(), "{method:?}");

        let plane = DynKernel::<u8, u8>::builder([[1, 2, 1], [2, 4, 2], [1, 2, 1]])
            .scale(Tap::ratio(1, 16).unwrap())
            .padding(Padding::Same)
            .method(method)
            .build()
            .unwrap();
        let mut pixels: Vec<u8> = (0..=239).collect();
        let src = pixels.clone();
        let src = Plane::new(&src, 20, 12).unwrap();
        let whole = plane.apply(src).unwrap();
        let mut part = PlaneBuf::filled(5, 4, 0).unwrap();
        let region = Rect::new(3, 2, 5, 4);
        plane
            .apply_region(src, region, part.as_plane_mut())
            .unwrap();
        assert_eq!(part[(1, 1)], whole[(4, 3)], "{method:?}");
        let view = PlaneMut::new(&mut pixels, 20, 12).unwrap();
        plane.apply_in_place(view, &mut Scratch::new()).unwrap();
        assert_eq!(pixels, whole.data(), "{method:?}");
    }
}
