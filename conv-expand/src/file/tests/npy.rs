//! `.npy`, versions 1.0 to 3.0, as NumPy writes it and as others do.

use super::disk::Directory;
use crate::file::npy::parse;
use crate::file::{Tensor, read};
use conv_plan::rules::layer::LayerValues;
use conv_plan::rules::layer::LayerValues::{F32, F64, Integer};

/// Version 1.0, with `header` as it is.
pub(super) fn file(header: &str, elements: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).expect("the header is short");
    [
        b"\x93NUMPY\x01\x00",
        &length.to_le_bytes()[..],
        header.as_bytes(),
        elements,
    ]
    .concat()
}

/// As `numpy.save` does, padding and all.
pub(super) fn saved(descr: &str, fortran: bool, shape: &str, elements: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let mut header =
        format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}");
    while (header.len() + 11) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    file(&header, elements)
}

fn bytes<T: Copy, const SIZE: usize>(values: &[T], bytes: fn(T) -> [u8; SIZE]) -> Vec<u8> {
    values.iter().flat_map(|&value| bytes(value)).collect()
}

fn fault(bytes: &[u8]) -> String {
    parse(bytes).expect_err("the file is broken")
}

/// Written by `numpy.save` of NumPy 2.4.
const NUMPY_C: &[u8] = b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }                                                          \n\x00\x00\xc0?\x00\x00\x00\xc0\x00\x00\x80>\x00\x00@@\x00\x00\x80@\x00\x00\xa0@";
const NUMPY_FORTRAN: &[u8] = b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }                                                           \n\x00\x00\x00\x00\x00\x00\xf0?\x00\x00\x00\x00\x00\x00\x10@\x00\x00\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x14@\x00\x00\x00\x00\x00\x00\x08@\x00\x00\x00\x00\x00\x00\x18@";
const NUMPY_BYTES: &[u8] = b"\x93NUMPY\x01\x00v\x00{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }                                                            \n\x01\x80\x7f";
const NUMPY_SCALAR: &[u8] = b"\x93NUMPY\x01\x00v\x00{'descr': '>i4', 'fortran_order': False, 'shape': (), }                                                              \n\x00\x00\x00\x07";

#[test]
fn files_of_numpy_are_read() {
    let directory = Directory::new("numpy");
    for (name, bytes, shape, values) in [
        (
            "c.npy",
            NUMPY_C,
            vec![2, 3],
            F32(vec![1.5, -2.0, 0.25, 3.0, 4.0, 5.0]),
        ),
        (
            "f.NPY",
            NUMPY_FORTRAN,
            vec![2, 3],
            F64(vec![1.0, -2.0, 3.0, 4.0, 5.0, 6.0]),
        ),
        (
            "bytes.npy",
            NUMPY_BYTES,
            vec![3],
            Integer(vec![1, -128, 127]),
        ),
        ("scalar.npy", NUMPY_SCALAR, vec![], Integer(vec![7])),
    ] {
        let path = directory.file(name, bytes);
        assert_eq!(
            read("".as_ref(), &path, None),
            Ok(Tensor { shape, values }),
            "{name}"
        );
    }
}

#[test]
fn the_files_of_these_tests_are_those_of_numpy() {
    let floats = bytes(&[1.5, -2.0, 0.25, 3.0, 4.0, 5.0], f32::to_le_bytes);
    assert_eq!(saved("<f4", false, "(2, 3)", &floats), NUMPY_C);
    assert_eq!(saved("|i1", false, "(3,)", b"\x01\x80\x7f"), NUMPY_BYTES);
}

#[test]
fn every_dtype_is_read_in_both_byte_orders() {
    /// The bytes in both orders, little first.
    macro_rules! both {
        ($values:expr, $ty:ty) => {
            [
                bytes(&$values, <$ty>::to_le_bytes),
                bytes(&$values, <$ty>::to_be_bytes),
            ]
        };
    }
    let singles = [0.1, -0.0, f32::MAX, f32::MIN_POSITIVE];
    let doubles = [0.1, -0.0, f64::MAX, f64::MIN_POSITIVE];
    let words = [1, -1, i32::MAX, i32::MIN];
    let wide = words.map(i64::from);
    let natural = [0, 1, 255, i32::MAX];
    // Of 1, -0.1 rounded, the largest and the smallest number, as NumPy writes them.
    let halves = [0x3c00, 0xae66, 0x7bff, 0x0001];
    let read_halves = [1.0, -0.099_975_586, 65504.0, 5.960_464_5e-8];
    let cases: [(&str, [Vec<u8>; 2], LayerValues); 11] = [
        ("f2", both!(halves, u16), F32(read_halves.into())),
        ("f4", both!(singles, f32), F32(singles.into())),
        ("f8", both!(doubles, f64), F64(doubles.into())),
        (
            "i1",
            both!([0, 127, -128, -1], i8),
            Integer(vec![0, 127, -128, -1]),
        ),
        (
            "i2",
            both!([0, 255, i16::MIN, i16::MAX], i16),
            Integer(vec![0, 255, -32768, 32767]),
        ),
        ("i4", both!(words, i32), Integer(words.into())),
        ("i8", both!(wide, i64), Integer(words.into())),
        (
            "u1",
            both!([0, 127, 128, 255], u8),
            Integer(vec![0, 127, 128, 255]),
        ),
        (
            "u2",
            both!([0, 255, 32768, u16::MAX], u16),
            Integer(vec![0, 255, 32768, 65535]),
        ),
        (
            "u4",
            both!(natural.map(|value| value as u32), u32),
            Integer(natural.into()),
        ),
        (
            "u8",
            both!(natural.map(|value| value as u64), u64),
            Integer(natural.into()),
        ),
    ];
    for (kind, [little, big], values) in cases {
        let mut orders = vec![('<', little), ('>', big)];
        if kind.ends_with('1') {
            orders.push(('|', orders[0].1.clone()));
        }
        for (order, elements) in orders {
            let descr = format!("{order}{kind}");
            let file = saved(&descr, false, "(2, 2)", &elements);
            assert_eq!(parse(&file), Ok((vec![2, 2], values.clone())), "{descr}");
        }
    }
}

