//! Derivatives of activations.

use super::Activation;

impl Activation {
    /// The derivative at a sum, in double precision: 0 where a bound is met exactly, as is usual
    /// for `relu`; NaN at NaN, except where it is a constant.
    ///
    /// ```
    /// # use conv_plan::rules::layer::Activation;
    /// assert_eq!(Activation::Relu6.derivative(3.0), 1.0);
    /// assert_eq!(Activation::Relu6.derivative(6.0), 0.0);
    /// assert_eq!(Activation::Leaky(0.1).derivative(-3.0), 0.1);
    /// assert_eq!(Activation::Sigmoid.derivative(0.0), 0.25);
    /// assert_eq!(Activation::Tanh.derivative(0.0), 1.0);
    /// assert_eq!(Activation::HardSwish.derivative(0.0), 0.5);
    /// ```
    #[inline]
    #[must_use]
    pub fn derivative(self, v: f64) -> f64 {
        let within = |low: f64, high: f64| if v > low && v < high { 1.0 } else { 0.0 };
        match self {
            Self::Relu => within(0.0, f64::INFINITY),
            Self::Relu6 => within(0.0, 6.0),
            Self::Leaky(slope) => {
                if v > 0.0 {
                    1.0
                } else {
                    slope
                }
            }
            Self::Clamp(low, high) => within(low, high),
            Self::Sigmoid => {
                // The same on both sides, and no difference of numbers near 1.
                let e = libm::exp(-v.abs());
                e / ((1.0 + e) * (1.0 + e))
            }
            Self::Tanh => {
                let e = libm::exp(-2.0 * v.abs());
                4.0 * e / ((1.0 + e) * (1.0 + e))
            }
            Self::HardSwish => match v {
                v if v <= -3.0 => 0.0,
                v if v >= 3.0 => 1.0,
                v => v / 3.0 + 0.5,
            },
        }
    }
}
