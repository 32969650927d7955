//! The caches of the CPU decide blocks, and no bit of a result.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Level, Tap, conv_kernel, taps};
use conv_runtime::{Caches, assuming};

#[cfg(target_os = "linux")]
#[test]
fn the_caches_that_are_read_are_those_that_the_kernel_lists() {
    let list = std::path::Path::new("/sys/devices/system/cpu/cpu0/cache");
    let text = |index: &str, name: &str| {
        std::fs::read_to_string(list.join(index).join(name)).map(|text| text.trim().to_owned())
    };
    let read = Caches::of_this_cpu();
    let mut compared = 0;
    for index in ["index0", "index1", "index2", "index3"] {
        let (Ok(level), Ok(kind), Ok(size), Ok(ways)) = (
            text(index, "level"),
            text(index, "type"),
            text(index, "size"),
            text(index, "ways_of_associativity"),
        ) else {
            continue;
        };
        if kind == "Instruction" {
            continue;
        }
        let bytes = size.trim_end_matches('K').parse::<usize>().unwrap() << 10;
        match level.as_str() {
            "1" => assert_eq!((read.first, read.ways.to_string()), (bytes, ways)),
            "2" => assert_eq!(read.second, bytes),
            _ => assert_eq!(read.last, bytes),
        }
        compared += 1;
    }
    if compared == 0 {
        println!("this machine lists no caches");
    }
}

/// Caches that no CPU has, and some that CPUs have.
const CACHES: [Caches; 5] = [
    Caches {
        first: 64,
        ways: 1,
        second: 64,
        last: 0,
    },
    Caches {
        first: 4096,
        ways: 2,
        second: 8192,
        last: 8192,
    },
    Caches::ASSUMED,
    Caches {
        first: 48 << 10,
        ways: 12,
        second: 2 << 20,
        last: 32 << 20,
    },
    Caches {
        first: 4 << 20,
        ways: 3,
        second: 1 << 30,
        last: 1 << 40,
    },
];

fn element(index: usize) -> f32 {
    (index.wrapping_mul(2_654_435_761) >> 7 & 0xff) as f32 / 7.0 - 11.0
}

#[test]
fn planes_have_the_same_bits_with_any_caches() {
    let sizes = [(1024, 40), (1021, 37), (2048, 19), (70, 300), (4, 3)];
    let dense = |n: usize| {
        let values = (0..n * n).map(|index| Tap::from(element(index))).collect();
        Taps::new(vec![n, n], values)
    };
    let taps = [dense(3), dense(11), taps::library::binomial(7)];
    for (width, height) in sizes {
        let floats: Vec<f32> = (0..width * height).map(element).collect();
        let bytes: Vec<u8> = floats.iter().map(|&x| (x + 12.0) as u8).collect();
        let (floats, bytes) = (
            Plane::new(&floats, width, height).unwrap(),
            Plane::new(&bytes, width, height).unwrap(),
        );
        for taps in &taps {
            let kernel = DynKernel::<f32, f32>::builder(taps.clone())
                .padding(Padding::Same)
                .border(Border::Reflect)
                .build()
                .unwrap();
            let coarse = DynKernel::<u8, f32>::builder(taps.clone())
                .padding(Padding::Same)
                .border(Border::Replicate)
                .build()
                .unwrap();
            let results = CACHES.map(|caches| {
                assuming(caches, || {
                    (kernel.apply(floats).unwrap(), coarse.apply(bytes).unwrap())
                })
            });
            for (result, caches) in results.iter().zip(CACHES) {
                assert!(*result == results[0], "{width}x{height}, {caches:?}");
            }
        }
    }
}

conv_kernel! {
    /// Eight rows a tile.
    struct Dense: f32 -> f32 {
        taps: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]],
        padding: same,
        border: reflect101,
    }
}

/// Where a plane begins that has its first element so many bytes after a multiple of 4096.
fn start(elements: &[f32], after: usize) -> usize {
    let address = elements.as_ptr().addr();
    (address.next_multiple_of(4096) + after - address) / size_of::<f32>()
}

#[test]
fn planes_have_the_same_bits_wherever_they_lie() {
    conv_kernel::verify(&Dense).unwrap();
    const PAGE: usize = 4096 / size_of::<f32>();
    for (width, height) in [(1024, 40), (1021, 37), (1030, 33), (2044, 19), (4092, 18)] {
        let mut from = vec![0.0; width * height + 2 * PAGE];
        let mut to = vec![0.0; width * height + 2 * PAGE];
        let first = start(&from, 0);
        for (index, x) in from[first..][..width * height].iter_mut().enumerate() {
            *x = element(index);
        }
        let src = Plane::new(&from[first..], width, height).unwrap();
        for level in Level::available() {
            // The first is far from what is read, whatever the rows; the others are near.
            let results = [2048, 0, 64].map(|after| {
                let first = start(&to, after);
                to.fill(f32::NAN);
                let dst = PlaneMut::new(&mut to[first..], width, height).unwrap();
                Dense.apply_into_at(level, src, dst).unwrap();
                to[first..][..width * height].to_vec()
            });
            assert!(
                results[0] == results[1] && results[1] == results[2],
                "{width}, {level}"
            );
        }
        // With room for whole rows.
        let results = [2048, 0, 64].map(|after| {
            let first = start(&to, after);
            to.fill(f32::NAN);
            let dst = PlaneMut::new(&mut to[first..], width, height).unwrap();
            Dense.apply_with(src, dst, &mut Scratch::new()).unwrap();
            to[first..][..width * height].to_vec()
        });
        assert!(
            results[0] == results[1] && results[1] == results[2],
            "{width}"
        );
    }
}

#[test]
fn layers_have_the_same_bits_with_any_caches() {
    let layer = |groups: usize, winograd| {
        let weights: Vec<f32> = (0..32 * (32 / groups) * 9).map(element).collect();
        DynLayer::<f32, f32>::builder(weights, [32, 32 / groups, 3, 3])
            .padding(1)
            .groups(groups)
            .winograd(winograd)
            .build()
            .unwrap()
    };
    let layers = [
        layer(1, Winograd::Never),
        layer(1, Winograd::Always),
        layer(32, Winograd::Never),
    ];
    let shape = [1, 32, 37, 29];
    let x: Vec<f32> = (0..32 * 37 * 29).map(element).collect();
    for layer in &layers {
        let results = CACHES.map(|caches| assuming(caches, || layer.apply(&x, shape).unwrap()));
        for (result, caches) in results.iter().zip(CACHES) {
            assert!(*result == results[0], "{caches:?}");
        }
    }
}

#[test]
fn chains_have_the_same_bits_with_any_caches() {
    let weights = |count: usize| (0..count).map(element).collect::<Vec<f32>>();
    let first = DynLayer::<f32, f32>::builder(weights(32 * 9), [32, 1, 3, 3]);
    let first = first.padding(1).groups(32).build().unwrap();
    let second = DynLayer::<f32, f32>::builder(weights(8 * 32 * 9), [8, 32, 3, 3]);
    let second = second.padding(1).stride(2).build().unwrap();
    let shape = [1, 32, 61, 29];
    let x: Vec<f32> = (0..32 * 61 * 29).map(element).collect();
    let turns = first.apply(&x, shape).unwrap();
    let turns = second.apply(&turns, shape).unwrap();
    let chain = Chain::new(&first, &second).unwrap();
    for caches in CACHES {
        let found = assuming(caches, || chain.apply(&x, shape).unwrap());
        assert!(found == turns, "{caches:?}");
    }
}
