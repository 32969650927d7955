//! The keys of the language.

/// The keys of a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Taps,
    Shape,
    Weights,
    Axes,
    Bias,
    Layout,
    Groups,
    Activation,
    Winograd,
    Transposed,
    OutputPadding,
    Accumulator,
    Stride,
    Dilation,
    Padding,
    Border,
    Mode,
    Method,
    Scale,
    Overflow,
    Anchor,
    Arithmetic,
    Missing,
    Interpolate,
    Channels,
    Map,
    Combine,
    Crate,
    Require,
    Quantize,
    Separable,
    Verify,
}

impl Key {
    pub(crate) const ALL: [Self; 32] = [
        Self::Taps,
        Self::Shape,
        Self::Weights,
        Self::Axes,
        Self::Bias,
        Self::Layout,
        Self::Groups,
        Self::Activation,
        Self::Winograd,
        Self::Transposed,
        Self::OutputPadding,
        Self::Accumulator,
        Self::Stride,
        Self::Dilation,
        Self::Padding,
        Self::Border,
        Self::Mode,
        Self::Method,
        Self::Scale,
        Self::Overflow,
        Self::Anchor,
        Self::Arithmetic,
        Self::Missing,
        Self::Interpolate,
        Self::Channels,
        Self::Map,
        Self::Combine,
        Self::Crate,
        Self::Require,
        Self::Quantize,
        Self::Separable,
        Self::Verify,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Taps => "taps",
            Self::Shape => "shape",
            Self::Weights => "weights",
            Self::Axes => "axes",
            Self::Bias => "bias",
            Self::Layout => "layout",
            Self::Groups => "groups",
            Self::Activation => "activation",
            Self::Winograd => "winograd",
            Self::Transposed => "transposed",
            Self::OutputPadding => "output_padding",
            Self::Accumulator => "accumulator",
            Self::Stride => "stride",
            Self::Dilation => "dilation",
            Self::Padding => "padding",
            Self::Border => "border",
            Self::Mode => "mode",
            Self::Method => "method",
            Self::Scale => "scale",
            Self::Overflow => "overflow",
            Self::Anchor => "anchor",
            Self::Arithmetic => "arithmetic",
            Self::Missing => "missing",
            Self::Crate => "crate",
            Self::Interpolate => "interpolate",
            Self::Channels => "channels",
            Self::Map => "map",
            Self::Combine => "combine",
            Self::Require => "require",
            Self::Quantize => "quantize",
            Self::Separable => "separable",
            Self::Verify => "verify",
        }
    }

    /// A value that the key may have.
    pub(crate) const fn example(self) -> &'static str {
        match self {
            Self::Taps => "[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]",
            Self::Shape => "[3, 3]",
            Self::Weights => "file(\"weights.npy\")",
            Self::Axes => "1",
            Self::Bias | Self::Transposed => "true",
            Self::OutputPadding => "1",
            Self::Layout => "nhwc",
            Self::Activation => "relu",
            Self::Winograd => "auto",
            Self::Accumulator => "i64",
            Self::Stride | Self::Dilation | Self::Groups | Self::Interpolate => "2",
            Self::Padding => "same",
            Self::Border => "replicate",
            Self::Mode => "convolve",
            Self::Method => "auto",
            Self::Scale => "1/16",
            Self::Overflow => "saturate",
            Self::Anchor => "[1, 1]",
            Self::Arithmetic => "strict",
            Self::Missing => "renormalize",
            Self::Crate => "::conv_kernel",
            Self::Channels => "[0.299, 0.587, 0.114]",
            Self::Map => "|v| v / 2 + 128",
            Self::Combine => "|gx, gy| gx.abs() + gy.abs()",
            Self::Require => "unit_gain",
            Self::Quantize => "8",
            Self::Separable => "approximate(1e-6)",
            Self::Verify => "test",
        }
    }

    /// Whether only layers have it.
    pub(crate) const fn is_of_layers(self) -> bool {
        matches!(
            self,
            Self::Weights
                | Self::Axes
                | Self::Bias
                | Self::Layout
                | Self::Groups
                | Self::Activation
                | Self::Winograd
                | Self::Transposed
                | Self::OutputPadding
        )
    }

    /// Whether only signal and plane kernels have it.
    pub(crate) const fn is_of_kernels(self) -> bool {
        matches!(
            self,
            Self::Accumulator
                | Self::Method
                | Self::Scale
                | Self::Overflow
                | Self::Arithmetic
                | Self::Missing
                | Self::Interpolate
                | Self::Channels
                | Self::Map
                | Self::Combine
                | Self::Require
                | Self::Quantize
                | Self::Separable
        )
    }

    /// The key that other libraries call `name`.
    pub(crate) fn meant(name: &str) -> Option<Self> {
        Some(match name {
            "kernel" | "tap" | "coefficients" | "coeffs" | "filter" => Self::Taps,
            "size" | "sizes" | "kernel_size" => Self::Shape,
            "act" | "nonlinearity" => Self::Activation,
            "step" | "steps" => Self::Stride,
            "rate" | "dilation_rate" => Self::Dilation,
            "group" | "feature_group_count" => Self::Groups,
            "use_bias" => Self::Bias,
            "padding_mode" | "boundary" | "edge" => Self::Border,
            "divisor" | "divide" | "denominator" | "norm" | "factor" | "gain" => Self::Scale,
            "origin" | "center" | "centre" => Self::Anchor,
            "deconvolution" | "transpose" => Self::Transposed,
            "data_format" | "format" => Self::Layout,
            "fma" | "rounding" | "precision" | "reproducible" | "deterministic" => Self::Arithmetic,
            "nan" | "nans" | "nan_policy" | "nan_treatment" | "skipna" => Self::Missing,
            "up" | "upsample" | "interpolation" | "upsampling" => Self::Interpolate,
            "down" | "downsample" | "decimate" | "decimation" => Self::Stride,
            "test" | "tests" | "verified" => Self::Verify,
            "quantise" | "quantization" | "quantisation" | "bits" | "fixed_point" => Self::Quantize,
            "rank" | "low_rank" | "factor_taps" | "factorize" | "two_pass" => Self::Separable,
            "requires" | "assert" | "ensure" | "check" => Self::Require,
            "luma" | "luminance" | "mix" | "grey" | "gray" | "grayscale" => Self::Channels,
            "function" | "post" | "apply" | "then" | "pointwise" => Self::Map,
            "reduce" | "merge" | "fuse" | "magnitude" => Self::Combine,
            _ => return None,
        })
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }
}