/// Sign, power of two and fraction in doubles, which hold every number of half precision too.
#[test]
fn every_half_is_the_number_that_its_bits_say() {
    let all: Vec<u16> = (0..=u16::MAX).collect();
    let file = saved("<f2", false, "(65536,)", &bytes(&all, u16::to_le_bytes));
    let Ok((_, F32(values))) = parse(&file) else {
        panic!("halves are floats");
    };
    assert_eq!(values.len(), all.len());
    for (bits, value) in all.into_iter().zip(values) {
        let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
        let fraction = f64::from(bits % 1024) / 1024.0;
        let expected = match (bits / 1024) % 32 {
            0 => sign * fraction / 16384.0,
            31 if fraction > 0.0 => f64::NAN,
            31 => sign * f64::INFINITY,
            exponent => sign * (1.0 + fraction) * f64::from(1 << exponent) / 32768.0,
        };
        let value = f64::from(value);
        assert!(
            value.to_bits() == expected.to_bits() || value.is_nan() && expected.is_nan(),
            "{bits:#06x} is {expected}, not {value}"
        );
    }
}

#[test]
fn integers_beyond_32_bits_are_told_where_they_are() {
    let beyond = |value: &str, index: usize| {
        format!(
            "has the value {value} at index {index} of its elements as they lie in the file, outside `i32`: save smaller values, or save floats"
        )
    };
    for (descr, elements, expected) in [
        (
            "<i8",
            bytes(&[1, 1 << 31], i64::to_le_bytes),
            beyond("2147483648", 1),
        ),
        (
            "<i8",
            bytes(&[i64::MIN, 0], i64::to_le_bytes),
            beyond("-9223372036854775808", 0),
        ),
        (
            ">u4",
            bytes(&[0, u32::MAX], u32::to_be_bytes),
            beyond("4294967295", 1),
        ),
        (
            "<u8",
            bytes(&[u64::MAX, 0], u64::to_le_bytes),
            beyond("18446744073709551615", 0),
        ),
    ] {
        assert_eq!(fault(&saved(descr, false, "(2,)", &elements)), expected);
        assert_eq!(fault(&saved(descr, true, "(2, 1)", &elements)), expected);
    }
}

#[test]
fn fortran_order_becomes_c_order() {
    let elements: Vec<u8> = (0..24).collect();
    // Of the element at [i, j, k], i + 2 * j + 6 * k.
    let expected = (0..2)
        .flat_map(|i| (0..3).flat_map(move |j| (0..4).map(move |k| i + 2 * j + 6 * k)))
        .collect();
    for (written, shape) in [
        ("(2, 3, 4)", vec![2, 3, 4]),
        ("(2, 1, 3, 4, 1)", vec![2, 1, 3, 4, 1]),
    ] {
        let file = saved("|u1", true, written, &elements);
        assert_eq!(
            parse(&file),
            Ok((shape, Integer(Vec::clone(&expected)))),
            "{written}"
        );
    }
    let singles = bytes(&[1.0, 2.0, 3.0, 4.0], f32::to_le_bytes);
    let file = saved("<f4", true, "(2, 2)", &singles);
    assert_eq!(
        parse(&file),
        Ok((vec![2, 2], F32(vec![1.0, 3.0, 2.0, 4.0])))
    );
    // A walk of the extents before the 0 would not end.
    let file = saved("|u1", true, "(4000000000, 0)", b"");
    assert_eq!(parse(&file), Ok((vec![4_000_000_000, 0], Integer(vec![]))));
}

#[test]
fn every_version_and_way_to_write_a_header_is_read() {
    let header = "{'shape':(2L,1), \"fortran_order\" : False,'descr':\"|i1\"}";
    let expected = Ok((vec![2, 1], Integer(vec![5, 6])));
    assert_eq!(parse(&file(header, &[5, 6])), expected);
    for version in [2, 3] {
        let length = header.len() as u32;
        let file = [
            b"\x93NUMPY",
            &[version, 0][..],
            &length.to_le_bytes(),
            header.as_bytes(),
            &[5, 6],
        ];
        assert_eq!(parse(&file.concat()), expected, "{version}");
    }
}

