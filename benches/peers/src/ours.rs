//! This crate's ways: the generated kernel, the same kernel at run time, and long kernels, which
//! are made at run time.

use crate::contestant::{Check, Contestant, Peer, Writes};
use crate::race::Cell;
use crate::task::Task;
use conv_kernel::Scratch;
use conv_kernel::prelude::*;

/// Both ways for a plane, the generated one first.
pub(crate) fn planes<F>(filter: F, task: &Task) -> Vec<Contestant<F::In, F::Out>>
where
    F: Filter + Copy + 'static,
    F::In: Cell,
    F::Out: Cell,
{
    let dynamic = filter.to_dyn();
    vec![
        plane(Peer::Generated, Check::default(), filter, task),
        plane(Peer::Dynamic, Check::default(), dynamic, task),
    ]
}

/// A kernel for planes, with its buffers kept.
pub(crate) fn plane<F>(
    peer: Peer,
    check: Check,
    filter: F,
    task: &Task,
) -> Contestant<F::In, F::Out>
where
    F: Filter + 'static,
    F::In: Cell,
    F::Out: Cell,
{
    let (width, height) = (task.width, task.height);
    let (out_width, out_height) = (task.out_width, task.out_height);
    let mut scratch = Scratch::new();
    let run = move |src: &[F::In], dst: &mut [F::Out]| {
        let src = Plane::new(src, width, height)?;
        let dst = PlaneMut::new(dst, out_width, out_height)?;
        Ok(filter.apply_with(src, dst, &mut scratch)?)
    };
    Contestant::here(peer, "apply_with", check, Writes(run))
}

/// Both ways for a bank with a plane of output for each kernel, the generated one first.
pub(crate) fn banks<B, const N: usize>(bank: B, task: &Task) -> Vec<Contestant<B::In, B::Out>>
where
    B: Bank<N> + Copy + 'static,
    B::In: Cell,
    B::Out: Cell,
{
    let dynamic = bank.to_dyn();
    vec![
        of_bank(Peer::Generated, bank, task),
        of_bank(Peer::Dynamic, dynamic, task),
    ]
}

fn of_bank<B, const N: usize>(peer: Peer, bank: B, task: &Task) -> Contestant<B::In, B::Out>
where
    B: Bank<N> + 'static,
    B::In: Cell,
    B::Out: Cell,
{
    let (width, height) = (task.width, task.height);
    let (out_width, out_height) = (task.out_width, task.out_height);
    let mut scratch = Scratch::new();
    let run = move |src: &[B::In], dst: &mut [B::Out]| {
        let src = Plane::new(src, width, height)?;
        let mut rest = dst.chunks_exact_mut(out_width * out_height);
        let planes: [_; N] = std::array::from_fn(|_| rest.next().unwrap_or_default());
        let mut views = Vec::with_capacity(N);
        for plane in planes {
            views.push(PlaneMut::new(plane, out_width, out_height)?);
        }
        let Ok(views) = <[_; N]>::try_from(views) else {
            anyhow::bail!("there are {N} planes");
        };
        Ok(bank.apply_with(src, views, &mut scratch)?)
    };
    Contestant::here(peer, "Bank::apply_with", Check::default(), Writes(run))
}

/// Both ways for pixels of `N` elements, the generated one first.
pub(crate) fn pixels<F, const N: usize>(filter: F, task: &Task) -> Vec<Contestant<F::In, F::Out>>
where
    F: PixelFilter + Copy + 'static,
    F::In: Cell,
    F::Out: Cell,
{
    let dynamic = filter.to_dyn();
    vec![
        of_pixels::<F, N>(Peer::Generated, filter, task),
        of_pixels::<_, N>(Peer::Dynamic, dynamic, task),
    ]
}

fn of_pixels<F, const N: usize>(peer: Peer, filter: F, task: &Task) -> Contestant<F::In, F::Out>
where
    F: PixelFilter + 'static,
    F::In: Cell,
    F::Out: Cell,
{
    let (width, height) = (task.width, task.height);
    let (out_width, out_height) = (task.out_width, task.out_height);
    let mut scratch = Scratch::new();
    let run = move |src: &[F::In], dst: &mut [F::Out]| {
        let src = Pixels::<_, N>::from_elements(src, width, height)?;
        let dst = PixelsMut::from_elements(dst, out_width, out_height)?;
        Ok(filter.apply_pixels_with(src, dst, &mut scratch)?)
    };
    Contestant::here(peer, "apply_pixels_with", Check::default(), Writes(run))
}

/// Both ways for a signal, the generated one first.
pub(crate) fn signals<F>(filter: F) -> Vec<Contestant<F::In, F::Out>>
where
    F: SignalFilter + Copy + 'static,
    F::In: Cell,
    F::Out: Cell,
{
    let dynamic = filter.to_dyn();
    vec![
        signal(Peer::Generated, filter),
        signal(Peer::Dynamic, dynamic),
    ]
}

fn signal<F>(peer: Peer, filter: F) -> Contestant<F::In, F::Out>
where
    F: SignalFilter + 'static,
    F::In: Cell,
    F::Out: Cell,
{
    let run = move |src: &[F::In], dst: &mut [F::Out]| Ok(filter.apply_into(src, dst)?);
    Contestant::here(peer, "apply_into", Check::default(), Writes(run))
}

/// A kernel for signals, with its buffers kept.
pub(crate) fn kept_signal<F>(peer: Peer, check: Check, filter: F) -> Contestant<F::In, F::Out>
where
    F: SignalFilter + 'static,
    F::In: Cell,
    F::Out: Cell,
{
    let mut scratch = Scratch::new();
    let run =
        move |src: &[F::In], dst: &mut [F::Out]| Ok(filter.apply_with(src, dst, &mut scratch)?);
    Contestant::here(peer, "apply_with", check, Writes(run))
}
