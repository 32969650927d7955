//! Several matches against their definition: sort all, keep what no better one is near.

use conv_kernel::Plane;
use conv_kernel::matching::{Best, Match, best, peaks};
use conv_kernel_tests::cases::Random;

/// Every pair compared with every other.
fn defined(scores: Plane<'_, f32>, threshold: f32, distance: usize, best: Best) -> Vec<Match> {
    let strength = |score: f32| match best {
        Best::Largest => score,
        Best::Smallest => -score,
    };
    let mut all: Vec<Match> = Vec::new();
    for (y, row) in scores.rows().enumerate() {
        for (x, &score) in row.iter().enumerate() {
            all.push(Match { x, y, score });
        }
    }
    all.retain(|found| !found.score.is_nan());
    // Stable: of equal scores the first stays first.
    all.sort_by(|a, b| strength(b.score).partial_cmp(&strength(a.score)).unwrap());
    let apart = |a: &Match, b: &Match| a.x.abs_diff(b.x).max(a.y.abs_diff(b.y));
    let local = all.iter().enumerate().filter(|(place, found)| {
        let better = &all[..*place];
        strength(found.score) >= strength(threshold) && better.iter().all(|b| apart(found, b) > 1)
    });
    let mut kept: Vec<Match> = Vec::new();
    for (_, found) in local {
        if kept.iter().all(|other| apart(found, other) >= distance) {
            kept.push(*found);
        }
    }
    kept
}

#[test]
fn peaks_are_those_of_the_definition() {
    let random = &mut Random::new(17);
    let mut several = 0;
    for case in 0..400 {
        let (width, height) = (1 + random.size(24), 1 + random.size(17));
        // Few values, so that there are plateaus and ties.
        let values = [
            0.0,
            -0.0,
            0.25,
            0.5,
            0.5,
            1.0,
            -1.0,
            f32::NAN,
            f32::INFINITY,
        ];
        let scores: Vec<f32> = (0..width * height)
            .map(|_| match case % 3 {
                0 => random.unit() as f32,
                _ => random.pick(&values),
            })
            .collect();
        let plane = Plane::new(&scores, width, height).unwrap();
        let distance = random.size(9);
        let threshold = random.pick(&[-2.0, 0.0, 0.5, 0.9]);
        for end in [Best::Largest, Best::Smallest] {
            let found = peaks(plane, threshold, distance, end).unwrap();
            assert_eq!(
                found,
                defined(plane, threshold, distance, end),
                "{width}x{height}"
            );
            several += usize::from(found.len() > 1);
            if let (Some(first), true) = (found.first(), threshold == -2.0) {
                assert!(end == Best::Smallest || best(plane, end).unwrap() == *first);
            }
        }
    }
    assert!(several > 200, "{several} cases have more than one peak");
}

#[test]
fn the_threshold_itself_is_enough_and_nan_is_none() {
    let scores = [0.5, 0.0, 0.75, f32::NAN];
    let plane = Plane::new(&scores, 4, 1).unwrap();
    let found = |threshold, best| peaks(plane, threshold, 0, best).unwrap().len();
    assert_eq!(found(0.75, Best::Largest), 1);
    assert_eq!(found(0.76, Best::Largest), 0);
    assert_eq!(found(0.0, Best::Smallest), 1);
    assert_eq!(found(f32::NAN, Best::Largest), 0);
    assert_eq!(
        best(Plane::new(&[f32::NAN], 1, 1).unwrap(), Best::Largest),
        None
    );
}

#[test]
fn distances_beyond_the_plane_leave_one() {
    let scores = [0.5, 0.0, 0.75, 0.0, 0.9, 0.0];
    let plane = Plane::new(&scores, 6, 1).unwrap();
    for distance in [6, 1000, usize::MAX] {
        let found = peaks(plane, 0.1, distance, Best::Largest).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].x, 4);
    }
}
