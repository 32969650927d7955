//! The kernels of the gallery, by the pages of the guide. A title is what `taps:` would say.

use conv_kernel::Taps;
use conv_kernel::taps::library::{
    self, Direction, Window, bandpass, bandstop, difference_of_gaussians as dog, disk, gabor,
    gaussians, highpass, hilbert, impulse, kirsch, laplacian, laplacian_of_gaussian as log,
    lowpass, motion, ramp, remez, robinson, savitzky_golay, smooth, sobel_x,
};
use conv_kernel::taps::{Angle, TapsError};

/// A page of the guide, and the name of its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Derivatives,
    Smoothing,
    Sharpening,
    Gabor,
    Signals,
    Building,
}

impl Page {
    pub(crate) const ALL: [Self; 6] = [
        Self::Derivatives,
        Self::Smoothing,
        Self::Sharpening,
        Self::Gabor,
        Self::Signals,
        Self::Building,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Derivatives => "derivatives",
            Self::Smoothing => "smoothing",
            Self::Sharpening => "sharpening",
            Self::Gabor => "gabor",
            Self::Signals => "signals",
            Self::Building => "building",
        }
    }
}

/// A kernel with its expression.
pub(crate) struct Kernel {
    pub(crate) title: &'static str,
    pub(crate) taps: Taps,
}

/// Kernels of a page that have the same number of axes.
pub(crate) struct Section {
    pub(crate) page: Page,
    pub(crate) heading: &'static str,
    pub(crate) kernels: Vec<Kernel>,
}

