//! Two commits compared on this machine: what got slower, and by how much.
//!
//! ```text
//! commit -> work tree -> runner of today, built with the crate of then   (build)
//! both runners, started anew five times                                  (race)
//!   -> for each row the quotient of their times, in rounds that follow each other
//! ```
//!
//! `cargo run --release --manifest-path benches/history/Cargo.toml -- OLD [NEW]`

mod build;
mod race;

use anyhow::{Result, bail};
use race::{Row, Runner};

const USAGE: &str = "\
usage: cargo run --release --manifest-path benches/history/Cargo.toml -- OLD [NEW]

OLD and NEW are commits by any name that git knows; NEW is HEAD if it is left out. What is not
committed is not compared.";

/// What counts as slower, or as faster, in the median of the rounds; three of four must agree on
/// the direction.
const NOTABLE: f64 = 1.03;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (old, new) = match &*arguments {
        [word] if word == "--help" || word == "-h" => {
            println!("{USAGE}");
            return Ok(());
        }
        [old] => (&**old, "HEAD"),
        [old, new] => (&**old, &**new),
        _ => bail!("{USAGE}"),
    };
    let (old, new) = (build::build(old)?, build::build(new)?);
    pin();
    println!("old: {}\nnew: {}\n", old.title, new.title);
    let rows = race::race(|| Ok([Runner::start(&old.runner)?, Runner::start(&new.runner)?]))?;
    print(&rows);
    Ok(())
}

fn print(rows: &[Row]) {
    println!("{:<36} {:>10} {:>10}  new / old", "", "old", "new");
    for row in rows {
        let [low, median, high] = row.quartiles();
        let [old, new] = row.medians().map(|time| format!("{:.2} µs", time / 1000.0));
        let word = match median {
            _ if is_slower(row) => "  slower",
            _ if median * NOTABLE <= 1.0 && high < 1.0 => "  faster",
            _ => "",
        };
        println!(
            "{:<36} {old:>10} {new:>10}  {median:.3} ({low:.3}–{high:.3}){word}",
            row.name
        );
    }
    let slower: Vec<&Row> = rows.iter().filter(|row| is_slower(row)).collect();
    println!(
        "\n{} of {} rows are slower by more than 3 %.",
        slower.len(),
        rows.len()
    );
    for row in slower {
        println!(
            "  {}: {:.1} %",
            row.name,
            (row.quartiles()[1] - 1.0) * 100.0
        );
    }
}

fn is_slower(row: &Row) -> bool {
    let [low, median, _] = row.quartiles();
    median >= NOTABLE && low > 1.0
}

/// Keeps this process, and the runners that it starts, on the last core, if the system lets it.
fn pin() {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    if let Some(core) = cores.into_iter().next_back() {
        core_affinity::set_for_current(core);
    }
}
