//! The rules of the language: [`Options`] to [`ConvSpec`], collecting every fault on the way.

use super::{
    ConvSpec, Dimensions, Method, Options, Quantized, TapSource, arithmetic, combination, method,
    missing, quantize, require, separable, weights,
};
use crate::fault::{Faults, KernelError, Subject, Voice};
use crate::taps::MAX_TAPS;
use crate::window::Noun;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

impl ConvSpec {
    /// Checks every rule and makes the kernel; messages are in the words of the macro.
    ///
    /// # Errors
    ///
    /// [`KernelError`] with every fault, each naming its subject.
    pub fn check(options: &Options) -> Result<Self, KernelError> {
        Self::check_in(options, Voice::Language)
    }

    /// As [`check`](Self::check), with messages in the words of the macro or of the builders.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    pub fn check_in(options: &Options, voice: Voice) -> Result<Self, KernelError> {
        let mut faults = Faults::new(voice);
        combination::belongs(options, &mut faults);
        let aligned = combination::aligned(options);
        let options = aligned.as_ref().unwrap_or(options);

        // Step 1: the shape, on which the number of axes depends.
        let sizes = sizes(options, &mut faults);

        // Step 2: stride, dilation, padding, border, anchor.
        let window =
            options
                .window
                .check(sizes.as_deref(), options.input, Noun::Kernel, &mut faults);

        // Real taps that are to be integers, are: from here on they and no others are the kernel's.
        let (asked, written) = (options.quantize, options.scale.clone());
        let integers = quantize::check(options, &mut faults);
        if asked.is_some() && integers.is_none() {
            return Err(faults.into_error());
        }
        let options = integers
            .as_ref()
            .map_or(options, |integers| &integers.options);

        // So are products that stand for taps.
        let products = separable::check(options, sizes.as_deref(), &mut faults);
        let options = products
            .as_ref()
            .map_or(options, |products| &products.options);

        // Step 3: the taps and the scale, exactly; then the range, and what the method makes of it.
        method::check(options, &mut faults);
        let many = (options.method == Method::Direct || !cfg!(feature = "fft"))
            && matches!(&options.source, TapSource::Taps(taps) if taps.values().len() > MAX_TAPS);
        let sums = options.combined.as_ref().and(match &options.source {
            TapSource::Taps(taps) => Some(combination::sums_of(options, taps)),
            TapSource::Shape { .. } => None,
        });
        let weights = (!many)
            .then(|| {
                let options = sums.as_ref().unwrap_or(options);
                weights::check(options, sizes.as_deref(), &mut faults)
            })
            .flatten();
        let combination = match (&weights, &sizes) {
            (Some(first), Some(sizes)) if faults.is_empty() => {
                combination::check(options, first, sizes, &mut faults)
            }
            _ => None,
        };
        let checked = weights.as_ref().map(|checked| &checked.weights);
        missing::check(options, checked, &mut faults);
        arithmetic::check(options, checked, &mut faults);
        #[cfg(feature = "fft")]
        if let (Some(window), Some(checked)) = (&window, &weights) {
            method::check_exact(options, &checked.weights, window.extents(), &mut faults);
        }

        // Step 4: what is required of a kernel that is right.
        require::check(options, written.as_ref(), window.as_ref(), &mut faults);

        match (window, weights) {
            (Some(window), Some(checked)) if faults.is_empty() => Ok(Self {
                dimensions: match sizes.as_deref() {
                    Some([_]) => Dimensions::Signal,
                    _ => Dimensions::Plane,
                },
                input: options.input,
                output: options.output,
                window,
                weights: checked.weights,
                factors: checked.factors,
                presence: checked.presence,
                overflow: match &combination {
                    Some(combination) => combination.program().epilogue().overflow,
                    None => checked.overflow,
                },
                method: options.method,
                arithmetic: options.arithmetic,
                missing: options.missing,
                quantized: asked
                    .zip(integers.as_ref())
                    .map(|(asked, integers)| Quantized {
                        bits: asked.bits,
                        error: integers.error(checked.mix.as_ref()),
                    }),
                separable_error: products.as_ref().map(|products| products.error),
                mix: checked.mix,
                combination: combination.map(Box::new),
            }),
            _ => Err(faults.into_error()),
        }
    }
}

/// The size of each axis, if there are one or two and none is 0.
fn sizes(options: &Options, faults: &mut Faults) -> Option<Vec<usize>> {
    let (subject, sizes, fault) = match &options.source {
        TapSource::Taps(taps) => (Subject::Taps, taps.shape(), taps.fault()),
        TapSource::Shape { sizes, .. } => (Subject::Shape, sizes.as_slice(), None),
    };
    let before = faults.len();
    if let Some(fault) = fault.clone() {
        faults.add(subject, fault);
    }
    if !matches!(sizes.len(), 1 | 2) {
        faults.add(subject, wrong_axes(sizes.len()));
    }
    for (axis, _) in sizes.iter().enumerate().filter(|(_, size)| **size == 0) {
        match options.source {
            TapSource::Taps(_) => faults.add(
                subject,
                "a kernel needs at least one tap on every axis: add taps",
            ),
            TapSource::Shape { .. } => faults.add(
                Subject::ShapeAxis(axis),
                "a size cannot be 0: write 1 or more",
            ),
        }
    }
    let count = sizes
        .iter()
        .try_fold(1usize, |count, &size| count.checked_mul(size));
    if count.is_none_or(|count| count > MAX_TAPS) {
        let found = count.map_or_else(|| String::from("far more"), |count| format!("{count}"));
        let few = format!("a kernel has at most {MAX_TAPS} taps, and this has {found}: write");
        let fft = faults.voice.set(Subject::Method, Method::Fft.name());
        match &options.source {
            // That a shape has no method says more.
            TapSource::Shape { .. } if options.method != Method::Direct => {}
            TapSource::Shape { .. } => faults.add(subject, format!("{few} a smaller shape")),
            // That the feature is missing says more.
            TapSource::Taps(_) if !cfg!(feature = "fft") && options.method != Method::Direct => {}
            TapSource::Taps(_) if !cfg!(feature = "fft") => faults.add(
                subject,
                format!("{few} fewer taps, or {fft} with the feature `fft`"),
            ),
            // That the window of all kernels is too large says more.
            TapSource::Taps(_)
                if options
                    .combined
                    .as_ref()
                    .is_some_and(|all| all.has_others()) => {}
            TapSource::Taps(taps) if options.method == Method::Direct => {
                let formed = Some(taps.values().len()) == count;
                let or = if formed && method::may_be_fft(options) {
                    format!(", or {fft}")
                } else {
                    String::new()
                };
                faults.add(subject, format!("{few} fewer taps{or}"));
            }
            TapSource::Taps(taps) if Some(taps.values().len()) != count && fault.is_none() => {
                faults.add(
                    subject,
                    format!("the {found} taps were never formed, only their shape: write fewer, or give them one by one"),
                );
            }
            TapSource::Taps(_) => {}
        }
    }
    (faults.len() == before).then(|| sizes.to_vec())
}

/// The message for a kernel with this many axes.
fn wrong_axes(axes: usize) -> String {
    if axes == 4 {
        String::from(
            "4 axes make a layer: use `DynLayer` (feature `layers`), or write 1 axis for a signal kernel, 2 (rows, columns) for a plane kernel",
        )
    } else {
        let s = if axes == 1 { "axis" } else { "axes" };
        format!("{axes} {s}: write 1 for a signal kernel, 2 (rows, columns) for a plane kernel")
    }
}
