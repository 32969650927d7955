/// Neighbours.
#[cfg(all())]
pub const SUM: [i16; 2] = [1, 1];
#[cfg(all())]
const _: () = {
    let _ = &SUM;
};
/// Neighbours.
#[cfg(all())]
///
/// Its taps are [`SUM`].
///
/// Takes signals of `u8`, and gives signals of `i16`:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let result: Vec<i16> = Sum.apply(&samples)?;
/// ```
#[derive(
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::fmt::Debug,
    ::core::default::Default,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash
)]
pub struct Sum;
#[cfg(all())]
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn src() {}
    __c::words! {
        element::u8 element::i16 key::taps key::padding padding::same
    }
    