//! Sound of 48 kHz brought to 16 kHz, block by block, as it would come from a microphone.
//!
//! ```text
//! cargo run --release --example denoise_wav [-- INPUT.wav OUT.wav]
//! ```
//!
//! `INPUT.wav` has 48,000 samples of 16 bits a second, in any number of channels; without it a tone
//! of 440 Hz under a hiss and a whistle of 11 kHz is made. A filter lets pass what 16 kHz can hold
//! and gives every third sample: nothing else is computed. Each channel is a stream with a state of
//! its own, fed with blocks of 10 ms.

use conv_kernel::prelude::*;
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use std::error::Error;

conv_kernel! {
    /// Up to 7 kHz of 24, and a sample for every third.
    struct Decimate: f32 {
        taps: lowpass(95, 7000 / 24000, kaiser(6.0)),
        stride: 3,
        padding: causal,
    }
}

/// Samples of a block: 10 ms.
const BLOCK: usize = 480;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (sound, channels, out) = match arguments.as_slice() {
        [] => (made(), 1, "denoised.wav"),
        [option] if option.starts_with('-') => {
            println!("usage: denoise_wav [INPUT.wav OUT.wav]");
            return Ok(());
        }
        [input, out] => {
            let reader = WavReader::open(input).map_err(|error| format!("{input}: {error}"))?;
            let spec = reader.spec();
            if (spec.sample_rate, spec.bits_per_sample, spec.sample_format)
                != (48000, 16, SampleFormat::Int)
            {
                return Err(
                    format!("{input}: 48 kHz and 16 bits are expected, not {spec:?}").into(),
                );
            }
            let samples: Result<Vec<i16>, _> = reader.into_samples().collect();
            (samples?, usize::from(spec.channels), out.as_str())
        }
        _ => return Err("INPUT.wav and OUT.wav are expected, or neither".into()),
    };
    let spec = WavSpec {
        channels: u16::try_from(channels)?,
        sample_rate: 16000,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut writer = WavWriter::create(out, spec)?;
    let mut streams = vec![Decimate.stream(); channels];
    let mut filtered = vec![[0.0f32; BLOCK / 3 + 1]; channels];
    let mut count = 0;
    for block in sound.chunks(BLOCK * channels) {
        let mut ready = 0;
        for (channel, stream) in streams.iter_mut().enumerate() {
            let mut samples = [0.0; BLOCK];
            let mut length = 0;
            for (to, &from) in samples
                .iter_mut()
                .zip(block[channel..].iter().step_by(channels))
            {
                *to = f32::from(from);
                length += 1;
            }
            ready = stream.push(&samples[..length], &mut filtered[channel])?;
        }
        for index in 0..ready {
            for samples in &filtered {
                writer.write_sample(samples[index].round_ties_even() as i16)?;
            }
        }
        count += ready;
    }
    writer.finalize()?;
    println!(
        "{} samples at 48 kHz -> {count} at 16 kHz, {channels} channel(s), {}",
        sound.len() / channels,
        Level::best()
    );
    println!("written {out}");
    Ok(())
}

/// A second of a tone, a whistle and a hiss.
fn made() -> Vec<i16> {
    let mut random = fastrand::Rng::with_seed(7);
    let wave =
        |hertz: f64, index: u32| (std::f64::consts::TAU * hertz * f64::from(index) / 48e3).sin();
    (0..48000)
        .map(|index| {
            let hiss = random.f64() - 0.5;
            (8000.0 * wave(440.0, index) + 4000.0 * wave(11e3, index) + 3000.0 * hiss) as i16
        })
        .collect()
}
