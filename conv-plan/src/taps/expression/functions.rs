//! The names of the library in expressions: what each takes, and the function that makes it.

use super::arguments::{Given, Made};
use super::{Argument, Kind};
use crate::taps::library::{self, Direction, Window, gaussians, smooth};
use crate::taps::made::shown;
use crate::taps::{Sigma, Tap, Taps, TapsError};
use alloc::format;
use alloc::vec::Vec;

/// One way to call a function.
pub(super) struct Signature {
    pub(super) parameters: &'static [Parameter],
    /// A call that is right.
    pub(super) example: &'static str,
}

#[derive(Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) needed: bool,
    /// Whether its name has to stand before it.
    pub(super) named: bool,
}

/// A name of the library.
pub(super) struct Function {
    name: &'static str,
    signatures: &'static [Signature],
    pub(super) make: fn(&mut Given<'_, '_, '_>) -> Made,
}

impl Function {
    /// How many axes the kernel has, by its size: `[rows, columns]` makes two.
    pub(super) fn axes(&self, arguments: &[Argument]) -> usize {
        let first = self.signature(arguments).parameters.first();
        let list = || {
            let named = |argument: &&Argument| match (&argument.name, first) {
                (Some(name), Some(parameter)) => name.text == parameter.name,
                _ => false,
            };
            let in_place = || arguments.first().filter(|argument| argument.name.is_none());
            let size = arguments.iter().find(named).or_else(in_place);
            matches!(size.map(|size| &size.value.kind), Some(Kind::List(_)))
        };
        match first.map(|parameter| parameter.name) {
            Some("taps" | "window") => 1,
            Some("size" | "sigma") if !list() => 1,
            _ => 2,
        }
    }

    /// The signature that arguments are for, or come nearest to: names say more than their number.
    pub(super) fn signature(&self, arguments: &[Argument]) -> &'static Signature {
        const NONE: Signature = Signature {
            parameters: &[],
            example: "",
        };
        let fits = |signature: &&Signature| {
            let needed = signature.parameters.iter().filter(|one| one.needed);
            (needed.count()..=signature.parameters.len()).contains(&arguments.len())
        };
        let knows = |signature: &&Signature| {
            let mut names = arguments.iter().filter_map(|one| one.name.as_ref());
            names.all(|name| signature.parameters.iter().any(|one| one.name == name.text))
        };
        let all = || self.signatures.iter();
        let found = all().find(|one| fits(one) && knows(one));
        let nearest = || all().find(knows).or_else(|| all().find(fits));
        found
            .or_else(nearest)
            .or(self.signatures.first())
            .unwrap_or(&NONE)
    }
}

const fn needed(name: &'static str) -> Parameter {
    Parameter {
        name,
        needed: true,
        named: false,
    }
}

const fn optional(name: &'static str) -> Parameter {
    Parameter {
        name,
        needed: false,
        named: false,
    }
}

const fn named_only(name: &'static str) -> Parameter {
    Parameter {
        name,
        needed: false,
        named: true,
    }
}

/// One line for each name: `name(parameters) "example" => how it is made`.
macro_rules! functions {
    ($($name:literal: $([$($parameter:expr),*] $example:literal)|+ => $make:expr;)*) => {
        const FUNCTIONS: &[Function] = &[$(Function {
            name: $name,
            signatures: &[$(Signature { parameters: &[$($parameter),*], example: $example }),+],
            make: $make,
        }),*];
    };
}

