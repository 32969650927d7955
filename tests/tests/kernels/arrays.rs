//! `apply_array` against the reference.

use conv_kernel::prelude::*;
use conv_kernel::reference;
use conv_kernel::{Plan, Scalar};
use conv_kernel_tests::cases::Random;

conv_kernel! {
    struct Sobel: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: same, border: reflect101 }
    struct Inside: u8 -> i32 { taps: [[1, 2, 3], [4, 5, -6]] }
    struct Halved: f32 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1/16,
        stride: 2,
        padding: same,
        border: replicate,
    }
    struct Binomial: u8 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        padding: same,
        border: wrap,
    }
    struct Given: f32 { shape: [2, 3], padding: full }
    struct Causal: f32 { taps: [0.5, 0.25, -0.25], padding: causal }
    struct Thirds: i16 { taps: [1, 2, 1], scale: 1/4, stride: 3, padding: 1, border: replicate }
}

/// An array with random elements.
fn array<T: Scalar + Default, const W: usize, const H: usize>() -> [[T; W]; H] {
    let mut random = Random::new((W * H) as u64).elements::<T>(W * H).into_iter();
    [(); H].map(|()| [(); W].map(|()| random.next().unwrap_or_default()))
}

/// Checks that `found` is what the reference makes of `src`.
fn is_right<In: Scalar, Out: Scalar>(plan: &Plan, src: &[In], width: usize, found: &[Out]) {
    let plane = Plane::new(src, width, src.len() / width).unwrap();
    let sums = reference::sums(plan.kernel(), plane).unwrap();
    assert_eq!(sums.data().len(), found.len());
    for (sum, &found) in sums.data().iter().zip(found) {
        assert!(
            sum.agrees(plan.kernel(), plan.operations(), found),
            "{found} for {sum:?}"
        );
    }
}

macro_rules! planes {
    ($($filter:expr, $h:literal x $w:literal -> $oh:literal x $ow:literal;)*) => {$({
        let filter = $filter;
        let src = array::<_, $w, $h>();
        let found: [[_; $ow]; $oh] = filter.apply_array::<$h, $w, $oh, $ow>(&src);
        is_right(&filter.explain(), src.as_flattened(), $w, found.as_flattened());
    })*};
}

macro_rules! signals {
    ($($filter:expr, $n:literal -> $m:literal;)*) => {$({
        let filter = $filter;
        let [src] = array::<_, $n, 1>();
        let found = filter.apply_array::<$n, $m>(&src);
        is_right(&filter.explain(), &src, $n, &found);
    })*};
}

#[test]
fn planes_are_what_the_reference_gives() {
    let given = Given::new([[1.5, 0.0, -2.0], [3.0, 0.25, 1.0]]).unwrap();
    planes! {
        Sobel, 1 x 1 -> 1 x 1;
        Sobel, 3 x 2 -> 3 x 2;
        Sobel, 17 x 70 -> 17 x 70;
        Inside, 2 x 3 -> 1 x 1;
        Inside, 9 x 40 -> 8 x 38;
        Halved, 1 x 1 -> 1 x 1;
        Halved, 9 x 33 -> 5 x 17;
        Binomial, 2 x 2 -> 2 x 2;
        Binomial, 20 x 65 -> 20 x 65;
        given.clone(), 1 x 1 -> 2 x 3;
        given.clone(), 7 x 31 -> 8 x 33;
    }
}

#[test]
fn signals_are_what_the_reference_gives() {
    signals! {
        Causal, 1 -> 1;
        Causal, 5 -> 5;
        Causal, 333 -> 333;
        Thirds, 1 -> 1;
        Thirds, 7 -> 3;
        Thirds, 200 -> 67;
    }
}
