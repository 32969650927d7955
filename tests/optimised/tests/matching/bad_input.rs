//! What cannot be matched is an error, with a sentence that says why.

use conv_kernel::matching::{Buffers, Score, Template, correlation};
use conv_kernel::window::AxisName;
use conv_kernel::{Error, Plane, PlaneBuf};

fn plane<T>(pixels: &[T], width: usize) -> Plane<'_, T> {
    Plane::new(pixels, width, pixels.len() / width).unwrap()
}

#[test]
fn a_template_larger_than_the_picture_is_refused_on_its_axis() {
    let (small, wide, high) = ([1u8; 6], [1u8; 8], [1u8; 9]);
    let picture = plane(&small, 3);
    let error = correlation(picture, plane(&wide, 4)).unwrap_err();
    assert_eq!(
        error,
        Error::InputTooSmall {
            axis: AxisName::Columns,
            padded: 3,
            extent: 4
        }
    );
    let error = correlation(picture, plane(&high, 3)).unwrap_err();
    assert_eq!(
        error,
        Error::InputTooSmall {
            axis: AxisName::Rows,
            padded: 2,
            extent: 3
        }
    );
    let template = Template::new(plane(&small, 3)).unwrap();
    assert!(template.output_size(0, 0).is_err());
    assert_eq!(template.output_size(usize::MAX, 2), Ok((usize::MAX - 2, 1)));
}

#[test]
fn a_template_that_is_not_finite_is_refused_unless_it_does_not_count() {
    let pixels = [0.5, f32::NAN, 0.25, 1.0];
    let error = Template::new(plane(&pixels, 2)).unwrap_err();
    assert_eq!(error, Error::TemplateNotFinite { index: 1 });
    let mask = [1.0, 0.0, 1.0, 1.0];
    let template = Template::masked(plane(&pixels, 2), plane(&mask, 2)).unwrap();
    let picture = [0.5, 7.0, 0.25, 1.0f32];
    let scores = template.find(plane(&picture, 2), Score::CoefficientNormed);
    assert!((scores.unwrap().data()[0] - 1.0).abs() <= 1e-5);
}

#[test]
fn masks_have_the_size_of_the_template_and_weights_from_0_on() {
    let pixels = [1u8, 2, 3, 4];
    let refused = |mask: &[f32], width: usize| {
        Template::masked(plane(&pixels, 2), plane(mask, width))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(&[1.0; 4], 4),
        "the template is 2x2, and its mask is 4x1"
    );
    for bad in [-1.0, f32::NAN, f32::INFINITY] {
        assert_eq!(
            refused(&[1.0, 1.0, 1.0, bad], 2),
            "weight 3 of the mask is negative or not finite: weights are 0 or more"
        );
    }
    assert_eq!(
        refused(&[0.0, -0.0, 0.0, 0.0], 2),
        "every weight of the mask is 0: at least one pixel has to count"
    );
}

#[test]
fn scores_of_another_size_are_refused() {
    let template = Template::new(plane(&[1u8, 2], 2)).unwrap();
    let mut scores = PlaneBuf::filled(3, 1, 0.0).unwrap();
    let picture = [1u8, 2, 3];
    let found = template.find_with(
        plane(&picture, 3),
        Score::Correlation,
        scores.as_plane_mut(),
        &mut Buffers::new(),
    );
    assert_eq!(
        found,
        Err(Error::OutputSize {
            expected_width: 2,
            expected_height: 1,
            found_width: 3,
            found_height: 1
        })
    );
}

#[test]
fn a_template_is_described_by_its_size_and_type() {
    let template = Template::new(plane(&[1u8, 2], 2)).unwrap();
    assert_eq!(format!("{template:?}"), "Template(2x1, u8)");
    let masked = Template::masked(plane(&[1.0f32, 2.0], 1), plane(&[1.0, 0.5], 1)).unwrap();
    assert_eq!(format!("{masked:?}"), "Template(1x2, f32, masked)");
}