functions! {
    "sobel_x": [] "sobel_x" => |_| exact(library::sobel_x);
    "sobel_y": [] "sobel_y" => |_| exact(library::sobel_y);
    "prewitt_x": [] "prewitt_x" => |_| exact(library::prewitt_x);
    "prewitt_y": [] "prewitt_y" => |_| exact(library::prewitt_y);
    "scharr_x": [] "scharr_x" => |_| exact(library::scharr_x);
    "scharr_y": [] "scharr_y" => |_| exact(library::scharr_y);
    "roberts_x": [] "roberts_x" => |_| exact(library::roberts_x);
    "roberts_y": [] "roberts_y" => |_| exact(library::roberts_y);
    "sharpen": [] "sharpen" => |_| exact(library::sharpen);
    "emboss": [] "emboss" => |_| exact(library::emboss);
    "kirsch": [needed("direction")] "kirsch(north)" =>
        |given| Some(Ok(library::kirsch(given.direction("direction")?)));
    "robinson": [needed("direction")] "robinson(north)" =>
        |given| Some(Ok(library::robinson(given.direction("direction")?)));
    "laplacian": [needed("neighbours")] "laplacian(4)" =>
        |given| Some(library::laplacian(given.count("neighbours")?));
    "box": [needed("size")] "box([3, 3])" => |given| Some(smooth::mean(given.size("size")?));
    "binomial": [needed("size")] "binomial([3, 3])" =>
        |given| Some(smooth::binomial(given.size("size")?));
    "gaussian": [needed("size"), needed("sigma"), named_only("order")] "gaussian([5, 5], 1.0)"
        | [needed("sigma")] "gaussian([1.0, 1.0])" => gaussian;
    "log": [needed("size"), needed("sigma")] "log([7, 7], 1.0)" => |given| {
        let (size, sigma) = (given.size("size"), given.sigma("sigma"));
        Some(library::laplacian_of_gaussian(size?, sigma?))
    };
    "dog": [needed("size"), needed("sigma1"), needed("sigma2")] "dog([9, 9], 1.0, 1.6)" => |given| {
        let (size, narrow) = (given.size("size"), given.sigma("sigma1"));
        let wide = given.sigma("sigma2");
        Some(library::difference_of_gaussians(size?, narrow?, wide?))
    };
    "gabor": [needed("size"), needed("sigma"), needed("theta"), needed("lambda"), needed("gamma"), needed("psi")]
        "gabor([21, 21], 4, pi/4, 10, 0.5, 0)" => gabor;
    "savitzky_golay": [needed("window"), needed("order"), optional("derivative")]
        "savitzky_golay(5, 2, 0)" => |given| {
            let (window, order) = (given.count("window"), given.count("order"));
            let derivative = if given.has("derivative") { given.count("derivative") } else { Some(0) };
            Some(library::savitzky_golay(window?, order?, derivative?))
        };
    "lowpass": [needed("taps"), needed("cutoff"), optional("window"), optional("scale")]
        "lowpass(63, 0.25, hamming)" => |given| {
            let cutoff = given.number("cutoff");
            let Filter { taps, window, scale } = filter(given)?;
            Some(library::lowpass(taps, cutoff?, &window, scale))
        };
    "highpass": [needed("taps"), needed("cutoff"), optional("window"), optional("scale")]
        "highpass(63, 0.25, hamming)" => |given| {
            let cutoff = given.number("cutoff");
            let Filter { taps, window, scale } = filter(given)?;
            Some(library::highpass(taps, cutoff?, &window, scale))
        };
    "bandpass": [needed("taps"), needed("cutoffs"), optional("window"), optional("scale")]
        "bandpass(63, [0.1, 0.4], hamming)" => |given| {
            // Two numbers without brackets are one mistake, though the second is no window.
            let cutoffs = given.pair("cutoffs")?;
            let Filter { taps, window, scale } = filter(given)?;
            Some(library::bandpass(taps, cutoffs, &window, scale))
        };
    "bandstop": [needed("taps"), needed("cutoffs"), optional("window"), optional("scale")]
        "bandstop(63, [0.1, 0.4], hamming)" => |given| {
            let cutoffs = given.pair("cutoffs")?;
            let Filter { taps, window, scale } = filter(given)?;
            Some(library::bandstop(taps, cutoffs, &window, scale))
        };
    "hilbert": [needed("taps"), optional("window")] "hilbert(31, hamming)" => |given| {
        let taps = given.count("taps");
        let window = given.window("window", Window::Rectangular);
        Some(library::hilbert(taps?, &window?))
    };
    "ramp": [needed("taps"), optional("window")] "ramp(31)" => |given| {
        let taps = given.count("taps");
        let window = given.window("window", Window::Rectangular);
        Some(library::ramp(taps?, &window?))
    };
    "remez": [needed("taps"), needed("bands"), needed("gains"), optional("weights")]
        "remez(63, [0, 0.2, 0.3, 1], [1, 0])" => |given| {
            let (taps, bands) = (given.count("taps"), given.numbers("bands"));
            let gains = given.numbers("gains");
            let weights = if given.has("weights") {
                given.numbers("weights")
            } else {
                let ones = |gains: &Vec<Tap>| gains.iter().map(|_| Tap::from(1)).collect();
                gains.as_ref().map(ones)
            };
            Some(library::remez(taps?, bands?, gains?, weights?))
        };
    "motion": [needed("length"), needed("angle")] "motion(9, pi/4)" => |given| {
        let (length, angle) = (given.number("length"), given.angle("angle"));
        Some(library::motion(length?, &angle?))
    };
    "disk": [needed("radius")] "disk(2.5)" => |given| Some(library::disk(given.number("radius")?));
    "impulse": [needed("size")] "impulse([3, 3])" =>
        |given| Some(library::impulse(given.size("size")?));
    "outer": [needed("column"), needed("row")] "outer([1, 2, 1], [-1, 0, 1])" => |given| {
        let (column, row) = (given.line("column"), given.line("row"));
        Some(Ok(Taps::outer(&column?, &row?)))
    };
}

