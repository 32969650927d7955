//! The grid: both ways, what `auto` takes, and how far it is from the better of both.

use super::timed::{Ready, least, taps};
use conv_kernel::prelude::*;

/// How much longer than the better way `auto` may take.
const LIMIT: f64 = 1.15;

pub(crate) fn print(quick: bool) {
    println!(
        "{} on this machine; microseconds, the least of several rounds\n",
        Level::best()
    );
    let mut misses = Vec::new();
    println!(
        "| signal, f32 | length | direct | fft | auto | auto / better |\n|---|---|---|---|---|---|"
    );
    let lengths: &[u32] = if quick {
        &[10, 16]
    } else {
        &[10, 12, 14, 16, 18, 20, 22]
    };
    let sizes: &[usize] = if quick {
        &[8, 64, 512]
    } else {
        &[8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096]
    };
    for &size in sizes {
        for &length in lengths {
            let make = |method| Ready::signal(method, taps(1, size), 1 << length);
            row(
                &format!("{size} taps"),
                &format!("2^{length}"),
                make,
                &mut misses,
            );
        }
    }
    println!(
        "\n| plane, f32 | side | direct | fft | auto | auto / better |\n|---|---|---|---|---|---|"
    );
    let sides: &[usize] = if quick {
        &[64, 512]
    } else {
        &[64, 128, 256, 512, 1024, 2048, 4096]
    };
    let sizes: &[usize] = if quick {
        &[3, 15, 31]
    } else {
        &[3, 5, 7, 9, 11, 15, 23, 31, 47, 63]
    };
    for &size in sizes {
        for &side in sides {
            let make = |method| Ready::plane(method, taps(size, size), side);
            row(
                &format!("{size}x{size}"),
                &side.to_string(),
                make,
                &mut misses,
            );
        }
    }
    println!("\nbeyond {LIMIT} times the better way: {}", misses.len());
    for miss in misses {
        println!("  {miss}");
    }
}

fn row(
    kernel: &str,
    size: &str,
    make: impl Fn(Method) -> Result<Ready<f32, f32>, Error>,
    misses: &mut Vec<String>,
) {
    let ready = [Method::Direct, Method::Fft, Method::Auto].map(make);
    let [Ok(mut direct), Ok(mut fft), Ok(mut auto)] = ready else {
        println!("| {kernel} | {size} | - | - | - | - |");
        return;
    };
    let chosen = auto.estimates().map_or("", |estimates| {
        if estimates.is_direct() {
            "direct"
        } else {
            "fft"
        }
    });
    let [direct, fft, auto] = least(
        9,
        [
            Box::new(|| direct.call()),
            Box::new(|| fft.call()),
            Box::new(|| auto.call()),
        ],
    );
    let ratio = auto / direct.min(fft);
    println!(
        "| {kernel} | {size} | {:.1} | {:.1} | {:.1} {chosen} | {ratio:.2} |",
        direct / 1e3,
        fft / 1e3,
        auto / 1e3
    );
    if ratio > LIMIT {
        misses.push(format!("{kernel} over {size}: {ratio:.2}"));
    }
}
