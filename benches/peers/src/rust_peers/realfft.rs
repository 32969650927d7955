//! `realfft`: overlap-save over real-to-complex transforms, planned once, with buffers that are
//! kept. Every block size takes part as a call of its own, so that the fastest is chosen.

use crate::contestant::{Check, Contestant, Peer, Writes};
use crate::task::Task;
use anyhow::Result;
use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use std::sync::Arc;

/// Elements of a block: powers of two, as far as they hold twice the taps.
const BLOCKS: std::ops::RangeInclusive<u32> = 9..=14;

pub(super) fn overlap_save(task: &Task) -> Vec<Contestant<f32, f32>> {
    BLOCKS
        .map(|power| 1 << power)
        .filter(|&block| block >= 2 * task.columns)
        .filter_map(|block| {
            let mut filter = OverlapSave::new(&task.scaled(), block).ok()?;
            let call = format!("overlap-save in blocks of {block}");
            let check = Check::default().points(block);
            let run = move |src: &[f32], dst: &mut [f32]| filter.run(src, dst);
            Some(Contestant::here(Peer::RealFft, call, check, Writes(run)))
        })
        .collect()
}

struct OverlapSave {
    forward: Arc<dyn RealToComplex<f32>>,
    backward: Arc<dyn ComplexToReal<f32>>,
    /// Of the taps, divided by the elements of a block.
    spectrum: Vec<Complex<f32>>,
    taps: usize,
    block: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl OverlapSave {
    fn new(taps: &[f32], size: usize) -> Result<Self> {
        let mut planner = RealFftPlanner::new();
        let forward = planner.plan_fft_forward(size);
        let backward = planner.plan_fft_inverse(size);
        let scratch = forward.get_scratch_len().max(backward.get_scratch_len());
        let mut filter = Self {
            spectrum: forward.make_output_vec(),
            taps: taps.len(),
            block: vec![0.0; size],
            bins: forward.make_output_vec(),
            scratch: vec![Complex::default(); scratch],
            forward,
            backward,
        };
        // Taps are in correlation order: as an impulse response they are flipped.
        for (to, tap) in filter.block.iter_mut().zip(taps.iter().rev()) {
            *to = tap / size as f32;
        }
        filter.forward.process_with_scratch(
            &mut filter.block,
            &mut filter.spectrum,
            &mut filter.scratch,
        )?;
        Ok(filter)
    }

    /// As many outputs as the taps lie within the input.
    fn run(&mut self, src: &[f32], dst: &mut [f32]) -> Result<()> {
        // The first outputs of a block have wrapped around.
        let overlap = self.taps - 1;
        let step = self.block.len() - overlap;
        for (index, outputs) in dst.chunks_mut(step).enumerate() {
            let inputs = &src[index * step..][..outputs.len() + overlap];
            let (used, rest) = self.block.split_at_mut(inputs.len());
            used.copy_from_slice(inputs);
            rest.fill(0.0);
            self.forward.process_with_scratch(
                &mut self.block,
                &mut self.bins,
                &mut self.scratch,
            )?;
            for (bin, factor) in self.bins.iter_mut().zip(&self.spectrum) {
                *bin *= factor;
            }
            self.backward.process_with_scratch(
                &mut self.bins,
                &mut self.block,
                &mut self.scratch,
            )?;
            outputs.copy_from_slice(&self.block[overlap..][..outputs.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::OverlapSave;
    use conv_kernel::plan::fft_error;

    #[test]
    fn a_block_and_a_part_of_one_give_the_sums_of_the_definition() {
        let taps = [0.5f32, -1.0, 2.0];
        let src: Vec<f32> = (0..50).map(|index| (index * index % 11) as f32).collect();
        let bound = fft_error(16, 2f64.powi(-24), 5.25f64.sqrt(), 10.0 * 32f64.sqrt());
        let mut filter = OverlapSave::new(&taps, 16).expect("sizes agree");
        let mut found = vec![f32::NAN; src.len() - 2];
        filter.run(&src, &mut found).expect("sizes agree");
        for (window, found) in src.windows(3).zip(found) {
            let sum: f32 = window.iter().zip(taps).map(|(x, tap)| x * tap).sum();
            assert!(f64::from(sum - found).abs() <= bound, "{sum} {found}");
        }
    }
}