fn exact(make: fn() -> Taps) -> Made {
    Some(Ok(make()))
}

fn gaussian(given: &mut Given<'_, '_, '_>) -> Made {
    let sigma = given.sigma("sigma");
    if !given.has("size") {
        let sigma = sigma?;
        return Some(match sizes_alone(&sigma) {
            Some(error) => Err(error),
            None => smooth::gaussian_of(sigma),
        });
    }
    let size = given.size("size");
    if !given.has("order") {
        return Some(smooth::gaussian(size?, sigma?));
    }
    let order = given.orders("order");
    Some(gaussians::derivative(size?, sigma?, &order?))
}

/// Two whole numbers are taken for sizes by whoever forgets sigma, who would get a kernel of many
/// times as many taps.
fn sizes_alone(sigma: &Sigma) -> Option<TapsError> {
    let [rows, columns] = sigma.0.as_slice() else {
        return None;
    };
    let whole = |tap: &Tap| matches!(tap, Tap::Ratio(value) if value.is_integer());
    (whole(rows) && whole(columns)).then(|| {
        let (rows, columns) = (shown(rows), shown(columns));
        TapsError::new(
            "sigma",
            format!(
                "sizes alone make no Gaussian: write sigma too, as in `gaussian([{rows}, {columns}], 1.0)`, or `[{rows}.0, {columns}.0]` if these are the sigmas"
            ),
        )
    })
}

fn gabor(given: &mut Given<'_, '_, '_>) -> Made {
    let (size, sigma) = (given.size("size"), given.number("sigma"));
    let (theta, lambda) = (given.angle("theta"), given.number("lambda"));
    let (gamma, psi) = (given.number("gamma"), given.angle("psi"));
    Some(library::gabor(
        size?, sigma?, &theta?, lambda?, gamma?, &psi?,
    ))
}

/// What all filters by windows take.
struct Filter {
    taps: usize,
    window: Window,
    scale: bool,
}

fn filter(given: &mut Given<'_, '_, '_>) -> Option<Filter> {
    let taps = given.count("taps");
    let window = given.window("window", Window::Hamming);
    let scale = given.flag("scale");
    Some(Filter {
        taps: taps?,
        window: window?,
        scale: scale?,
    })
}

/// Whether this is a word of expressions: a kernel, or what stands in its parentheses.
///
/// ```
/// # use conv_plan::taps::expression::is_word;
/// assert!(is_word("sobel_x") && is_word("hamming") && !is_word("kernel.npy"));
/// ```
#[must_use]
pub fn is_word(word: &str) -> bool {
    word == "pi"
        || find(word).is_some()
        || WORDS.contains(&word)
        || Direction::ALL.iter().any(|one| one.name() == word)
}

/// Whether a kernel takes an argument of this name.
///
/// ```
/// # use conv_plan::taps::expression::takes;
/// assert!(takes("gaussian", "order") && !takes("lowpass", "fs") && !takes("sobel_x", "a"));
/// ```
#[must_use]
pub fn takes(kernel: &str, argument: &str) -> bool {
    find(kernel).is_some_and(|function| {
        let mut parameters = function.signatures.iter().flat_map(|one| one.parameters);
        parameters.any(|parameter| parameter.name == argument)
    })
}

