//! The figures as Markdown.

use crate::measure::{LEVEL_COUNT, LEVEL_SUBJECTS, PerKernel, Results};
use crate::{Effort, machine};
use std::fmt::{Error, Write};

/// Seconds that a kernel may take in a debug build.
const DEBUG_TARGET: f64 = 0.12;

/// The same for a release build.
const RELEASE_TARGET: f64 = 0.25;

/// The whole page.
pub(crate) fn markdown(effort: Effort, results: &Results) -> Result<String, Error> {
    let mut text = String::new();
    let [check, debug, release] = results.baseline;
    write!(
        text,
        "# What a kernel costs to build\n\n\
         Written by `cargo run --release --manifest-path benches/build_cost/Cargo.toml`.\n\n\
         {}. {} of a crate whose dependencies are built: \
         what n kernels add to the time of a crate without kernels, divided by n. That crate takes {check:.2} s \
         to check, {debug:.2} s to build and {release:.2} s to build for release. \
         Kernels differ in their taps, and each is called through `apply_with` (signals: `apply`) unless \
         the row says otherwise.\n\n\
         `check` is `cargo check`: expanding the macro and checking the types. CPU seconds are those of all threads \
         together. Code is the machine code in the release binary; the first kernel brings the drivers with it, and kernels that \
         read their taps from a table may share it.\n",
        machine::description(),
        samples(effort),
    )?;
    targets(&mut text, results)?;
    text += "\n## Seconds and code for each kernel\n\n\
             | kernel | n | check | debug | release | debug, CPU | release, CPU | code, KiB |\n\
             |---|---|---|---|---|---|---|---|\n";
    for row in &results.rows {
        for cost in &row.costs {
            let [check, debug, release] = cost.seconds;
            writeln!(
                text,
                "| {} | {} | {check:.3} | {debug:.3} | {release:.3} | {} | {} | {} |",
                row.name,
                cost.count,
                optional(cost.cpu[1]),
                optional(cost.cpu[2]),
                kibibytes(cost),
            )?;
        }
    }
    levels(&mut text, results)?;
    Ok(text)
}

/// The marks, against the dense 3x3 kernel, which is the first row, and the crates of many kernels.
fn targets(text: &mut String, results: &Results) -> Result<(), Error> {
    text.push_str(
        "\n## Targets\n\n| kernel | n | build | target | is | |\n|---|---|---|---|---|---|\n",
    );
    let dense = results.rows.iter().take(1);
    let dense = dense.flat_map(|row| row.costs.iter().map(move |cost| (row, cost)));
    let many = results.rows.iter().skip(1);
    let many = many.flat_map(|row| row.costs.iter().map(move |cost| (row, cost)));
    for (row, cost) in dense.chain(many.filter(|(_, cost)| cost.count > 10)) {
        let [_, debug, release] = cost.seconds;
        for (build, target, seconds) in [
            ("debug", DEBUG_TARGET, debug),
            ("release", RELEASE_TARGET, release),
        ] {
            writeln!(
                text,
                "| {} | {} | {build} | {target} s | {seconds:.3} s | {} |",
                row.name,
                cost.count,
                if seconds <= target { "met" } else { "missed" },
            )?;
        }
    }
    Ok(())
}

/// What fewer CPU levels save.
fn levels(text: &mut String, results: &Results) -> Result<(), Error> {
    if results.levels.is_empty() {
        return Ok(());
    }
    let [first, second] = LEVEL_SUBJECTS.map(|subject| subject.name());
    write!(
        text,
        "\n## Fewer CPU levels\n\n\
         The levels that kernels are compiled for are chosen by `RUSTFLAGS`. {LEVEL_COUNT} kernels: \
         debug seconds, release seconds, KiB of code for each.\n\n\
         | `RUSTFLAGS` | levels | {first} | {second} |\n|---|---|---|---|\n",
    )?;
    for row in &results.levels {
        let flags = if row.flags.is_empty() {
            "none".into()
        } else {
            format!("`{}`", row.flags)
        };
        write!(text, "| {flags} | {} |", row.levels)?;
        for cost in &row.costs {
            let [_, debug, release] = cost.seconds;
            write!(text, " {debug:.3}, {release:.3}, {} |", kibibytes(cost))?;
        }
        text.push('\n');
    }
    Ok(())
}

fn samples(effort: Effort) -> String {
    match effort.repeats {
        1 => "Single builds".into(),
        repeats => format!(
            "Medians of {repeats} builds ({} for more than ten kernels)",
            effort.repeats_of_many
        ),
    }
}

fn kibibytes(cost: &PerKernel) -> String {
    format!("{:.1}", cost.bytes / 1024.0)
}

fn optional(seconds: Option<f64>) -> String {
    seconds.map_or("-".into(), |seconds| format!("{seconds:.3}"))
}
