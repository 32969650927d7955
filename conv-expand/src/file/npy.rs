//! The format `.npy` of NumPy (NumPy Enhancement Proposal 1), versions 1.0 to 3.0:
//! magic, version, length of the header, header, elements.

mod header;

use super::Contents;
use super::dtype::{ByteOrder, DType};
use super::open::{excerpt, unreadable};
use conv_plan::rules::layer::LayerValues;
use header::Header;
use std::io::Read;

const MAGIC: &[u8] = b"\x93NUMPY";

pub(super) fn read(mut file: impl Read) -> Contents {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    parse(&bytes)
}

/// The array, in C order.
pub(super) fn parse(bytes: &[u8]) -> Contents {
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err(
            "does not begin as NumPy's format does: write the array with `numpy.save`".into(),
        );
    };
    let (header, elements) = split(rest)?;
    let Header {
        descr,
        fortran_order,
        shape,
    } = Header::parse(header)?;
    let (dtype, order, element) = dtype(descr)?;
    let Some(size) = size(element, &shape) else {
        let shape = excerpt(&format!("{shape:?}"));
        return Err(format!(
            "has the shape {shape}, too large for any memory: save a smaller array"
        ));
    };
    let there = elements.len();
    if there < size {
        return Err(format!(
            "is truncated, with {there} of the {size} bytes of its elements: save it again"
        ));
    }
    if there > size {
        return Err(format!(
            "has {there} bytes after its header, where its array takes {size}: save one array alone"
        ));
    }
    let values = dtype
        .values(order, elements)
        .map_err(|fault| format!("has {fault}"))?;
    let values = if fortran_order {
        reorder(values, &shape)
    } else {
        values
    };
    Ok((shape, values))
}

/// Header and elements of what follows the magic number.
fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), String> {
    let (length, rest) = match bytes {
        [1, 0, a, b, rest @ ..] => (u32::from_le_bytes([*a, *b, 0, 0]), rest),
        [2 | 3, 0, a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]), rest),
        [1..=3, 0, ..] | [] | [_] => return Err(within_header()),
        [major, minor, ..] => {
            return Err(format!(
                "is of version {major}.{minor} of NumPy's format, which is unknown: save it as version 1.0, 2.0 or 3.0"
            ));
        }
    };
    usize::try_from(length)
        .ok()
        .and_then(|length| rest.split_at_checked(length))
        .ok_or_else(within_header)
}

fn within_header() -> String {
    "is truncated, within its header: save it again".into()
}

/// Element type, byte order and bytes of an element of a type string of NumPy's array interface.
fn dtype(descr: &str) -> Result<(DType, ByteOrder, usize), String> {
    const KINDS: [(&str, DType, usize); 11] = [
        ("f2", DType::F16, 2),
        ("f4", DType::F32, 4),
        ("f8", DType::F64, 8),
        ("i1", DType::I8, 1),
        ("i2", DType::I16, 2),
        ("i4", DType::I32, 4),
        ("i8", DType::I64, 8),
        ("u1", DType::U8, 1),
        ("u2", DType::U16, 2),
        ("u4", DType::U32, 4),
        ("u8", DType::U64, 8),
    ];
    let (order, kind) = match descr.split_at_checked(1) {
        Some(("<", kind)) | Some(("|", kind @ ("i1" | "u1"))) => (ByteOrder::Little, kind),
        Some((">", kind)) => (ByteOrder::Big, kind),
        _ => (ByteOrder::Little, ""),
    };
    KINDS
        .iter()
        .find(|(name, ..)| *name == kind)
        .map(|&(_, dtype, bytes)| (dtype, order, bytes))
        .ok_or_else(|| {
            let descr = excerpt(descr);
            format!(
                "has the dtype `{descr}`: convert it to floats or integers, such as with `.astype(\"f4\")` or `.astype(\"i4\")`, and save it again"
            )
        })
}

/// How many bytes an array takes, if memory can have as many.
fn size(element: usize, shape: &[usize]) -> Option<usize> {
    shape
        .iter()
        .try_fold(element, |size, &extent| size.checked_mul(extent))
}

/// Fortran order, where the first axis is the fastest, to C order.
fn reorder(values: LayerValues, shape: &[usize]) -> LayerValues {
    // Without this, the extents before a 0 would be walked.
    if values.is_empty() {
        return values;
    }
    let mut places = vec![0];
    let mut stride = 1;
    for &extent in shape.iter().filter(|&&extent| extent > 1) {
        places = places
            .iter()
            .flat_map(|place| (0..extent).map(move |step| place + step * stride))
            .collect();
        stride *= extent;
    }
    match values {
        LayerValues::F32(values) => LayerValues::F32(gather(&values, &places)),
        LayerValues::F64(values) => LayerValues::F64(gather(&values, &places)),
        LayerValues::Integer(values) => LayerValues::Integer(gather(&values, &places)),
    }
}

fn gather<T: Copy>(values: &[T], places: &[usize]) -> Vec<T> {
    places
        .iter()
        .filter_map(|&place| values.get(place).copied())
        .collect()
}
