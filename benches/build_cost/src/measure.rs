//! Medians of builds, and what a kernel adds to them.

use crate::Effort;
use crate::leaf::{Build, Call, Cost, Leaf};
use crate::subject::Subject;
use std::error::Error;
use std::path::Path;

/// What a kernel costs, after the cost of a crate without kernels is subtracted.
#[derive(Debug, Clone)]
pub(crate) struct PerKernel {
    /// Kernels in the crate.
    pub(crate) count: usize,
    /// Seconds of `cargo check`, of `cargo build` and of `cargo build --release`.
    pub(crate) seconds: [f64; 3],
    /// The same, on all CPUs together.
    pub(crate) cpu: [Option<f64>; 3],
    /// Bytes of machine code in the release binary.
    pub(crate) bytes: f64,
}

/// A kind of kernel, called in one way.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) costs: Vec<PerKernel>,
}

/// A choice of CPU levels.
#[derive(Debug)]
pub(crate) struct LevelsRow {
    pub(crate) flags: &'static str,
    /// Levels that this leaves on x86-64.
    pub(crate) levels: &'static str,
    /// One for each of [`LEVEL_SUBJECTS`].
    pub(crate) costs: Vec<PerKernel>,
}

/// All that is reported.
#[derive(Debug)]
pub(crate) struct Results {
    /// Seconds of the three builds of a crate without kernels.
    pub(crate) baseline: [f64; 3],
    pub(crate) rows: Vec<Row>,
    pub(crate) levels: Vec<LevelsRow>,
}

/// The order of all triples here.
const BUILDS: [Build; 3] = [Build::Check, Build::Debug, Build::Release];

/// What the choices of levels are compared on.
pub(crate) const LEVEL_SUBJECTS: [Subject; 2] = [Subject::Dense(3), Subject::Sobel];

/// Kernels in a crate for that comparison.
pub(crate) const LEVEL_COUNT: usize = 10;

const LEVELS: [(&str, &str); 6] = [
    ("", "SSE2, SSE4.2, AVX2, AVX-512"),
    ("--cfg disable_dispatch_avx512", "SSE2, SSE4.2, AVX2"),
    (
        "--cfg disable_dispatch_avx512 --cfg disable_dispatch_sse4_2",
        "SSE2, AVX2",
    ),
    (
        "--cfg disable_dispatch_avx512 --cfg disable_dispatch_avx2 --cfg disable_dispatch_sse4_2",
        "SSE2",
    ),
    ("-C target-cpu=x86-64-v3", "AVX2, AVX-512"),
    (
        "-C target-cpu=x86-64-v3 --cfg disable_dispatch_avx512",
        "AVX2",
    ),
];

/// Builds all crates, in directories of `generated`.
pub(crate) fn everything(
    effort: Effort,
    repository: &Path,
    generated: &Path,
) -> Result<Results, Box<dyn Error>> {
    let leaf = Leaf::new(repository, generated.join("leaf"), "")?;
    let baseline = Baseline::measure(&leaf, effort)?;
    let mut rows = Vec::new();
    for subject in Subject::ALL {
        let mut costs = Vec::new();
        let many = subject.is_mixed().then_some(effort.many);
        for count in effort.counts.iter().copied().chain(many) {
            costs.push(baseline.kernels(&leaf, effort, (subject, Call::With), count)?);
        }
        let name = subject.name();
        rows.push(Row { name, costs });
    }
    let mut costs = Vec::new();
    for &count in effort.counts {
        let dense = (Subject::Dense(3), Call::Into);
        costs.push(baseline.kernels(&leaf, effort, dense, count)?);
    }
    rows.push(Row {
        name: "`f32` dense 3x3, only `apply_into`".into(),
        costs,
    });
    let mut levels = Vec::new();
    if cfg!(target_arch = "x86_64") {
        for (index, (flags, names)) in LEVELS.into_iter().take(effort.levels).enumerate() {
            let directory = generated.join(format!("levels-{index}"));
            levels.push(levels_row(effort, (repository, &directory), flags, names)?);
        }
    }
    Ok(Results {
        baseline: baseline.costs.map(|cost| cost.wall.as_secs_f64()),
        rows,
        levels,
    })
}

fn levels_row(
    effort: Effort,
    (repository, directory): (&Path, &Path),
    flags: &'static str,
    levels: &'static str,
) -> Result<LevelsRow, Box<dyn Error>> {
    let leaf = Leaf::new(repository, directory.into(), flags)?;
    let baseline = Baseline::measure(&leaf, effort)?;
    let mut costs = Vec::new();
    for subject in LEVEL_SUBJECTS {
        costs.push(baseline.kernels(&leaf, effort, (subject, Call::With), LEVEL_COUNT)?);
    }
    Ok(LevelsRow {
        flags,
        levels,
        costs,
    })
}

/// A crate without kernels.
struct Baseline {
    costs: [Cost; 3],
    bytes: u64,
}

impl Baseline {
    /// Builds the dependencies, then the crate.
    fn measure(leaf: &Leaf, effort: Effort) -> Result<Self, Box<dyn Error>> {
        for build in BUILDS {
            leaf.build_dependencies(build)?;
        }
        Ok(Self {
            costs: builds(leaf, effort.repeats)?,
            bytes: leaf.code_size()?,
        })
    }

    /// What each of `count` kernels adds.
    fn kernels(
        &self,
        leaf: &Leaf,
        effort: Effort,
        (subject, call): (Subject, Call),
        count: usize,
    ) -> Result<PerKernel, Box<dyn Error>> {
        leaf.write(subject, count, call)?;
        let repeats = if count > 10 {
            effort.repeats_of_many
        } else {
            effort.repeats
        };
        let costs = builds(leaf, repeats)?;
        for build in BUILDS {
            leaf.run(build)?;
        }
        let kernels = count as f64;
        let mut seconds = [0.0; 3];
        let mut cpu = [None; 3];
        for (index, (cost, base)) in costs.iter().zip(self.costs).enumerate() {
            seconds[index] = (cost.wall.as_secs_f64() - base.wall.as_secs_f64()) / kernels;
            cpu[index] = cost
                .cpu
                .zip(base.cpu)
                .map(|(cost, base)| (cost.as_secs_f64() - base.as_secs_f64()) / kernels);
        }
        eprintln!(
            "{} x {count} {}: {seconds:.3?} s each",
            subject.name(),
            leaf.rustflags()
        );
        Ok(PerKernel {
            count,
            seconds,
            cpu,
            bytes: (leaf.code_size()? as f64 - self.bytes as f64) / kernels,
        })
    }
}

/// The median of some builds of each sort.
fn builds(leaf: &Leaf, repeats: usize) -> Result<[Cost; 3], Box<dyn Error>> {
    let mut medians = Vec::new();
    for build in BUILDS {
        let mut costs = Vec::new();
        for _ in 0..repeats {
            costs.push(leaf.build(build)?);
        }
        costs.sort_by_key(|cost| cost.wall);
        medians.push(costs[costs.len() / 2]);
    }
    <[Cost; 3]>::try_from(medians).map_err(|_| "there are three sorts of builds".into())
}