#[test]
fn other_dtypes_are_told_those_that_work() {
    for descr in [
        "<f16", "<c8", "|b1", "|i2", "|O", "|S3", "|f4", "f4", "=f4", "<", "", "\u{e9}",
    ] {
        assert_eq!(
            fault(&saved(descr, false, "(1,)", &[0; 8])),
            format!(
                "has the dtype `{descr}`: convert it to floats or integers, such as with `.astype(\"f4\")` or `.astype(\"i4\")`, and save it again"
            )
        );
    }
    let fields = file(
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
        &[0; 4],
    );
    assert_eq!(
        fault(&fields),
        "has elements with fields: save one of the fields alone"
    );
}

#[test]
fn sizes_other_than_the_shape_s_are_refused() {
    for (elements, expected) in [
        (
            &[0; 23][..],
            "is truncated, with 23 of the 24 bytes of its elements: save it again",
        ),
        (
            &[],
            "is truncated, with 0 of the 24 bytes of its elements: save it again",
        ),
        (
            &[0; 28],
            "has 28 bytes after its header, where its array takes 24: save one array alone",
        ),
    ] {
        assert_eq!(fault(&saved("<f4", false, "(2, 3)", elements)), expected);
    }
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    let whole = file(header, &[0; 24]);
    for length in 8..whole.len() - 24 {
        assert_eq!(
            fault(&whole[..length]),
            "is truncated, within its header: save it again"
        );
    }
}

#[test]
fn shapes_larger_than_memory_are_refused() {
    for (shape, expected) in [
        (
            "(4000000000, 4000000000, 2)",
            "has the shape [4000000000, 4000000000, 2], too large for any memory: save a smaller array",
        ),
        (
            "(2, 99999999999999999999)",
            "has an axis of 99999999999999999999 elements, too large for any memory: save a smaller array",
        ),
    ] {
        assert_eq!(fault(&saved("<f4", false, shape, &[0; 24])), expected);
    }
}

#[test]
fn a_header_of_another_form_is_refused() {
    let instead = |found: &str, expected: &str| {
        format!("has {found} in its header where {expected} should be: write it with `numpy.save`")
    };
    let no_key =
        |key: &str| format!("has no key `{key}` in its header: write it with `numpy.save`");
    let cases = [
        ("", instead("nothing", "`{`")),
        (
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            instead("`[[[[[[[[[[[[`", "`{`"),
        ),
        ("{}", no_key("descr")),
        ("{'descr': '<f4'}", no_key("fortran_order")),
        ("{'descr': '<f4', 'fortran_order': False}", no_key("shape")),
        ("{'descr", instead("`descr`", "a string that ends")),
        ("{'descr' '<f4'}", instead("`'<f4'}`", "`:`")),
        ("{'descr': 3}", instead("`3}`", "a string")),
        (
            "{'descr': '<f4' 'shape': (1,)}",
            instead("`'shape': (1,`", "`}`"),
        ),
        ("{'fortran_order': 1}", instead("`1}`", "`True` or `False`")),
        ("{'shape': 3}", instead("`3}`", "`(`")),
        ("{'shape': (1, -2)}", instead("`-2)}`", "an extent")),
        ("{'shape': (,)}", instead("`,)}`", "an extent")),
        ("{'shape': ((1,),)}", instead("`(1,),)}`", "an extent")),
        ("{'shape': (1 2)}", instead("`2)}`", "`)`")),
        ("{} # \u{1}", instead("`# \\u{1}`", "its end")),
        (
            "{'shape': (1,), 'shape': (1,)}",
            "has a header where `shape` is given twice: remove one of them".into(),
        ),
        (
            "{'order': 'C'}",
            "has the unknown key `order` in its header: write it with `numpy.save`".into(),
        ),
    ];
    for (header, expected) in cases {
        assert_eq!(fault(&file(header, b"")), expected, "{header}");
    }
    let mut latin = file("{'descr': '<f4'}", b"");
    latin[12] = 0xe9;
    assert_eq!(
        fault(&latin),
        "has a header that is not text: write it with `numpy.save`"
    );
}

#[test]
fn what_is_no_npy_is_told_so() {
    let foreign = "does not begin as NumPy's format does: write the array with `numpy.save`";
    for bytes in [&b""[..], b"\x93NUMP", b"PK\x03\x04", b"NUMPY\x01\x00"] {
        assert_eq!(fault(bytes), foreign);
    }
    for (bytes, version) in [(b"\x93NUMPY\x04\x00", "4.0"), (b"\x93NUMPY\x01\x01", "1.1")] {
        assert_eq!(
            fault(bytes),
            format!(
                "is of version {version} of NumPy's format, which is unknown: save it as version 1.0, 2.0 or 3.0"
            )
        );
    }
}
