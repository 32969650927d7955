//! Layers that choose their algorithm by the clock.

use crate::cases::Random;
use conv_kernel::{Algorithm, DynLayer, Error, Layer, Level, Winograd, verify};

fn layer(winograd: Winograd) -> DynLayer<f32, f32> {
    let weights = Random::new(4).singles(20 * 12 * 9);
    DynLayer::builder(weights, [20, 12, 3, 3])
        .padding(1)
        .winograd(winograd)
        .build()
        .expect("the layer keeps the rules")
}

#[test]
fn every_algorithm_that_the_options_allow_is_timed_and_the_fastest_kept() {
    let shape = [1, 12, 20, 20];
    for winograd in [Winograd::Never, Winograd::Auto, Winograd::Always] {
        let before = layer(winograd);
        let kernel = before.explain().kernel().clone();
        let (layer, timings) = before.autotune(shape).expect("it fits");
        assert_eq!((timings.shape, timings.level), (shape, Level::best()));
        let mut timed: Vec<&str> = timings
            .algorithms
            .iter()
            .map(|t| t.algorithm.name())
            .collect();
        let mut allowed: Vec<&str> = Algorithm::candidates(&kernel)
            .map(Algorithm::name)
            .collect();
        timed.sort_unstable();
        allowed.sort_unstable();
        assert_eq!(timed, allowed, "{winograd:?}");
        let direct = timed.contains(&Algorithm::Direct.name());
        assert_eq!(direct, winograd != Winograd::Always);
        assert_eq!(timed.len() == 1, winograd == Winograd::Never);
        assert!(timings.algorithms.is_sorted_by_key(|timing| timing.time));
        assert!(
            timings
                .algorithms
                .iter()
                .all(|timing| !timing.time.is_zero())
        );

        let plan = layer.explain();
        assert_eq!(*plan.kernel(), kernel);
        assert_eq!(plan.algorithm(), timings.algorithms[0].algorithm);
        assert_eq!(verify(&layer), Ok(()));
        let told = timings.to_string();
        assert!(told.starts_with("[1, 12, 20, 20] on "), "{told}");
        assert!(told.ends_with(" ms"), "{told}");
        assert!(timed.iter().all(|name| told.contains(name)), "{told}");
    }
}

#[test]
fn shapes_that_cannot_be_timed_are_errors() {
    let layer = layer(Winograd::Auto);
    let error = |shape| {
        layer
            .clone()
            .autotune(shape)
            .map(|_| ())
            .expect_err("it fails")
    };
    assert_eq!(error([0, 12, 9, 9]), Error::Empty);
    assert_eq!(error([1, 12, 0, 9]), Error::Empty);
    assert_eq!(
        error([1, 11, 9, 9]),
        Error::Channels {
            expected: 12,
            found: 11
        }
    );
    assert_eq!(error([usize::MAX, 12, 9, 9]), Error::SizeOverflow);
    assert_eq!(error([1 << 50, 12, 9, 9]), Error::OutOfMemory);
}

#[test]
fn an_algorithm_is_chosen_by_name_among_those_that_are_allowed() {
    for algorithm in [
        Algorithm::Direct,
        Algorithm::Winograd2,
        Algorithm::Winograd4,
    ] {
        let chosen = layer(Winograd::Auto).with_algorithm(algorithm);
        assert_eq!(
            chosen.map(|layer| layer.explain().algorithm()),
            Ok(algorithm)
        );
        let refused = layer(Winograd::Never).with_algorithm(algorithm).err();
        assert_eq!(
            refused.is_none(),
            algorithm == Algorithm::Direct,
            "{refused:?}"
        );
        if let Some(refused) = refused {
            assert!(matches!(refused, Error::Kernel(_)), "{refused}");
        }
    }
}
