//! The worked example of the design that is about matching.

use crate::Picture;
use conv_kernel::matching::{Match, Score, Template, best};
use conv_kernel_tests::cases::Random;

#[test]
fn example_28_a_patch_cut_from_a_picture_has_1_at_its_place_and_0_where_nothing_varies() {
    let random = &mut Random::new(28);
    let mut picture = Picture::<u8>::random(random, 64, 48);
    // The right half is plain.
    picture
        .pixels
        .chunks_exact_mut(64)
        .for_each(|row| row[32..].fill(200));
    let patch = picture.cut(9, 21, 10, 8);
    let template = Template::new(patch.plane()).unwrap();
    let scores = template
        .find(picture.plane(), Score::CoefficientNormed)
        .unwrap();
    let found = best(scores.as_plane(), Score::CoefficientNormed.best());
    let there = Match {
        x: 9,
        y: 21,
        score: 1.0,
    };
    assert_eq!(found, Some(there));
    for row in scores.rows() {
        assert_eq!(row[32..], [0.0; 23]);
    }
}
