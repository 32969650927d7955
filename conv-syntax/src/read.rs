//! Readers of values: each takes tokens, and returns what they say or reports what is wrong.
//!
//! Tokens are flattened once (`tokens`), then read as slices. Every reader takes the place that
//! mistakes point at where there are no tokens.

pub mod activation;
pub mod border;
pub mod closure;
pub mod count;
pub mod expression;
pub mod file;
pub mod layers;
pub mod number;
pub mod quantize;
pub mod require;
pub mod separable;
pub mod taps;
pub mod tokens;
pub mod value;
