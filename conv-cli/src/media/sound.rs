//! WAV: 8 bits become 16 and 24 become 32, at the same loudness; 32-bit floats stay. Floats that
//! were integers of a sound are divided by the loudest.

use super::{Media, Samples, Shape, Wrong};
use hound::{Sample, SampleFormat, WavReader, WavSpec, WavWriter};
use std::io::Cursor;

pub(super) fn decode(bytes: &[u8]) -> Result<Media, Wrong> {
    let reader = WavReader::new(bytes).map_err(|error| error.to_string())?;
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
    let loudest = match &samples {
        Samples::I16(_) => -f64::from(i16::MIN),
        Samples::I32(_) => -f64::from(i32::MIN),
        _ => 1.0,
    };
    Ok(Media {
        loudest,
        samples,
        shape: Shape::Signal {
            length: count.checked_div(channels).unwrap_or(0),
            channels,
        },
        rate: [u64::from(spec.sample_rate), 1],
    })
}

fn all<S: Sample>(reader: WavReader<&[u8]>) -> Result<Vec<S>, Wrong> {
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
    same_loudness(media)?;
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
                .map(|&sample| (f64::from(sample) / media.loudest) as f32)
                .collect();
            write(&mut bytes, spec, &all)
        }
        _ => Ok(()),
    };
    written.map_err(|error| error.to_string())?;
    Ok(bytes.into_inner())
}

/// Refuses integers that count up to another loudest than those of the sound did.
fn same_loudness(media: &Media) -> Result<(), Wrong> {
    let (of_16, of_32) = (-f64::from(i16::MIN), -f64::from(i32::MIN));
    let wrong = match media.samples {
        Samples::I32(_) if media.loudest == of_16 => {
            "sums of 16-bit sound are 65536 times too quiet as 32 bits: write `--output f32`, or NPY"
        }
        Samples::I16(_) if media.loudest == of_32 => {
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
    let moment = u64::from(spec.bits_per_sample / 8) * u64::from(spec.channels);
    if moment > u64::from(u16::MAX) {
        return Err(format!(
            "WAV holds at most 65535 bytes for a moment on all channels, and this sound has {moment}: write NPY"
        ));
    }
    let second = moment * u64::from(spec.sample_rate);
    if second > u64::from(u32::MAX) {
        return Err(format!(
            "WAV holds less than 2^32 bytes for a second, and this sound has {second}: write NPY"
        ));
    }
    let size = (length as u64)
        .checked_mul(moment)
        .and_then(|size| size.checked_add(HEADER));
    if size.is_none_or(|size| size > u64::from(u32::MAX)) {
        return Err(format!(
            "WAV holds less than 4 GiB, and this sound has {length} samples of {moment} bytes: write NPY"
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
            (spec(u16::MAX / 4 + 1, 1, 32), 1, "for a moment"),
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
