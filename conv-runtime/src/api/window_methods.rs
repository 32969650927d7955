//! The methods of builders that set the window: one text for kernels and layers.

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
pub(super) use window_methods;
