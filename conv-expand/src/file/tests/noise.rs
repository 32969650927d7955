//! Bytes that no program wrote: the readers must return, with an array that fits its shape or one
//! sentence.

use crate::file::Contents;

/// Marsaglia's xorshift, so that every run has the same bytes.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        /// What headers are made of, and what numbers break at.
        const LIKELY: &[u8] = b"{}[]()'\":,09 \\-eTFL\x00\x01\x7f\x80\xff";
        match self.below(3) {
            0 => self.next().to_le_bytes()[0],
            _ => LIKELY[self.below(LIKELY.len())],
        }
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.byte()).collect()
    }

    /// `file` with a few bytes written over, put in or taken out, and sometimes cut short.
    fn mutation(&mut self, file: &[u8]) -> Vec<u8> {
        let mut file = file.to_vec();
        for _ in 0..=self.below(4) {
            let start = self.below(file.len());
            let end = (start + self.below(5)).min(file.len());
            let new = self.bytes(5);
            file.splice(start..end, new);
        }
        if self.below(4) == 0 {
            file.truncate(self.below(file.len()));
        }
        file
    }
}

fn sound(contents: &Contents, bytes: &[u8]) {
    match contents {
        Ok((shape, values)) => {
            assert_eq!(shape.iter().product::<usize>(), values.len(), "{bytes:?}")
        }
        Err(fault) => {
            assert!(!fault.contains(char::is_control), "{fault:?}");
            assert!(fault.len() < 1000, "{fault:?}");
        }
    }
}

fn disturbed(files: &[Vec<u8>], parse: impl Fn(&[u8]) -> Contents) {
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    for file in files {
        assert!(parse(file).is_ok(), "{file:?}");
        for length in 0..file.len() {
            let cut = &file[..length];
            assert!(parse(cut).is_err(), "{cut:?}");
        }
        for _ in 0..20_000 {
            let mutation = noise.mutation(file);
            sound(&parse(&mutation), &mutation);
        }
    }
    for _ in 0..20_000 {
        let bytes = noise.bytes(200);
        sound(&parse(&bytes), &bytes);
    }
}

#[cfg(feature = "npy")]
#[test]
fn no_bytes_make_the_reader_of_npy_panic() {
    use super::npy::{file, saved};
    use crate::file::npy::parse;

    disturbed(
        &[
            saved("<f4", false, "(2, 3)", &[7; 24]),
            saved(">f8", true, "(2, 1, 2)", &[7; 32]),
            file(
                "{'descr':'|i1','fortran_order':True,'shape':(2,3,4)}",
                &[7; 24],
            ),
        ],
        parse,
    );
    // A header of noise after a sound beginning, and a sound one for elements of noise.
    let mut noise = Noise(0x2545_f491_4f6c_dd1d);
    for _ in 0..20_000 {
        let header: String = noise.bytes(100).into_iter().map(char::from).collect();
        let elements = noise.bytes(30);
        for bytes in [
            file(&header, &elements),
            saved("|u1", true, "(3, 4)", &elements),
        ] {
            sound(&parse(&bytes), &bytes);
        }
    }
}

#[cfg(feature = "safetensors")]
#[test]
fn no_bytes_make_the_reader_of_safetensors_panic() {
    use super::safetensors::{PYTHON, file};
    use crate::file::safetensors::read;
    use std::io::Cursor;

    let parse = |bytes: &[u8]| read(Cursor::new(bytes), Some("conv.bias"));
    let header = r#"{"conv.bias":{"dtype":"F64","shape":[2,1],"data_offsets":[0,16]}}"#;
    disturbed(&[PYTHON.to_vec(), file(header, &[7; 16])], parse);
    let mut noise = Noise(0x2545_f491_4f6c_dd1d);
    for _ in 0..20_000 {
        let sound_length = noise.mutation(header.as_bytes());
        let header = String::from_utf8_lossy(&sound_length);
        let bytes = file(&header, &[7; 16]);
        sound(&parse(&bytes), &bytes);
    }
}
