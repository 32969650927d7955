//! NPY: arrays of one axis are signals, of two or three planes: rows, columns, channels.

use super::{Media, RATE, Samples, Shape, Wrong};
use npyz::{DType, NpyFile, Order, TypeChar, WriterBuilder};

/// The longest header that is parsed: those of the first version of the format are no longer.
const LONGEST_HEADER: usize = u16::MAX as usize;

/// The most brackets of a header: one of numbers has two, and one of records is refused by its
/// elements.
const MOST_BRACKETS: usize = 4;

/// The type of an array's elements: its letter and its bytes.
fn element(file: &NpyFile<&[u8]>) -> Result<(TypeChar, u64), Wrong> {
    match file.dtype() {
        DType::Plain(plain) => Ok((plain.type_char(), plain.size_field())),
        _ => Err("its elements are records: write an array of numbers".into()),
    }
}

/// The text between the length that the file says it has, and the elements.
fn header(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = match bytes.get(6..)? {
        [1, _, a, b, rest @ ..] => (u32::from_le_bytes([*a, *b, 0, 0]), rest),
        [_, _, a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]), rest),
        _ => return None,
    };
    rest.get(..usize::try_from(length).ok()?)
}

fn opened(bytes: &[u8]) -> Result<(NpyFile<&[u8]>, Vec<usize>), Wrong> {
    let header = header(bytes).ok_or("it is truncated, within its header: save it again")?;
    // The parser calls itself several times for each bracket, as deep as they nest.
    let brackets = header.iter().filter(|byte| b"([{".contains(byte)).count();
    if header.len() > LONGEST_HEADER || brackets > MOST_BRACKETS {
        return Err(
            "its elements are records, or its header is broken: save an array of numbers, as `numpy.save` does".into(),
        );
    }
    let file = NpyFile::new(bytes).map_err(|error| error.to_string())?;
    let sizes = file.shape().iter().map(|&size| usize::try_from(size));
    let shape: Vec<usize> = sizes
        .collect::<Result<_, _>>()
        .map_err(|_| "its shape does not fit into memory")?;
    let elements = shape
        .iter()
        .try_fold(1usize, |all, &size| all.checked_mul(size));
    // The header may lie: no array has more elements than the file has bytes.
    if elements.is_none_or(|elements| elements > bytes.len()) {
        return Err(format!("it has fewer elements than its shape {shape:?}"));
    }
    Ok((file, shape))
}

fn elements<T: npyz::Deserialize>(file: NpyFile<&[u8]>) -> Result<Vec<T>, Wrong> {
    file.into_vec().map_err(|error| error.to_string())
}

/// The elements in the order of rows.
fn by_rows<T: Clone>(values: Vec<T>, shape: &[usize], order: Order) -> Vec<T> {
    if order == Order::C || shape.len() < 2 {
        return values;
    }
    // Of columns: the first index is the fastest.
    let mut strides = vec![1; shape.len()];
    for axis in 1..shape.len() {
        strides[axis] = strides[axis - 1] * shape[axis - 1];
    }
    (0..values.len())
        .filter_map(|mut index| {
            let mut place = 0;
            for axis in (0..shape.len()).rev() {
                place += index % shape[axis] * strides[axis];
                index /= shape[axis];
            }
            values.get(place).cloned()
        })
        .collect()
}

/// A signal or a plane.
pub(super) fn decode(bytes: &[u8]) -> Result<Media, Wrong> {
    let (file, shape) = opened(bytes)?;
    let order = file.order();
    macro_rules! samples {
        ($variant:ident) => {
            Samples::$variant(by_rows(elements(file)?, &shape, order))
        };
    }
    let samples = match element(&file)? {
        (TypeChar::Uint, 1) => samples!(U8),
        (TypeChar::Uint, 2) => samples!(U16),
        (TypeChar::Int, 2) => samples!(I16),
        (TypeChar::Int, 4) => samples!(I32),
        (TypeChar::Float, 4) => samples!(F32),
        (TypeChar::Float, 8) => samples!(F64),
        _ => {
            return Err(
                "its elements are not u8, u16, i16, i32, f32 or f64: convert it, as with `astype`"
                    .into(),
            );
        }
    };
    let shape = match *shape {
        [length] => Shape::Signal {
            length,
            channels: 1,
        },
        [height, width] => Shape::Plane {
            width,
            height,
            channels: 1,
            opacity: false,
        },
        [height, width, channels] => Shape::Plane {
            width,
            height,
            channels,
            opacity: false,
        },
        _ => {
            return Err(format!(
                "its shape is {shape:?}: write an array of samples, of rows and columns, or of rows, columns and channels"
            ));
        }
    };
    Ok(Media {
        full_scale: 1.0,
        samples,
        shape,
        rate: RATE,
    })
}

pub(super) fn encode(media: &Media) -> Result<Vec<u8>, Wrong> {
    let shape: Vec<usize> = match media.shape {
        Shape::Signal {
            length,
            channels: 1,
        } => vec![length],
        Shape::Signal { length, channels } => vec![length, channels],
        Shape::Plane {
            width,
            height,
            channels: 1,
            ..
        } => vec![height, width],
        Shape::Plane {
            width,
            height,
            channels,
            ..
        } => vec![height, width, channels],
    };
    let shape: Vec<u64> = shape.into_iter().map(|size| size as u64).collect();
    match &media.samples {
        Samples::U8(all) => written(all, &shape),
        Samples::U16(all) => written(all, &shape),
        Samples::I16(all) => written(all, &shape),
        Samples::I32(all) => written(all, &shape),
        Samples::F32(all) => written(all, &shape),
        Samples::F64(all) => written(all, &shape),
    }
    .map_err(|error| error.to_string())
}

fn written<T: npyz::AutoSerialize + Copy>(all: &[T], shape: &[u64]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let options = npyz::WriteOptions::new().default_dtype().shape(shape);
    let mut writer = options.writer(&mut bytes).begin_nd()?;
    writer.extend(all.iter().copied())?;
    writer.finish()?;
    Ok(bytes)
}
