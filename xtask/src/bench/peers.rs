//! Channels between threads: `chan/benches/peers.rs` and, natively, the same in Go. Both print `row peer nanoseconds` for each row
//! and peer; they take turns, and the median of all rounds counts. The best would not do: threads that hand values over take
//! several times as long when they share a core as when each has its own, and which of the two a round gets is the system's choice.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::measure::{Bench, cell};
use crate::context::{cargo, output};

/// Messages in each row and round.
const MESSAGES: &str = "20000";
/// Rounds for each run that is asked for.
const ROUNDS: usize = 5;
const PEERS: [&str; 5] = ["burrow", "crossbeam", "flume", "kanal", "go"];

/// Nanoseconds a message by row and peer.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<String>,
    rounds: BTreeMap<(String, String), Vec<f64>>,
}

impl Table {
    pub(super) fn add(&mut self, said: &str) {
        for line in said.lines() {
            let mut parts = line.split(' ');
            let (Some(row), Some(peer), Some(ns)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let Ok(ns) = ns.parse::<f64>() else {
                continue;
            };
            if !self.rows.iter().any(|known| known == row) {
                self.rows.push(row.to_owned());
            }
            let key = (row.to_owned(), peer.to_owned());
            let rounds = self.rounds.entry(key).or_default();
            let place = rounds.partition_point(|known| *known < ns);
            rounds.insert(place, ns);
        }
    }

    /// The round before which so many quarters of all lie.
    fn quarter(&self, row: &str, peer: &str, quarters: usize) -> Option<f64> {
        let rounds = self.rounds.get(&(row.to_owned(), peer.to_owned()))?;
        rounds.get((rounds.len() - 1) * quarters / 4).copied()
    }

    /// The median of all rounds.
    pub(super) fn of(&self, row: &str, peer: &str) -> Option<f64> {
        self.quarter(row, peer, 2)
    }

    /// Between which times half of the rounds lie.
    fn half(&self, row: &str, peer: &str) -> String {
        let of = |quarters| cell(self.quarter(row, peer, quarters), 0);
        format!("{}-{}", of(1), of(3))
    }

    /// All rows, for a report.
    pub(super) fn json(&self, peers: &[&str]) -> Value {
        let row = |row: &String| {
            let of = |peer: &&str| ((*peer).to_owned(), json!(self.of(row, peer)));
            let mut peers: serde_json::Map<_, _> = peers.iter().map(of).collect();
            let rounds = |(key, rounds): (&(String, String), &Vec<f64>)| {
                (key.0 == *row).then(|| (key.1.clone(), json!(rounds)))
            };
            let rounds = self.rounds.iter().filter_map(rounds).collect();
            peers.insert("rounds".to_owned(), Value::Object(rounds));
            (row.clone(), Value::Object(peers))
        };
        Value::Object(self.rows.iter().map(row).collect())
    }

    /// Our time against a peer's, in each row that both have, and the geometric mean.
    pub(super) fn against(&self, peer: &str) -> (Vec<(&str, f64)>, Option<f64>) {
        let ratio = |row: &String| Some(self.of(row, "burrow")? / self.of(row, peer)?);
        let rows: Vec<_> = self
            .rows
            .iter()
            .filter_map(|row| Some((row.as_str(), ratio(row)?)))
            .collect();
        let sum: f64 = rows.iter().map(|(_, ratio)| ratio.ln()).sum();
        let mean = (!rows.is_empty()).then(|| (sum / rows.len() as f64).exp());
        (rows, mean)
    }
}

/// Builds the benchmark `peers` of a package, and gives its program.
pub(super) fn build(bench: &Bench<'_>, package: &str, features: &str) -> Result<PathBuf> {
    let said = output(cargo().current_dir(&bench.context.root).args([
        "bench",
        &format!("--package={package}"),
        &format!("--features={features}"),
        "--bench=peers",
        "--no-run",
        "--message-format=json",
    ]))?;
    said.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| {
            let name = message["target"]["name"].as_str()? == "peers";
            name.then(|| message["executable"].as_str().map(PathBuf::from))?
        })
        .context("cargo built no benchmark")
}

/// Measures all rows, and notes those in which crossbeam-channel is ahead.
pub(super) fn peers(bench: &mut Bench<'_>) -> Result<Value> {
    let root = &bench.context.root;
    let program = build(bench, "burrow-chan", "std")?;
    let native = bench.folder.join("chan_threads.native");
    if bench.go.is_some() {
        bench.go(&root.join("benches/go/chan_threads.go"), &native, false)?;
    }
    let mut table = Table::default();
    for _ in 0..bench.runs * ROUNDS {
        let mut peers = Command::new(&program);
        table.add(&output(peers.args([
            "--messages",
            MESSAGES,
            "--rounds",
            "1",
        ]))?);
        if bench.go.is_some() {
            table.add(&output(Command::new(&native).arg(MESSAGES))?);
        }
    }
    print!("{:<16}", "ns a message");
    PEERS.iter().for_each(|peer| print!(" {peer:>10}"));
    println!(
        " {:>10}  {:<13} {:<13}",
        "/crossbeam", "half of ours", "of crossbeam's"
    );
    for row in &table.rows {
        print!("{row:<16}");
        for peer in PEERS {
            print!(" {:>10}", cell(table.of(row, peer), 1));
        }
        let ours = table.of(row, "burrow").zip(table.of(row, "crossbeam"));
        println!(
            " {:>10}  {:<13} {:<13}",
            cell(ours.map(|(a, b)| a / b), 2),
            table.half(row, "burrow"),
            table.half(row, "crossbeam")
        );
    }
    let mut means = serde_json::Map::new();
    for peer in &PEERS[1..] {
        let (rows, mean) = table.against(peer);
        println!("geometric mean of Burrow to {peer}: {}", cell(mean, 2));
        means.insert((*peer).to_owned(), json!(mean));
        if *peer == "crossbeam" {
            for (row, ratio) in rows.iter().filter(|(_, ratio)| *ratio > 1.0) {
                let miss = format!("threads/{row}: {ratio:.2} of crossbeam-channel, the goal is 1");
                bench.misses.push(miss);
            }
            if mean.is_some_and(|mean| mean >= 1.0) {
                let miss = "threads: the geometric mean is not ahead of crossbeam-channel";
                bench.misses.push(miss.to_owned());
            }
        }
    }
    let rows = table.json(&PEERS);
    Ok(json!({ "rows": rows, "geometric_means": means }))
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn the_median_counts_and_means_are_geometric() {
        let mut table = Table::default();
        table.add("a burrow 10.0\na crossbeam 5.0\nb burrow 3.0\nnoise\n");
        table.add("a burrow 20.0\nb crossbeam 6.0\nb burrow 1.0\nc go 1.0\n");
        table.add("a burrow 2.0\nb burrow 99.0\n");
        assert_eq!(table.half("b", "burrow"), "1-3");
        let (rows, mean) = table.against("crossbeam");
        assert_eq!(rows, [("a", 2.0), ("b", 0.5)]);
        assert!((mean.unwrap() - 1.0).abs() < 1e-9);
        assert_eq!(table.against("go").1, None);
    }
}