impl Section {
    fn new<const N: usize>(
        page: Page,
        heading: &'static str,
        kernels: [(&'static str, Taps); N],
    ) -> Self {
        let kernels = kernels.map(|(title, taps)| Kernel { title, taps });
        Self {
            page,
            heading,
            kernels: kernels.into(),
        }
    }

    /// 2 for planes, 1 for signals.
    pub(crate) fn axes(&self) -> usize {
        let first = self.kernels.first();
        first.map_or(0, |kernel| kernel.taps.shape().len())
    }
}

pub(crate) fn sections() -> Result<Vec<Section>, TapsError> {
    Ok(vec![
        derivatives(),
        smoothing()?,
        means()?,
        sharpening()?,
        second_derivatives()?,
        waves()?,
        fits()?,
        filters()?,
        equiripple()?,
        windows()?,
        operators()?,
        blocks()?,
    ])
}

fn derivatives() -> Section {
    let kernels = [
        ("sobel_x", sobel_x()),
        ("sobel_y", library::sobel_y()),
        ("prewitt_x", library::prewitt_x()),
        ("prewitt_y", library::prewitt_y()),
        ("scharr_x", library::scharr_x()),
        ("scharr_y", library::scharr_y()),
        ("roberts_x", library::roberts_x()),
        ("roberts_y", library::roberts_y()),
        ("kirsch(north)", kirsch(Direction::North)),
        ("kirsch(south_east)", kirsch(Direction::SouthEast)),
        ("robinson(north)", robinson(Direction::North)),
        ("robinson(south_east)", robinson(Direction::SouthEast)),
    ];
    Section::new(Page::Derivatives, "Derivatives", kernels)
}

fn smoothing() -> Result<Section, TapsError> {
    let kernels = [
        ("box([7, 7])", smooth::mean([7, 7])?),
        ("binomial([7, 7])", smooth::binomial([7, 7])?),
        ("gaussian([11, 11], 2.0)", smooth::gaussian([11, 11], 2.0)?),
        ("gaussian([0.5, 2.5])", smooth::gaussian_of([0.5, 2.5])?),
        ("disk(4.5)", disk(4.5)?),
        ("motion(13, 0)", motion(13, &Angle::degrees(0))?),
        ("motion(13, degrees(30))", motion(13, &Angle::degrees(30))?),
        ("motion(13, pi/2)", motion(13, &Angle::pi(1, 2))?),
    ];
    Ok(Section::new(Page::Smoothing, "Smoothing", kernels))
}

fn means() -> Result<Section, TapsError> {
    let kernels = [
        ("box(9)", smooth::mean(9)?),
        ("binomial(9)", smooth::binomial(9)?),
        ("gaussian(13, 2.0)", smooth::gaussian(13, 2.0)?),
        (
            "gaussian(13, 2.0, order: 1)",
            gaussians::derivative(13, 2.0, &[1])?,
        ),
    ];
    Ok(Section::new(
        Page::Smoothing,
        "Smoothing of signals",
        kernels,
    ))
}

fn sharpening() -> Result<Section, TapsError> {
    let kernels = [
        ("laplacian(4)", laplacian(4)?),
        ("laplacian(8)", laplacian(8)?),
        ("sharpen", library::sharpen()),
        ("emboss", library::emboss()),
        ("log([9, 9], 1.4)", log([9, 9], 1.4)?),
        ("dog([11, 11], 1.0, 1.6)", dog([11, 11], 1.0, 1.6)?),
        (
            "gaussian([9, 9], 1.4, order: [0, 2])",
            gaussians::derivative([9, 9], 1.4, &[0, 2])?,
        ),
        (
            "gaussian([9, 9], 1.4, order: [1, 1])",
            gaussians::derivative([9, 9], 1.4, &[1, 1])?,
        ),
    ];
    Ok(Section::new(
        Page::Sharpening,
        "Sharpening and second derivatives",
        kernels,
    ))
}

fn second_derivatives() -> Result<Section, TapsError> {
    let kernels = [
        ("log(13, 1.5)", log(13, 1.5)?),
        ("dog(13, 1.0, 1.6)", dog(13, 1.0, 1.6)?),
    ];
    Ok(Section::new(
        Page::Sharpening,
        "Second derivatives of signals",
        kernels,
    ))
}

fn waves() -> Result<Section, TapsError> {
    let wave = |theta: i64, lambda: i64, gamma: f64, psi: i64| {
        let (theta, psi) = (Angle::degrees(theta), Angle::degrees(psi));
        gabor([17, 17], 3, &theta, lambda, gamma, &psi)
    };
    let kernels = [
        ("gabor([17, 17], 3, 0, 6, 1, 0)", wave(0, 6, 1.0, 0)?),
        (
            "gabor([17, 17], 3, degrees(45), 6, 1, 0)",
            wave(45, 6, 1.0, 0)?,
        ),
        ("gabor([17, 17], 3, pi/2, 6, 1, 0)", wave(90, 6, 1.0, 0)?),
        (
            "gabor([17, 17], 3, degrees(120), 6, 1, 0)",
            wave(120, 6, 1.0, 0)?,
        ),
        ("gabor([17, 17], 3, 0, 6, 1, pi/2)", wave(0, 6, 1.0, 90)?),
        (
            "gabor([17, 17], 3, degrees(45), 6, 1, pi/2)",
            wave(45, 6, 1.0, 90)?,
        ),
        ("gabor([17, 17], 3, pi/2, 6, 0.5, 0)", wave(90, 6, 0.5, 0)?),
        ("gabor([17, 17], 3, 0, 12, 1, 0)", wave(0, 12, 1.0, 0)?),
    ];
    Ok(Section::new(Page::Gabor, "Waves", kernels))
}

fn fits() -> Result<Section, TapsError> {
    let kernels = [
        ("savitzky_golay(21, 3)", savitzky_golay(21, 3, 0)?),
        ("savitzky_golay(21, 3, 1)", savitzky_golay(21, 3, 1)?),
        ("hilbert(31)", hilbert(31, &Window::Rectangular)?),
        ("hilbert(31, hamming)", hilbert(31, &Window::Hamming)?),
    ];
    Ok(Section::new(
        Page::Signals,
        "Polynomials that fit, and Hilbert transformers",
        kernels,
    ))
}

fn filters() -> Result<Section, TapsError> {
    let window = Window::Hamming;
    let kernels = [
        ("lowpass(63, 0.25)", lowpass(63, 0.25, &window, true)?),
        ("highpass(63, 0.25)", highpass(63, 0.25, &window, true)?),
        (
            "bandpass(63, [0.3, 0.6])",
            bandpass(63, [0.3, 0.6], &window, true)?,
        ),
        (
            "bandstop(63, [0.3, 0.6])",
            bandstop(63, [0.3, 0.6], &window, true)?,
        ),
    ];
    Ok(Section::new(
        Page::Signals,
        "Filters, by the window of Hamming",
        kernels,
    ))
}

fn equiripple() -> Result<Section, TapsError> {
    let low = [0.0, 0.2, 0.3, 1.0];
    let kernels = [
        (
            "remez(31, [0, 0.2, 0.3, 1], [1, 0])",
            remez(31, low, [1, 0], [1, 1])?,
        ),
        (
            "remez(31, [0, 0.2, 0.3, 1], [1, 0], [1, 10])",
            remez(31, low, [1, 0], [1, 10])?,
        ),
        (
            "remez(63, [0, 0.25, 0.3, 0.6, 0.65, 1], [0, 1, 0])",
            remez(63, [0.0, 0.25, 0.3, 0.6, 0.65, 1.0], [0, 1, 0], [1, 1, 1])?,
        ),
        (
            "remez(63, [0, 0.25, 0.3, 0.6, 0.65, 1], [1, 0, 1])",
            remez(63, [0.0, 0.25, 0.3, 0.6, 0.65, 1.0], [1, 0, 1], [1, 1, 1])?,
        ),
    ];
    Ok(Section::new(
        Page::Signals,
        "Filters whose ripples are as low as can be",
        kernels,
    ))
}

fn windows() -> Result<Section, TapsError> {
    let filter = |window| lowpass(31, 0.5, &window, true);
    let kernels = [
        (
            "lowpass(31, 0.5, rectangular)",
            filter(Window::Rectangular)?,
        ),
        ("lowpass(31, 0.5, hann)", filter(Window::Hann)?),
        ("lowpass(31, 0.5, blackman)", filter(Window::Blackman)?),
        (
            "lowpass(31, 0.5, kaiser(8.6))",
            filter(Window::Kaiser(8.6.into()))?,
        ),
    ];
    Ok(Section::new(
        Page::Signals,
        "The same filter in other windows",
        kernels,
    ))
}

fn operators() -> Result<Section, TapsError> {
    let line = |taps: [i32; 3]| Taps::from(taps);
    let unsharp = impulse([5, 5])?.scaled(3);
    let blur = smooth::gaussian([5, 5], 1.0)?;
    let kernels = [
        ("impulse([3, 3])", impulse([3, 3])?),
        (
            "outer([1, 2, 1], [1, 0, -1])",
            Taps::outer(&line([1, 2, 1]), &line([1, 0, -1])),
        ),
        (
            "9 * box([3, 3]) * sobel_x",
            smooth::mean([3, 3])?.scaled(9).convolved(&sobel_x()),
        ),
        (
            "3 * impulse([5, 5]) - 2 * gaussian([5, 5], 1.0)",
            unsharp.minus(&blur.scaled(2))?,
        ),
        ("sobel_x + sobel_y", sobel_x().plus(&library::sobel_y())?),
        ("emboss.flip()", library::emboss().flipped()),
        ("emboss.rotate90()", library::emboss().rotated90()),
        ("sobel_x.transpose()", sobel_x().transposed()),
    ];
    Ok(Section::new(Page::Building, "Building blocks", kernels))
}

fn blocks() -> Result<Section, TapsError> {
    let kernels = [
        ("impulse(5)", impulse(5)?),
        (
            "[1, -1] * [1, -1]",
            Taps::from([1, -1]).convolved(&[1, -1].into()),
        ),
        ("ramp(31)", ramp(31, &Window::Rectangular)?),
        ("ramp(31, hann)", ramp(31, &Window::Hann)?),
    ];
    Ok(Section::new(
        Page::Building,
        "Building blocks of signals",
        kernels,
    ))
}
