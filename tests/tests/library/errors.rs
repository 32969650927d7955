//! Arguments that nothing can be made from.

use conv_kernel::Tap;
use conv_kernel::taps::Angle;
use conv_kernel::taps::library::{self, Window, gaussians, smooth};

#[test]
fn arguments_out_of_their_range_are_errors_that_name_it() {
    let hann = Window::Hann;
    let angle = Angle::degrees(0);
    let kaiser = Window::Kaiser(Tap::integer(101));
    for (result, argument, sentence) in [
        (smooth::mean(0), "size", "`size` is 0: write 1 to 4096"),
        (
            smooth::mean([3, 5000]),
            "size",
            "`size` is 5000: write 1 to 4096",
        ),
        (
            smooth::mean([400, 400]),
            "size",
            "`size` gives 160000 taps: write one of at most 65536",
        ),
        (
            smooth::binomial(2000),
            "size",
            "`size` is 2000: write 1 to 1024",
        ),
        (
            smooth::gaussian(5, 0),
            "sigma",
            "`sigma` is 0: write a number above 0",
        ),
        (
            smooth::gaussian(5, -1.5),
            "sigma",
            "`sigma` is -1.5: write a number above 0",
        ),
        (
            smooth::gaussian(5, f64::NAN),
            "sigma",
            "`sigma` is NaN: write a finite number",
        ),
        (
            smooth::gaussian(5, [1, 2]),
            "sigma",
            "`sigma` has 2 values, and the kernel 1 axis: write one number, or two sizes",
        ),
        (
            smooth::gaussian_of(600),
            "sigma",
            "`sigma` is 600: write at most 511, or a size before it",
        ),
        (
            gaussians::derivative(5, 1, &[9]),
            "order",
            "`order` is 9: write 0 to 8",
        ),
        (
            gaussians::derivative([5, 5], 1, &[1]),
            "order",
            "a plane kernel has two orders: write `[0, 1]`",
        ),
        (
            library::laplacian(6),
            "neighbours",
            "`neighbours` is 6: write 4 or 8",
        ),
        (
            library::difference_of_gaussians(5, 1, 0),
            "sigma2",
            "`sigma2` is 0: write a number above 0",
        ),
        (
            library::gabor(5, 1, &angle, 1, 1, &angle),
            "size",
            "a Gabor kernel has two axes: write `[5, 5]`",
        ),
        (
            library::gabor([5, 5], 1, &angle, 0, 1, &angle),
            "lambda",
            "`lambda` is 0: write a number above 0",
        ),
        (
            library::gabor([5, 5], 1, &angle, 1e-20, 1, &angle),
            "lambda",
            "`lambda` is 1e-20: write 1/1048576 or more",
        ),
        (
            library::savitzky_golay(5, 5, 0),
            "order",
            "`order` is 5: write 0 to 4, below the window",
        ),
        (
            library::savitzky_golay(50, 21, 0),
            "order",
            "`order` is 21: write 0 to 20",
        ),
        (
            library::savitzky_golay(5, 2, 3),
            "derivative",
            "`derivative` is 3: write 0 to 2, the order",
        ),
        (
            library::lowpass(0, 0.5, &hann, true),
            "taps",
            "`taps` is 0: write 1 to 4096",
        ),
        (
            library::lowpass(9, 1, &hann, true),
            "cutoff",
            "`cutoff` is 1: write a fraction of the Nyquist frequency, above 0 and below 1",
        ),
        (
            library::lowpass(2, 0.5, &hann, true),
            "taps",
            "`taps` is 2: write 3 or more, since this window is 0 at both ends",
        ),
        (
            library::lowpass(9, 0.5, &kaiser, true),
            "beta",
            "`beta` is 101: write 0 to 100",
        ),
        (
            library::highpass(8, 0.5, &hann, true),
            "taps",
            "`taps` is 8: write an odd number, since an even number of taps stops the highest frequency",
        ),
        (
            library::bandpass(9, [0.4, 0.1], &hann, true),
            "cutoffs",
            "the lower cutoff comes first: write `[0.1, 0.4]`",
        ),
        (
            library::bandpass(9, [0.1, 0.1], &hann, true),
            "cutoffs",
            "both cutoffs are 0.1: write the lower and the upper one",
        ),
        (
            library::hilbert(1, &hann),
            "taps",
            "`taps` is 1: write 2 to 4096",
        ),
        (
            library::disk(0),
            "radius",
            "`radius` is 0: write a number above 0, at most 127",
        ),
        (
            library::motion(256, &angle),
            "length",
            "`length` is 256: write a number above 0, at most 255",
        ),
    ] {
        let error = result.unwrap_err();
        assert_eq!(
            (error.argument(), error.to_string().as_str()),
            (argument, sentence)
        );
    }
}

#[test]
fn no_size_and_no_number_makes_the_library_panic() {
    let sizes = [0, 1, 2, 3, 7, 8, 4096, 4097, usize::MAX];
    let numbers = [
        0.0,
        -1.0,
        5e-324,
        1e-200,
        0.1,
        0.5,
        1.0,
        7.5,
        100.0,
        1e20,
        f64::MAX,
        f64::NAN,
        f64::INFINITY,
    ];
    for size in sizes {
        let _ = (smooth::mean(size), library::impulse([size, 2]));
        let small = size.min(9);
        for number in numbers {
            let angle = Angle::radians(number);
            for size in [small, size] {
                let _ = smooth::gaussian(size, number);
                let _ = gaussians::derivative(size.min(64), number, &[size.min(9)]);
                let _ = library::lowpass(size, number, &Window::Kaiser(number.into()), true);
                let _ = library::bandstop(size, [number, 0.75], &Window::Blackman, false);
                let _ = library::hilbert(size, &Window::Kaiser(number.into()));
            }
            let _ = library::laplacian_of_gaussian([small, 3], number);
            let _ = library::difference_of_gaussians([small, 3], number, 2);
            let _ = library::gabor([small, 3], number, &angle, number, number, &angle);
            let _ = (
                library::disk(number.min(9.0)),
                library::motion(number, &angle),
                smooth::gaussian_of(number),
            );
        }
        for order in [0, 1, 5, 20, 21, usize::MAX] {
            let _ = library::savitzky_golay(size.min(64), order, order);
        }
        let _ = (
            smooth::binomial(size.min(99)),
            library::ramp(size, &Window::Hann),
        );
    }
}
