//! Layers that make no chain, and calls that a chain refuses.

use super::shapes::layer;
use conv_kernel::LayerValues;
use conv_kernel::prelude::*;

#[test]
fn layers_that_do_not_fit_are_refused_with_both_figures() -> Result<(), Error> {
    let one =
        layer([4, 2, 3, 3]).build::<f32, f32>(Layout::Nchw, |n| vec![0.5f32; n].into(), |b| b);
    let other =
        layer([4, 3, 1, 1]).build::<f32, f32>(Layout::Nchw, |n| vec![0.5f32; n].into(), |b| b);
    let error = Chain::new(&one, &other).expect_err("3 are not 4");
    assert_eq!(error, Error::ChainChannels { made: 4, taken: 3 });
    assert_eq!(
        error.to_string(),
        "the first layer makes 4 channels, and the second takes 3: both have to be equal"
    );
    let pixels =
        layer([4, 4, 1, 1]).build::<f32, f32>(Layout::Nhwc, |n| vec![0.5f32; n].into(), |b| b);
    let error = Chain::new(&one, &pixels).expect_err("the layouts differ");
    assert_eq!(
        error.to_string(),
        "the layout of the first layer is nchw, that of the second nhwc: both have to be equal"
    );
    let spread = layer([4, 2, 2, 2]).transposed().build::<f32, f32>(
        Layout::Nchw,
        |n| vec![0.5f32; n].into(),
        |b| b,
    );
    assert!(
        Chain::new(&one, &spread).is_ok(),
        "a transposed layer takes the first size"
    );
    Ok(())
}

#[test]
fn wrong_shapes_and_lengths_are_errors_before_anything_is_written() -> Result<(), Error> {
    let values = |n: usize| -> LayerValues { vec![0.5f32; n].into() };
    let one = layer([4, 2, 3, 3]).build::<f32, f32>(Layout::Nchw, values, |b| b);
    let other = layer([5, 4, 3, 3]).build::<f32, f32>(Layout::Nchw, values, |b| b);
    let chain = Chain::new(&one, &other)?;
    let (x, shape) = ([1.0; 2 * 7 * 8], [1, 2, 7, 8]);
    for wrong in [0, 5 * 3 * 4 - 1, 5 * 3 * 4 + 1] {
        let mut y = vec![9.0; wrong];
        let result = chain.apply_into(&x, shape, &mut y);
        assert_eq!(
            result,
            Err(Error::Length {
                expected: 60,
                found: wrong
            })
        );
        assert!(y.iter().all(|&y| y == 9.0));
    }
    let short = chain.apply(&x[1..], shape);
    assert_eq!(
        short,
        Err(Error::Length {
            expected: 112,
            found: 111
        })
    );
    let channels = chain.output_shape([1, 3, 7, 8]);
    assert_eq!(
        channels,
        Err(Error::Channels {
            expected: 2,
            found: 3
        })
    );
    // The second window does not fit into what the first layer makes.
    assert!(matches!(
        chain.output_shape([1, 2, 4, 8]),
        Err(Error::InputTooSmall { .. })
    ));
    assert!(matches!(
        chain.output_shape([usize::MAX, 2, 9, 9]),
        Err(Error::SizeOverflow)
    ));
    assert_eq!(chain.apply(&[], [0, 2, 7, 8])?, []);
    assert!(matches!(chain.apply(&[], [1, 2, 0, 8]), Err(Error::Empty)));
    Ok(())
}
