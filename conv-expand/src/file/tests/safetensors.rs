//! `.safetensors`, as Python's and Rust's crates write it, and broken by hand.

use super::disk::Directory;
use crate::file::safetensors::read as parse;
use crate::file::{Tensor, read};
use ::safetensors::Dtype;
use ::safetensors::tensor::{TensorView, serialize};
use conv_plan::rules::layer::LayerValues::{F32, F64, Integer};
use std::io::Cursor;

/// With `header` as it is.
pub(super) fn file(header: &str, tensors: &[u8]) -> Vec<u8> {
    let length = header.len() as u64;
    [&length.to_le_bytes()[..], header.as_bytes(), tensors].concat()
}

fn fault(bytes: &[u8], tensor: Option<&str>) -> String {
    parse(Cursor::new(bytes), tensor).expect_err("the file or the name is wrong")
}

/// Written by `safetensors.numpy.save` 0.8.
pub(super) const PYTHON: &[u8] = b"\x80\x00\x00\x00\x00\x00\x00\x00{\"conv.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},\"conv.bias\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[8,9]}}  \x00\x00\xc0?\x00\x00\x00\xc0\x03";

#[test]
fn files_of_python_are_read() {
    let directory = Directory::new("python");
    let path = directory.file("net.safetensors", PYTHON);
    for (tensor, shape, values) in [
        ("conv.weight", vec![1, 2], F32(vec![1.5, -2.0])),
        ("conv.bias", vec![1], Integer(vec![3])),
    ] {
        assert_eq!(
            read("".as_ref(), &path, Some(tensor)),
            Ok(Tensor { shape, values }),
            "{tensor}"
        );
    }
}

#[test]
fn every_dtype_is_read() {
    fn bytes<T, const SIZE: usize>(values: [T; 2], bytes: fn(T) -> [u8; SIZE]) -> Vec<u8> {
        values.into_iter().flat_map(bytes).collect()
    }
    let large = i32::MAX;
    // 1 and -2.5: sign, exponent and fraction of each width.
    let cases = [
        (
            Dtype::F16,
            bytes([0x3c00, 0xc100], u16::to_le_bytes),
            F32(vec![1.0, -2.5]),
        ),
        (
            Dtype::BF16,
            bytes([0x3f80, 0xc020], u16::to_le_bytes),
            F32(vec![1.0, -2.5]),
        ),
        (
            Dtype::F32,
            bytes([0.1, -0.0], f32::to_le_bytes),
            F32(vec![0.1, -0.0]),
        ),
        (
            Dtype::F64,
            bytes([0.1, -0.0], f64::to_le_bytes),
            F64(vec![0.1, -0.0]),
        ),
        (
            Dtype::I8,
            bytes([-128, 127], i8::to_le_bytes),
            Integer(vec![-128, 127]),
        ),
        (
            Dtype::I16,
            bytes([-129, 255], i16::to_le_bytes),
            Integer(vec![-129, 255]),
        ),
        (
            Dtype::I32,
            bytes([i32::MIN, 7], i32::to_le_bytes),
            Integer(vec![i32::MIN, 7]),
        ),
        (
            Dtype::I64,
            bytes([-1, large.into()], i64::to_le_bytes),
            Integer(vec![-1, large]),
        ),
        (
            Dtype::U8,
            bytes([128, 255], u8::to_le_bytes),
            Integer(vec![128, 255]),
        ),
        (
            Dtype::U16,
            bytes([128, 65535], u16::to_le_bytes),
            Integer(vec![128, 65535]),
        ),
        (
            Dtype::U32,
            bytes([1, large as u32], u32::to_le_bytes),
            Integer(vec![1, large]),
        ),
        (
            Dtype::U64,
            bytes([1, large as u64], u64::to_le_bytes),
            Integer(vec![1, large]),
        ),
    ];
    let views = cases.iter().map(|(dtype, bytes, _)| {
        let view = TensorView::new(*dtype, vec![2, 1, 1], bytes).expect("two elements");
        (dtype.to_string(), view)
    });
    let file = serialize(views, None).expect("the tensors are sound");
    for (dtype, _, values) in &cases {
        let found = parse(Cursor::new(&file), Some(&dtype.to_string()));
        assert_eq!(found, Ok((vec![2, 1, 1], values.clone())), "{dtype}");
    }
}

#[test]
fn metadata_and_empty_tensors_are_no_trouble() {
    let header = r#"{"__metadata__":{"format":"pt"},"none":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]},"one":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}"#;
    let file = file(header, &[9]);
    assert_eq!(
        parse(Cursor::new(&file), Some("none")),
        Ok((vec![0, 3], F32(vec![])))
    );
    assert_eq!(
        parse(Cursor::new(&file), Some("one")),
        Ok((vec![], Integer(vec![9])))
    );
    assert_eq!(
        fault(&file, Some("two")),
        "holds no tensor `\"two\"`: write `\"one\"` or `\"none\"`"
    );
}

