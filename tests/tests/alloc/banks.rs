//! Banks of planes and of signals.

use super::SIZES;
use super::counting::allocations;
use conv_kernel::Scratch;
use conv_kernel::prelude::*;

conv_kernel! {
    struct Gradients: u8 -> i16 { taps: { gx: sobel_x, gy: sobel_y }, padding: same, border: reflect101 }
    struct Haar: i16 -> i32 { taps: { sum: [1, 1], difference: [1, -1] }, padding: [1, 0], stride: 2 }
}

#[test]
fn banks_allocate_nothing_into_their_outputs_and_scratch_only_once() {
    fn bank<B: Bank<2, In = u8, Out = i16>>(bank: &B) {
        let mut scratch = Scratch::new();
        for (width, height) in SIZES {
            let data = vec![0; width * height];
            let src = Plane::new(&data, width, height).unwrap();
            let mut out = [vec![0; data.len()], vec![0; data.len()]];
            let planes = |out: &mut [Vec<i16>; 2]| {
                let [gx, gy] = out;
                bank.apply_into(
                    src,
                    [
                        PlaneMut::new(gx, width, height)?,
                        PlaneMut::new(gy, width, height)?,
                    ],
                )
            };
            let (count, done) = allocations(|| planes(&mut out));
            assert_eq!((count, done), (0, Ok(())), "apply_into {width}x{height}");
            let mut with = || {
                allocations(|| {
                    let [gx, gy] = &mut out;
                    let to = [
                        PlaneMut::new(gx, width, height)?,
                        PlaneMut::new(gy, width, height)?,
                    ];
                    bank.apply_with(src, to, &mut scratch)
                })
            };
            let (_, first) = with();
            assert_eq!(first, Ok(()), "apply_with {width}x{height}");
            assert_eq!(with(), (0, Ok(())), "apply_with again {width}x{height}");
        }
    }
    bank(&Gradients);
    bank(&Gradients.to_dyn());
}

#[test]
fn banks_of_signals_allocate_nothing_into_their_outputs_nor_in_streams_and_scratch_only_once() {
    fn bank<B: SignalBank<2, In = i16, Out = i32>>(bank: &B) {
        let mut scratch = Scratch::new();
        for length in [1, 33, 9001, 300_001] {
            let src = vec![7; length];
            let mut out = [0; 2].map(|_| vec![0; bank.output_len(length).unwrap()]);
            let [sums, differences] = &mut out;
            let into = allocations(|| bank.apply_into(&src, [&mut *sums, &mut *differences]));
            assert_eq!(into, (0, Ok(())), "apply_into {length}");
            let mut with = || {
                allocations(|| bank.apply_with(&src, [&mut *sums, &mut *differences], &mut scratch))
            };
            assert_eq!(with().1, Ok(()), "apply_with {length}");
            assert_eq!(with(), (0, Ok(())), "apply_with again {length}");
            let mut stream = bank.stream().unwrap();
            for block in [1, 64, length] {
                let mut push = |block| stream.push(block, [&mut *sums, &mut *differences]);
                let pushed = || {
                    src.chunks(block)
                        .try_for_each(|block| push(block).map(drop))
                };
                assert_eq!(allocations(pushed), (0, Ok(())), "push {block} of {length}");
                stream.reset();
            }
        }
    }
    bank(&Haar);
    bank(&Haar.to_dyn());
}
