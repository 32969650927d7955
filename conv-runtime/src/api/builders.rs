//! The methods that builders share: those of the window for kernels, banks and layers, the others
//! for kernels and banks.

/// The window's methods of a builder whose field `options` has a `window`; `$n` is its third
/// parameter.
macro_rules! window_methods {
    ($builder:ident $(, $n:ident)?) => {
        impl<In: crate::exec::Element, Out: crate::exec::Element $(, const $n: usize)?>
            $builder<In, Out $(, $n)?>
        {
            /// Distance between outputs: one number, or one for each axis, rows first. Default 1.
            pub fn stride(mut self, stride: impl Into<conv_plan::window::PerAxis<usize>>) -> Self {
                self.options.window.stride = stride.into();
                self
            }

            /// Distance between taps: one number, or one for each axis, rows first. Default 1.
            pub fn dilation(
                mut self,
                dilation: impl Into<conv_plan::window::PerAxis<usize>>,
            ) -> Self {
                self.options.window.dilation = dilation.into();
                self
            }

            /// How far the input is extended: a [`Padding`](conv_plan::window::Padding) or numbers.
            /// Default `Padding::Valid`.
            pub fn padding(mut self, padding: impl Into<conv_plan::window::Padding>) -> Self {
                self.options.window.padding = padding.into();
                self
            }

            /// What the extension holds: one border, or one for each axis, rows first. Default
            /// zero.
            pub fn border(
                mut self,
                border: impl Into<conv_plan::window::PerAxis<conv_plan::window::Border>>,
            ) -> Self {
                self.options.window.border = Some(border.into());
                self
            }

            /// Correlation or convolution. Default `Mode::Correlate`, which deep learning calls
            /// convolution.
            pub fn mode(mut self, mode: conv_plan::window::Mode) -> Self {
                self.options.window.mode = mode;
                self
            }

            /// The tap on the output position, one index for each axis; needs `Padding::Same` and
            /// stride 1.
            pub fn anchor(mut self, anchor: impl Into<alloc::vec::Vec<usize>>) -> Self {
                self.options.window.anchor = Some(anchor.into());
                self
            }
        }
    };
}

/// The window's methods, and those that set the options of a kernel.
macro_rules! kernel_methods {
    ($builder:ident $(, $n:ident)?) => {
        crate::api::builders::window_methods!($builder $(, $n)?);

        impl<In: crate::exec::Element, Out: crate::exec::Element $(, const $n: usize)?>
            $builder<In, Out $(, $n)?>
        {
            /// What the sum is multiplied by: an integer, a float, or a fraction as `Tap::ratio`.
            /// Default 1.
            pub fn scale(mut self, scale: impl Into<conv_plan::taps::Tap>) -> Self {
                self.options.scale = Some(scale.into());
                self
            }

            /// What happens to results that the output type cannot hold. Default: they are an
            /// error.
            pub fn overflow(mut self, overflow: conv_plan::number::Overflow) -> Self {
                self.options.overflow = Some(overflow);
                self
            }

            /// How the sums are formed: directly, by FFT, or by whichever is estimated to be
            /// faster. Default `Method::Direct`; the others need the feature `fft`.
            pub fn method(mut self, method: conv_plan::rules::Method) -> Self {
                self.options.method = method;
                self
            }

            /// What becomes of inputs that are NaN: `Missing::Renormalize` leaves them out, for
            /// floats and taps that are not negative. Default `Missing::Propagate`.
            pub fn missing(mut self, missing: conv_plan::rules::Missing) -> Self {
                self.options.missing = missing;
                self
            }

            /// Real taps, times the scale, become integers over a power of two, so that integer
            /// inputs are summed as integers: `Quantize::new(8)`. Default: as they are.
            ///
            /// Their sum stays, up to the rounding of it alone; `facts().quantization_error()` of a
            /// kernel is the most that a result may be off.
            pub fn quantize(mut self, quantize: conv_plan::rules::Quantize) -> Self {
                self.options.quantize = Some(quantize);
                self
            }

            /// Which planes of floats are a column times a row, with two passes where these are
            /// cheaper: `Separable::Approximate(1e-6)` also those whose taps are that near to such
            /// a product, relative to the largest tap. The kernel is then that product. Default
            /// `Separable::Exact`, the only one for signals.
            pub fn separable(mut self, separable: conv_plan::rules::Separable) -> Self {
                self.options.separable = separable;
                self
            }

            /// What must hold of the taps, of those of each kernel of a bank, else `build` fails;
            /// each call adds to those before it.
            pub fn require(mut self, require: conv_plan::rules::Require) -> Self {
                self.options.require.push(require);
                self
            }
        }
    };
}

pub(super) use kernel_methods;
pub(super) use window_methods;
