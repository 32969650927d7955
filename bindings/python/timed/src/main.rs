//! The calls that `bench.py` times from Python, in a Rust program: for each line of the input, such
//! as `u8_3x3 out`, one call, and its nanoseconds as a line of the output.

use conv_kernel::prelude::*;
use conv_kernel::{ElementType, KernelBuilder, PlaneBuf, SignalBuilder};
use conv_syntax::keys::{Kernel, Values};
use conv_syntax::text;
use std::collections::BTreeMap;
use std::error::Error as AnyError;
use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

const WIDTH: usize = 1920;
const HEIGHT: usize = 1080;

/// One call, into an array that is there or into a new one; its nanoseconds.
type Call = Box<dyn FnMut(bool) -> Result<u128, Error>>;

fn main() -> Result<(), Box<dyn AnyError>> {
    let mut calls: BTreeMap<&str, Call> = BTreeMap::from([
        (
            "u8_3x3",
            plane::<u8>("binomial([3, 3])", |i| (i * 31 % 251) as u8)?,
        ),
        (
            "f32_5x5",
            plane::<f32>("gaussian([5, 5], 1.2)", |i| (i * 31 % 251) as f32)?,
        ),
        ("i16_fir", fir()?),
    ]);
    for line in stdin().lock().lines() {
        let line = line?;
        let (name, way) = line.split_once(' ').ok_or("a name and a way")?;
        let call = calls.get_mut(name).ok_or("no call of this name")?;
        println!("{}", call(way == "out")?);
        stdout().flush()?;
    }
    Ok(())
}

/// The options of a kernel of one type.
fn options(
    taps: &str,
    keys: &[(&str, &str)],
    element: ElementType,
) -> Result<conv_kernel::rules::Options, Box<dyn AnyError>> {
    let taps = text::taps(taps, &mut |_| Err("no files".into())).map_err(|_| "taps")?;
    let of_key = |key: &str| {
        let found = keys.iter().find(|(name, _)| *name == key);
        found.map(|(_, value)| *value)
    };
    let kernel = Kernel::read(taps, &mut Values::new(&of_key)).ok_or("keys")?;
    Ok(kernel.options(element, element))
}

fn plane<T: conv_kernel::Element>(
    taps: &str,
    element: fn(usize) -> T,
) -> Result<Call, Box<dyn AnyError>> {
    let keys = [("padding", "same"), ("border", "reflect101")];
    let kernel = KernelBuilder::<T, T>::from_options(options(taps, &keys, T::TYPE)?).build()?;
    let data: Vec<T> = (0..WIDTH * HEIGHT).map(element).collect();
    let mut out = PlaneBuf::filled(WIDTH, HEIGHT, T::default())?;
    let mut scratch = Scratch::new();
    Ok(Box::new(move |there| {
        let from = Plane::new(&data, WIDTH, HEIGHT)?;
        let start = Instant::now();
        match there {
            true => kernel.apply_with(from, out.as_plane_mut(), &mut scratch)?,
            false => drop(kernel.apply(from)?),
        }
        Ok(start.elapsed().as_nanos())
    }))
}

fn fir() -> Result<Call, Box<dyn AnyError>> {
    let keys = [
        ("padding", "same"),
        ("quantize", "15"),
        ("overflow", "saturate"),
    ];
    let options = options("lowpass(31, 0.25)", &keys, ElementType::I16)?;
    let kernel = SignalBuilder::<i16, i16>::from_options(options).build()?;
    let data: Vec<i16> = (0..WIDTH * HEIGHT)
        .map(|i| (i * 31 % 2003) as i16)
        .collect();
    let mut out = vec![0; data.len()];
    let mut scratch = Scratch::new();
    Ok(Box::new(move |there| {
        let start = Instant::now();
        match there {
            true => kernel.apply_with(&data, &mut out, &mut scratch)?,
            false => drop(kernel.apply(&data)?),
        }
        Ok(start.elapsed().as_nanos())
    }))
}
