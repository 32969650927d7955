//! Filters by the exchange algorithm, against SciPy and by what defines them: as many ripples of
//! one height, whose signs alternate, as no other filter has.

use crate::double;
use conv_kernel::taps::library::remez;
use std::f64::consts::PI;
use std::time::Instant;

/// Taps, edges, gains, weights, and the right half of what SciPy 1.17 returns for `remez(taps,
/// edges, gains, weight=weights, fs=2)`.
type Peer<'a> = (usize, &'a [f64], &'a [f64], &'a [f64], &'a [f64]);

#[rustfmt::skip]
const PEERS: &[Peer<'_>] = &[
    (21, &[0.0, 0.2, 0.3, 1.0], &[1.0, 0.0], &[1.0, 10.0], &[
        0.23830087679553222, 0.21614978090500211, 0.15718930690161184, 0.08070695763197441,
        0.009581640676592496, -0.038523164972708794, -0.057117602549591986, -0.051173719612653504,
        -0.032738543030180006, -0.01515378467186464, 0.006485179923596529,
    ]),
    (24, &[0.0, 0.25, 0.4, 1.0], &[1.0, 0.0], &[1.0, 1.0], &[
        0.31032550655787094, 0.20863001182469687, 0.06780042629857497, -0.034636824262395956,
        -0.060532160523929145, -0.02875589744077185, 0.012108143625406225, 0.02720075143462906,
        0.014054329158763808, -0.0026989769620799926, -0.016532700835223443, -0.004883229665941448,
    ]),
    (31, &[0.0, 0.3, 0.4, 0.6, 0.7, 1.0], &[0.0, 1.0, 0.0], &[10.0, 1.0, 10.0], &[
        0.27792305566601855, -1.732289212048244e-06, -0.24164777477804628, 6.753843100145837e-07,
        0.148045633366907, -7.602853526280574e-06, -0.04757937144716363, 8.255477632795094e-06,
        -0.023406933690951145, -6.2217831277909405e-06, 0.0439172856029609, 7.546126038215195e-06,
        -0.035142901564371117, -5.690990780128731e-06, 0.01304933433507036, 1.0350026696597221e-05,
    ]),
    (25, &[0.0, 0.3, 0.45, 1.0], &[0.0, 1.0], &[5.0, 1.0], &[
        0.6150426029661648, -0.29567283882763656, -0.10235053480380145, 0.04667803715144754,
        0.07049950886310478, 0.012187274019508525, -0.03408621974382498, -0.025828039640249142,
        0.00658042884731655, 0.0194051785791988, 0.008746381794560665, -0.01651475253610229,
        -0.0004141056045496944,
    ]),
    (5, &[0.0, 0.2, 0.5, 1.0], &[1.0, 0.0], &[1.0, 1.0], &[
        0.3159487074030402, 0.30904670244734006, 0.09547664877633,
    ]),
    (4, &[0.0, 0.2, 0.5, 1.0], &[1.0, 0.0], &[1.0, 1.0], &[
        0.31674504363796885, 0.21131983685948322,
    ]),
    (33, &[0.05, 0.2, 0.3, 0.6, 0.7, 0.95], &[1.0, 0.0, 0.5], &[1.0, 2.0, 3.0], &[
        0.4161824166592888, 0.07401998431521907, 0.2145039261440176, 0.07782136071542275,
        -0.03792535021921635, -0.024532264275282184, -0.044481016125063805, -0.053683000325783735,
        0.0012824226309256469, 0.017714190222670647, 0.006402524530254675, 0.014916142849849521,
        0.004316605571311437, -0.01931674740231401, -0.015450149655211572, -0.00801839309364752,
        -0.008463758373377686,
    ]),
];

/// The filter, as doubles.
fn made(taps: usize, edges: &[f64], gains: &[f64], weights: &[f64]) -> Vec<f64> {
    let each = |values: &[f64]| values.to_vec();
    let made = remez(taps, each(edges), each(gains), each(weights)).unwrap();
    made.values().iter().map(double).collect()
}

/// The response of symmetric taps at a fraction of the Nyquist frequency, by its definition.
fn response(taps: &[f64], frequency: f64) -> f64 {
    let middle = (taps.len() - 1) as f64 / 2.0;
    let waves = taps.iter().enumerate();
    let wave = |at: usize| (PI * frequency * (at as f64 - middle)).cos();
    waves.map(|(at, tap)| tap * wave(at)).sum()
}

#[test]
fn taps_are_those_of_scipy() {
    for &(taps, edges, gains, weights, half) in PEERS {
        let found = made(taps, edges, gains, weights);
        assert_eq!(found.len(), taps);
        for (at, expected) in half.iter().enumerate() {
            for tap in [found[taps / 2 + at], found[(taps - 1) / 2 - at]] {
                assert!(
                    (tap - expected).abs() < 1e-9,
                    "{taps} taps: {tap}, {expected}"
                );
            }
        }
    }
}

