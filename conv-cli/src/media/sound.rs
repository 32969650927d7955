//! WAV: 8 bits become 16 and 24 become 32, at the same loudness; 32-bit floats stay. Floats that
//! were integers of a sound are divided by its full scale.

use super::{Media, Samples, Shape, Wrong};
use hound::{Sample, SampleFormat, WavReader, WavSpec, WavWriter};
use std::io::{Cursor, Read};

pub(super) fn decode(bytes: &[u8]) -> Result<Media, Wrong> {
    let (header, rest) = sized(bytes)?;
    let reader = WavReader::new(header.chain(rest)).map_err(|error| error.to_string())?;
    let spec = reader.spec();
    let channels = usize::from(spec.channels);
    let samples = match (spec.sample_format, spec.bits_per_sample) {
        (SampleFormat::Int, bits @ 1..=16) => {
            let all: Vec<i16> = all(reader)?;
            Samples::I16(
                all.into_iter()
                    .map(|sample| sample << (16 - bits))
                    .collect(),
            )
        }
        (SampleFormat::Int, bits @ 17..=32) => {
            let all: Vec<i32> = all(reader)?;
            Samples::I32(
                all.into_iter()
                    .map(|sample| sample << (32 - bits))
                    .collect(),
            )
        }
        (SampleFormat::Float, 32) => Samples::F32(all(reader)?),
        (_, bits) => {
            return Err(format!(
                "samples of {bits} bits are not read: convert them to 16 or 32 bits"
            ));
        }
    };
    let count = match &samples {
        Samples::I16(all) => all.len(),
        Samples::I32(all) => all.len(),
        Samples::F32(all) => all.len(),
        _ => 0,
    };
    let full_scale = match &samples {
        Samples::I16(_) => -f64::from(i16::MIN),
        Samples::I32(_) => -f64::from(i32::MIN),
        _ => 1.0,
    };
    Ok(Media {
        full_scale,
        samples,
        shape: Shape::Signal {
            length: count.checked_div(channels).unwrap_or(0),
            channels,
        },
        rate: [u64::from(spec.sample_rate), 1],
    })
}

/// The file in two parts, a header and what follows. The first is empty, unless the size of the
/// samples is the one that a program leaves which writes into a pipe and cannot know it: then it is
/// replaced by that of the whole frames which are there.
fn sized(bytes: &[u8]) -> Result<(Cursor<Vec<u8>>, &[u8]), Wrong> {
    const UNKNOWN: u32 = u32::MAX;
    let mut format = None;
    let mut rest = bytes.get(12..).unwrap_or_default();
    while let Some((&[ref kind @ .., a, b, c, d], data)) = rest.split_first_chunk::<8>() {
        let length = u32::from_le_bytes([a, b, c, d]);
        let size = length as usize;
        match kind {
            b"fmt " => format = data.get(..size),
            b"data" if length == UNKNOWN => {
                let Some(format @ [_, _, _, _, _, _, _, _, _, _, _, _, low, high, ..]) = format
                else {
                    break;
                };
                let frame = usize::from(u16::from_le_bytes([*low, *high]));
                let there = data.len() - data.len().checked_rem(frame).unwrap_or(0);
                let there = u32::try_from(there)
                    .map_err(|_| "it has 4 GiB of samples or more, which WAV does not hold: cut it into several files")?;
                let header = [
                    &b"RIFF"[..],
                    &UNKNOWN.to_le_bytes(),
                    b"WAVEfmt ",
                    &(format.len() as u32).to_le_bytes(),
                    format,
                    b"data",
                    &there.to_le_bytes(),
                ];
                return Ok((Cursor::new(header.concat()), data));
            }
            b"data" => break,
            _ => {}
        }
        // Chunks of an odd size have one more byte.
        let size = size.saturating_add(size % 2);
        rest = data.get(size..).unwrap_or_default();
    }
    Ok((Cursor::default(), bytes))
}

fn all<S: Sample>(reader: WavReader<impl Read>) -> Result<Vec<S>, Wrong> {
    let samples: Result<Vec<S>, _> = reader.into_samples().collect();
    samples.map_err(|error| error.to_string())
}

