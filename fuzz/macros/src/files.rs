//! Files of weights: bytes of any kind are read or refused, and a file that is well formed gives
//! what was written.

use arbitrary::Unstructured;
use conv_expand::file::read;
use conv_plan::rules::layer::LayerValues;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of its own for this process.
fn path(extension: &str) -> PathBuf {
    let directory = match fs::metadata("/dev/shm") {
        Ok(shared) if shared.is_dir() => PathBuf::from("/dev/shm"),
        _ => std::env::temp_dir(),
    };
    directory.join(format!(
        "conv-kernel-fuzz-{}.{extension}",
        std::process::id()
    ))
}

/// What the macro reads from a file of these bytes.
fn contents(
    bytes: &[u8],
    extension: &str,
    tensor: Option<&str>,
) -> Result<(Vec<usize>, LayerValues), String> {
    let path = path(extension);
    fs::write(&path, bytes).map_err(|error| error.to_string())?;
    let found = read(Path::new(""), &path, tensor);
    fs::remove_file(&path).map_err(|error| error.to_string())?;
    found.map(|tensor| (tensor.shape, tensor.values))
}

/// That what was read fits its own shape and the file, and that what was not has a sentence of one
/// line.
fn plausible(found: &Result<(Vec<usize>, LayerValues), String>, length: usize) {
    match found {
        Ok((shape, values)) => {
            assert_eq!(values.len(), shape.iter().product::<usize>());
            assert!(values.len() <= length, "{shape:?} from {length} bytes");
        }
        Err(message) => {
            let printable = message.chars().all(|c| !c.is_control());
            assert!(printable && message.len() > 20, "{message:?}");
            // Names of tensors are cut, and so are shapes.
            assert!(message.len() < 2000, "{message}");
        }
    }
}

/// A value of a float as it lies in a file.
fn same(found: &LayerValues, expected: &[f32]) {
    let LayerValues::F32(found) = found else {
        panic!("{found:?}")
    };
    let bits = |values: &[f32]| {
        values
            .iter()
            .map(|value| value.to_bits())
            .collect::<Vec<u32>>()
    };
    assert_eq!(bits(found), bits(expected));
}

/// The shape of an array, and its elements.
fn array(bytes: &mut Unstructured<'_>) -> (Vec<usize>, Vec<f32>) {
    let axes = bytes.int_in_range(0..=4).unwrap_or(0);
    let shape: Vec<usize> = (0..axes)
        .map(|_| bytes.int_in_range(0..=5).unwrap_or(1))
        .collect();
    let count = shape.iter().product();
    (
        shape,
        (0..count)
            .map(|_| bytes.arbitrary().unwrap_or(0.5))
            .collect(),
    )
}

/// Reads the bytes as an array of NumPy, and an array that is made from them.
pub fn npy(bytes: &[u8]) {
    plausible(&contents(bytes, "npy", None), bytes.len());
    // Behind a magic number, so that a fuzzer need not find it.
    let framed = [&b"\x93NUMPY\x01\x00"[..], bytes].concat();
    plausible(&contents(&framed, "npy", None), framed.len());

    let bytes = &mut Unstructured::new(bytes);
    let (fortran, big) = (
        bytes.arbitrary().unwrap_or(false),
        bytes.arbitrary().unwrap_or(false),
    );
    let (shape, values) = array(bytes);
    let extents: String = shape.iter().map(|extent| format!("{extent}, ")).collect();
    let (order, fortran_order) = (
        if big { '>' } else { '<' },
        if fortran { "True" } else { "False" },
    );
    let header = format!(
        "{{'descr': '{order}f4', 'fortran_order': {fortran_order}, 'shape': ({extents}), }}\n"
    );
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.bytes());
    let bytes_of = |value: &f32| {
        if big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    };
    file.extend(values.iter().flat_map(bytes_of));
    let (found_shape, found) = contents(&file, "npy", None).expect("the file is well formed");
    assert_eq!(found_shape, shape);
    let expected: Vec<f32> = match fortran {
        true => (0..values.len())
            .map(|at| values[of_fortran(at, &shape)])
            .collect(),
        false => values,
    };
    same(&found, &expected);
}

/// Where the element that is at `at` in C order lies in Fortran order.
fn of_fortran(mut at: usize, shape: &[usize]) -> usize {
    let mut place = vec![0; shape.len()];
    for (place, extent) in place.iter_mut().zip(shape).rev() {
        (*place, at) = (at % extent, at / extent);
    }
    let axes = place.iter().zip(shape).rev();
    axes.fold(0, |index, (place, extent)| index * extent + place)
}

/// Reads the bytes as tensors, and tensors that are made from them.
pub fn safetensors(bytes: &[u8]) {
    for tensor in [None, Some("a"), Some("weight")] {
        plausible(&contents(bytes, "safetensors", tensor), bytes.len());
    }
    // Behind the length of a header, so that a fuzzer need not find it.
    let half = bytes.len() / 2;
    let framed = [&(half as u64).to_le_bytes(), bytes].concat();
    plausible(&contents(&framed, "safetensors", Some("a")), framed.len());

    let bytes = &mut Unstructured::new(bytes);
    let (shape, values) = array(bytes);
    let (other_shape, other) = array(bytes);
    let end = (values.len() + other.len()) * 4;
    let header = format!(
        r#"{{"a":{{"dtype":"F32","shape":{shape:?},"data_offsets":[0,{}]}},"b":{{"dtype":"F32","shape":{other_shape:?},"data_offsets":[{},{end}]}}}}"#,
        values.len() * 4,
        values.len() * 4,
    );
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.bytes());
    file.extend(
        values
            .iter()
            .chain(&other)
            .flat_map(|value| value.to_le_bytes()),
    );
    for (name, shape, values) in [("a", shape, values), ("b", other_shape, other)] {
        let (found_shape, found) =
            contents(&file, "safetensors", Some(name)).expect("the file is well formed");
        assert_eq!(found_shape, shape);
        same(&found, &values);
    }
    assert!(contents(&file, "safetensors", None).is_err());
}
