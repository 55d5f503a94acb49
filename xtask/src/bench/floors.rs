//! Programs against the same functions written in wasm by hand.

use std::fs;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::measure::{Bench, Sample, Way};
use crate::exec::Host;
use crate::floor;

/// What a program that mostly calls may take of plain wasm, on the embedded engine and on node.
const GOALS: [f64; 2] = [1.2, 1.4];

/// Compares a program that was compiled before.
pub(super) fn floor(bench: &mut Bench<'_>, name: &str) -> Result<Value> {
    let plain = bench.folder.join(format!("{name}.floor.wasm"));
    fs::write(&plain, floor::module(name))?;
    let burrow = bench.folder.join(format!("{name}.wasm"));
    let mut report = Map::new();
    let hosts = [
        Some(Host::embedded(bench.context)),
        Host::node(bench.context),
    ];
    for (host, goal) in hosts.into_iter().zip(GOALS) {
        let Some(host) = host else { continue };
        let ways = [&plain, &burrow].map(|file| {
            (
                "",
                Way::Module {
                    host: host.clone(),
                    file: file.clone(),
                    debug: "",
                },
            )
        });
        let samples: Result<Vec<Sample>> = bench.measure(&ways).into_iter().collect();
        let Ok([floor, burrow]) = samples.map(|list| [list[0].seconds, list[1].seconds]) else {
            continue;
        };
        let ratio = burrow / floor;
        println!(
            "{name} on {}: {burrow:.3} s, plain wasm {floor:.3} s, ratio {ratio:.2}",
            host.name()
        );
        if ratio > goal {
            bench.misses.push(format!(
                "{name} on {}: {ratio:.2} of plain wasm, the goal is {goal}",
                host.name()
            ));
        }
        report.insert(
            host.name().to_owned(),
            json!({ "plain": floor, "burrow": burrow, "ratio": ratio }),
        );
    }
    Ok(report.into())
}