pub(super) fn encode(media: &Media) -> Result<Vec<u8>, Wrong> {
    let Shape::Signal { channels, length } = media.shape else {
        return Err("WAV holds signals, and this is a picture: write PNG, TIFF or NPY".into());
    };
    let (bits_per_sample, sample_format) = match &media.samples {
        Samples::I16(_) => (16, SampleFormat::Int),
        Samples::I32(_) => (32, SampleFormat::Int),
        Samples::F32(_) => (32, SampleFormat::Float),
        samples => {
            return Err(format!(
                "WAV holds i16, i32 and f32, and this is {}: write NPY, or another `--output`",
                samples.element()
            ));
        }
    };
    let spec = WavSpec {
        channels: u16::try_from(channels).map_err(|_| "WAV holds at most 65535 channels")?,
        sample_rate: whole(media.rate)?,
        bits_per_sample,
        sample_format,
    };
    held(spec, length)?;
    let mut bytes = Cursor::new(Vec::new());
    let written = match &media.samples {
        Samples::I16(all) => write(&mut bytes, spec, all),
        Samples::I32(all) => write(&mut bytes, spec, all),
        Samples::F32(all) => {
            let all: Vec<f32> = all
                .iter()
                .map(|&sample| (f64::from(sample) / media.full_scale) as f32)
                .collect();
            write(&mut bytes, spec, &all)
        }
        _ => Ok(()),
    };
    written.map_err(|error| error.to_string())?;
    Ok(bytes.into_inner())
}

/// Refuses integers whose full scale is not that of the sound.
pub(crate) fn same_full_scale(media: &Media) -> Result<(), Wrong> {
    let (of_16, of_32) = (-f64::from(i16::MIN), -f64::from(i32::MIN));
    let wrong = match media.samples {
        Samples::I32(_) if media.full_scale == of_16 => {
            "sums of 16-bit sound are 65536 times too quiet as 32 bits: write `--output f32`, or NPY"
        }
        Samples::I16(_) if media.full_scale == of_32 => {
            "sound of more than 16 bits is 65536 times too loud as 16 bits: write `--output f32`, or NPY"
        }
        _ => return Ok(()),
    };
    Err(wrong.into())
}

/// A rate as WAV has it.
fn whole([above, below]: [u64; 2]) -> Result<u32, Wrong> {
    let rate = above
        .checked_div(below)
        .filter(|rate| rate * below == above);
    let rate = rate.and_then(|rate| u32::try_from(rate).ok());
    rate.filter(|&rate| rate > 0).ok_or_else(|| {
        format!("WAV holds whole rates from 1 Hz and below 2^32, and this one is {above}/{below} Hz: write NPY, or another `--stride` or `--interpolate`")
    })
}

/// Refuses a sound of so many samples on each channel that the fields of a header would not hold
/// what follows from it: `hound` writes their lowest bits.
fn held(spec: WavSpec, length: usize) -> Result<(), Wrong> {
    /// The bytes of the file that the size in the header counts, beside those of the samples.
    const HEADER: u64 = 60;
    let frame = u64::from(spec.bits_per_sample / 8) * u64::from(spec.channels);
    if frame > u64::from(u16::MAX) {
        return Err(format!(
            "WAV holds at most 65535 bytes for a frame of all channels, and this sound has {frame}: write NPY"
        ));
    }
    let second = frame * u64::from(spec.sample_rate);
    if second > u64::from(u32::MAX) {
        return Err(format!(
            "WAV holds less than 2^32 bytes for a second, and this sound has {second}: write NPY"
        ));
    }
    let size = (length as u64)
        .checked_mul(frame)
        .and_then(|size| size.checked_add(HEADER));
    if size.is_none_or(|size| size > u64::from(u32::MAX)) {
        return Err(format!(
            "WAV holds less than 4 GiB, and this sound has {length} frames of {frame} bytes: write NPY"
        ));
    }
    Ok(())
}

fn write<S: Sample + Copy>(
    bytes: &mut Cursor<Vec<u8>>,
    spec: WavSpec,
    all: &[S],
) -> hound::Result<()> {
    let mut writer = WavWriter::new(bytes, spec)?;
    for &sample in all {
        writer.write_sample(sample)?;
    }
    writer.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fields_of_a_header_do_not_hold_is_refused() {
        let spec = |channels, sample_rate, bits_per_sample| WavSpec {
            channels,
            sample_rate,
            bits_per_sample,
            sample_format: SampleFormat::Int,
        };
        let most = u32::MAX as usize - 60;
        for (spec, length, wrong) in [
            (spec(1, 48_000, 16), most / 2, ""),
            (spec(1, 48_000, 16), most / 2 + 1, "less than 4 GiB"),
            (spec(2, 48_000, 32), most / 8, ""),
            (spec(2, 48_000, 32), most / 8 + 1, "less than 4 GiB"),
            (spec(1, 48_000, 16), usize::MAX, "less than 4 GiB"),
            (spec(2, u32::MAX / 8, 32), 1, ""),
            (spec(2, u32::MAX / 8 + 1, 32), 1, "for a second"),
            (spec(u16::MAX / 4, 1, 32), 1, ""),
            (spec(u16::MAX / 4 + 1, 1, 32), 1, "for a frame"),
        ] {
            match held(spec, length) {
                Ok(()) => assert_eq!(wrong, "", "{spec:?} {length}"),
                Err(message) => {
                    assert!(!wrong.is_empty() && message.contains(wrong), "{message}");
                }
            }
        }
    }
}