/// The alternation theorem: `(taps + 1) / 2 + 1` extrema of one height make a filter the best.
#[test]
fn ripples_alternate_and_have_one_height() {
    let designs = PEERS
        .iter()
        .map(|&(taps, edges, gains, weights, _)| (taps, edges, gains, weights));
    let more: [Peer<'_>; 8] = [
        (3, &[0.0, 0.2, 0.8, 1.0], &[1.0, 0.0], &[1.0, 1.0], &[]),
        (127, &[0.0, 0.24, 0.26, 1.0], &[1.0, 0.0], &[1.0, 1.0], &[]),
        (255, &[0.0, 0.48, 0.52, 1.0], &[1.0, 0.0], &[1.0, 4.0], &[]),
        // Ripples far below those of places evenly apart.
        (200, &[0.0, 0.2, 0.3, 1.0], &[1.0, 0.0], &[1.0, 1.0], &[]),
        (
            255,
            &[0.0, 0.05, 0.12, 1.0],
            &[1.0, 0.0],
            &[1.0, 100.0],
            &[],
        ),
        // A band that is narrower than those places are apart.
        (
            16,
            &[0.0, 0.1, 0.15, 0.2, 0.5, 1.0],
            &[0.0, 1.0, 0.0],
            &[1.0; 3],
            &[],
        ),
        // Responses of hundreds and of thousands between the bands.
        (
            63,
            &[0.0, 0.1, 0.4, 0.45, 0.5, 1.0],
            &[0.0, 1.0, 0.0],
            &[10.0, 1.0, 10.0],
            &[],
        ),
        (
            64,
            &[0.0, 0.1, 0.15, 0.2, 0.5, 1.0],
            &[0.0, 1.0, 0.0],
            &[1.0; 3],
            &[],
        ),
    ];
    let more = more
        .iter()
        .map(|&(taps, edges, gains, weights, _)| (taps, edges, gains, weights));
    for (taps, edges, gains, weights) in designs.chain(more) {
        let filter = made(taps, edges, gains, weights);
        let mut errors = Vec::new();
        for (band, edges) in edges.chunks(2).enumerate() {
            let error = |step: i32| {
                let at = edges[0] + (edges[1] - edges[0]) * f64::from(step) / 8000.0;
                weights[band] * (gains[band] - response(&filter, at))
            };
            errors.extend((0..=8000).map(error));
        }
        let most = errors
            .iter()
            .fold(0.0f64, |most, error| most.max(error.abs()));
        // Between the points of the grid, beside a steep edge, a ripple is up to a sixth higher
        // than on it.
        let (mut ripples, mut sign) = (0, 0.0);
        for error in errors.iter().filter(|error| error.abs() > 0.85 * most) {
            ripples += i32::from(error.signum() != sign);
            sign = error.signum();
        }
        let least = i32::try_from(taps.div_ceil(2)).unwrap() + 1;
        assert!(ripples >= least, "{taps} taps: {ripples} ripples of {most}");
    }
}

#[test]
fn mistakes_name_their_argument() {
    let (edges, gains) = ([0.0, 0.2, 0.3, 1.0], [1.0, 0.0]);
    let of = |taps, edges: &[f64], gains: &[f64], weights: &[f64]| {
        remez(taps, edges.to_vec(), gains.to_vec(), weights.to_vec()).unwrap_err()
    };
    let ones = [1.0; 2];
    for (error, argument, axis, sentence) in [
        (
            of(2, &edges, &gains, &ones),
            "taps",
            None,
            "`taps` is 2: write 3 to 255",
        ),
        (
            of(256, &edges, &gains, &ones),
            "taps",
            None,
            "`taps` is 256: write 3 to 255",
        ),
        (
            of(21, &edges[..3], &gains, &ones),
            "bands",
            None,
            "`bands` are two edges for each of 1 to 16 bands: write them, such as `[0, 0.2, 0.3, 1]`",
        ),
        (
            of(21, &[0.0, 0.2, 0.3, 1.5], &gains, &ones),
            "bands",
            Some(3),
            "`bands` is 1.5: write fractions of the Nyquist frequency, from 0 to 1",
        ),
        (
            of(21, &[0.0, 0.3, 0.3, 1.0], &gains, &ones),
            "bands",
            Some(2),
            "edges rise: write one that is more than the one before it",
        ),
        (
            of(21, &edges, &ones[..1], &ones),
            "gains",
            None,
            "`gains` are one number for each band: write 2",
        ),
        (
            of(21, &edges, &gains, &[1.0; 3]),
            "weights",
            None,
            "`weights` are one number for each band: write 2",
        ),
        (
            of(21, &edges, &gains, &[1.0, 0.0]),
            "weights",
            Some(1),
            "`weights` is 0: write positive numbers",
        ),
        (
            of(21, &edges, &[f64::NAN, 0.0], &ones),
            "gains",
            Some(0),
            "`gains` is NaN: write a finite number",
        ),
        (
            of(22, &edges, &[0.0, 1.0], &ones),
            "taps",
            None,
            "`taps` is 22: write an odd number, since an even number of taps stops the highest frequency",
        ),
        (
            of(99, &[0.0, 1e-4, 0.5, 0.5001], &gains, &ones),
            "bands",
            None,
            "these bands are too narrow for 99 taps: write wider bands, or fewer taps",
        ),
        (
            of(100, &[0.58, 0.79, 0.92, 1.0], &gains, &ones),
            "taps",
            None,
            "no best filter of 100 taps is found that doubles can hold: write fewer taps, or bands with less room between them",
        ),
    ] {
        let found = (error.argument(), error.axis(), error.to_string());
        assert_eq!(found, (argument, axis, sentence.into()));
    }
}

/// Nothing that is given makes it panic, or take long.
#[test]
fn every_design_ends() {
    let mut random = conv_kernel_tests::cases::Random::new(3);
    let start = Instant::now();
    for _ in 0..60 {
        let bands = random.integer(1, 4) as usize;
        let mut edges: Vec<f64> = (0..2 * bands).map(|_| random.unit()).collect();
        edges.sort_by(f64::total_cmp);
        let gains: Vec<f64> = (0..bands).map(|_| random.integer(-1, 1) as f64).collect();
        let weights: Vec<f64> = (0..bands)
            .map(|_| 10f64.powi(random.integer(-3, 3) as i32))
            .collect();
        let taps = random.integer(3, 127) as usize;
        if let Ok(taps) = remez(taps, edges, gains, weights) {
            assert!(taps.values().iter().all(|tap| double(tap).is_finite()));
        }
    }
    assert!(start.elapsed().as_secs() < 20);
}