/// Words that are arguments of functions.
pub(super) const WORDS: [&str; 7] = [
    "rectangular",
    "hann",
    "hamming",
    "blackman",
    "kaiser",
    "true",
    "false",
];

pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

pub(super) fn names() -> Vec<&'static str> {
    FUNCTIONS.iter().map(|function| function.name).collect()
}

/// What to write for a kernel that others call `name`. A constant, such as `BLUR`, is none of these.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    Some(match name {
        "mean" | "average" | "uniform" | "uniform_filter" | "box_blur" | "box_filter"
        | "boxFilter" => "`box(size)`, such as `box([3, 3])`",
        "moving_average" | "running_mean" | "rolling_mean" | "sma" | "boxcar" => {
            "`box(size)`, such as `box(5)`"
        }
        "blur" | "smooth" | "smoothing" => "`box([3, 3])` or `gaussian([5, 5], 1.0)`",
        "gaussian_blur" | "gaussian_filter" | "gauss" | "GaussianBlur" | "getGaussianKernel" => {
            "`gaussian(size, sigma)`, such as `gaussian([5, 5], 1.0)`"
        }
        "derivative" | "gradient" | "diff" | "deriv" => {
            "`sobel_x` for a plane, or `savitzky_golay(5, 2, 1)` for a signal"
        }
        "edge" | "edges" | "edge_detect" | "sobel" | "sobel_h" | "sobel_v" | "Sobel"
        | "spatialGradient" | "getDerivKernels" => "`sobel_x` or `sobel_y`",
        "scharr" | "Scharr" => "`scharr_x` or `scharr_y`",
        "prewitt" => "`prewitt_x` or `prewitt_y`",
        "roberts" => "`roberts_x` or `roberts_y`",
        "getGaborKernel" | "gabor_kernel" => {
            "`gabor(size, sigma, theta, lambda, gamma, psi)`, such as `gabor([21, 21], 4, pi/4, 10, 0.5, 0)`"
        }
        "laplace" | "Laplacian" => "`laplacian(4)` or `laplacian(8)`",
        "laplacian_of_gaussian" | "mexican_hat" | "marr" => {
            "`log(size, sigma)`, such as `log([7, 7], 1.0)`"
        }
        "difference_of_gaussians" => "`dog(size, sigma1, sigma2)`, such as `dog([9, 9], 1.0, 1.6)`",
        "unsharp" | "unsharp_mask" => "`sharpen`",
        "motion_blur" => "`motion(length, angle)`, such as `motion(9, pi/4)`",
        "savgol" | "savgol_coeffs" | "savgol_filter" => {
            "`savitzky_golay(window, order)`, such as `savitzky_golay(5, 2)`"
        }
        "identity" | "delta" | "dirac" | "unit" => "`impulse(size)`, such as `impulse([3, 3])`",
        "pillbox" | "circle" => "`disk(radius)`, such as `disk(2.5)`",
        "firwin" | "sinc" => "`lowpass(taps, cutoff)`, such as `lowpass(63, 0.25)`",
        "firpm" | "equiripple" | "parks_mcclellan" => {
            "`remez(taps, bands, gains)`, such as `remez(63, [0, 0.2, 0.3, 1], [1, 0])`"
        }
        "ram_lak" => "`ramp(taps)`, such as `ramp(31)`",
        _ => return None,
    })
}

/// A kernel of the library, as expressions name it.
///
/// ```
/// # use conv_plan::taps::expression::named;
/// let disk = named().find(|kernel| kernel.name == "disk");
/// assert!(disk.is_some_and(|kernel| kernel.example.starts_with("disk(")));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: &'static str,
    /// A call that makes one.
    pub example: &'static str,
}

/// Every kernel that expressions have, with a call that makes one.
///
/// ```
/// use conv_plan::taps::expression::named;
///
/// assert!(named().any(|kernel| kernel.example == "laplacian(4)"));
/// ```
pub fn named() -> impl Iterator<Item = Named> {
    FUNCTIONS.iter().flat_map(|function| {
        function.signatures.iter().map(|signature| Named {
            name: function.name,
            example: signature.example,
        })
    })
}