#[test]
fn a_name_is_asked_for_in_the_order_of_the_file() {
    assert_eq!(
        fault(PYTHON, None),
        "holds several tensors: write the name of one after the path, `\"conv.weight\"` or `\"conv.bias\"`"
    );
    assert_eq!(
        fault(&file("{}", b""), None),
        "holds no tensor: save the weights into it"
    );
}

#[test]
fn a_wrong_name_is_told_the_nearest_first() {
    let entry = |index: usize| {
        format!(
            r#""layer{index}":{{"dtype":"I8","shape":[1],"data_offsets":[{index},{}]}}"#,
            index + 1
        )
    };
    let header: Vec<String> = (0..12).map(entry).collect();
    let file = file(&format!("{{{}}}", header.join(",")), &[0; 12]);
    assert_eq!(
        fault(&file, Some("layr7")),
        "holds no tensor `\"layr7\"`: write `\"layer7\"`, `\"layer0\"`, `\"layer1\"`, `\"layer2\"`, `\"layer3\"`, \
         `\"layer4\"`, `\"layer5\"`, `\"layer6\"` or one of 4 more"
    );
    assert_eq!(
        fault(PYTHON, Some("conv.bais")),
        "holds no tensor `\"conv.bais\"`: write `\"conv.bias\"` or `\"conv.weight\"`"
    );
}

#[test]
fn other_dtypes_are_told_those_that_work() {
    for (dtype, size) in [("BOOL", 1), ("F8_E4M3", 1), ("C64", 8)] {
        let header =
            format!(r#"{{"a":{{"dtype":"{dtype}","shape":[1],"data_offsets":[0,{size}]}}}}"#);
        assert_eq!(
            fault(&file(&header, &vec![0; size]), Some("a")),
            format!(
                "has `\"a\"` in the dtype `{dtype}`: convert it to floats or integers, such as `F32` or `I32`, and save it again"
            )
        );
    }
}

#[test]
fn integers_beyond_32_bits_are_told_where_they_are() {
    let header = r#"{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}"#;
    let tensors = [1_i64.to_le_bytes(), (-1_i64 << 40).to_le_bytes()].concat();
    assert_eq!(
        fault(&file(header, &tensors), Some("a")),
        "has in `\"a\"` the value -1099511627776 at index 1 of its elements as they lie in the file, outside `i32`: save smaller values, or save floats"
    );
}

#[test]
fn truncated_and_longer_files_are_refused() {
    let name = Some("conv.bias");
    for (length, expected) in [
        (
            0,
            "is truncated, within the length of its header: save it again",
        ),
        (
            7,
            "is truncated, within the length of its header: save it again",
        ),
        (8, "is truncated, within its header: save it again"),
        (135, "is truncated, within its header: save it again"),
        (
            136,
            "is truncated, with 0 of the 9 bytes of its tensors: save it again",
        ),
        (
            144,
            "is truncated, with 8 of the 9 bytes of its tensors: save it again",
        ),
    ] {
        assert_eq!(fault(&PYTHON[..length], name), expected, "{length}");
    }
    let longer = [PYTHON, b"\0"].concat();
    assert_eq!(
        fault(&longer, name),
        "has 10 bytes after its header, where its tensors take 9: save it again"
    );
    assert_eq!(
        fault(b"version of something else", name),
        "does not begin as a safetensors file does: save the tensors again"
    );
}

#[test]
fn broken_headers_are_refused() {
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    let eighth = (1_u64 << 61) - 1;
    // Their sum and the header's length are more than 64 bits hold.
    let huge: Vec<String> = (0..8)
        .map(|index| {
            let (start, end) = (index * eighth, (index + 1) * eighth);
            format!(
                r#""{index}":{{"dtype":"U8","shape":[{eighth}],"data_offsets":[{start},{end}]}}"#
            )
        })
        .collect();
    let huge = format!("{{{}}}", huge.join(","));
    for (header, expected) in [
        ("", "EOF while parsing"),
        ("[]", "invalid type: sequence"),
        (&deep, "recursion limit exceeded"),
        (
            r#"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#,
            "unknown variant `F31`",
        ),
        (
            r#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
            "integer `-1`",
        ),
        (
            r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
            "invalid shape",
        ),
        (
            r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            "invalid offset for tensor `a`",
        ),
        (
            r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
            "invalid offset for tensor `a`",
        ),
        (
            r#"{"a":{"dtype":"F64","shape":[4000000000,4000000000],"data_offsets":[0,4]}}"#,
            "overflow",
        ),
        (
            &huge,
            if usize::BITS == 64 {
                "is truncated, with 4 of the 18446744073709551608 bytes"
            } else {
                "expected usize"
            },
        ),
    ] {
        let fault = fault(&file(header, &[0; 4]), Some("a"));
        assert!(fault.contains(expected), "{fault}");
    }
}
