//! Channels and select: single operations and Go's own set of measurements, each in a module of Burrow's against Go's, and
//! the crate between threads against its peers.

use anyhow::Result;
use serde_json::json;

use super::measure::Bench;
use super::micro::{self, Target};
use super::peers;

const OPERATIONS: [Target; 4] = [
    at_most("HandOff", 40.0),
    // One send and one receive.
    at_most("BufferedSendReceive", 30.0),
    at_most("ReceiveDefault", 10.0),
    at_most("SelectDefault", 10.0),
];

const fn at_most(name: &'static str, nanoseconds: f64) -> Target {
    Target {
        name,
        nanoseconds: Some(nanoseconds),
        wasip1: None,
        native: None,
    }
}

pub(super) fn bench(bench: &mut Bench<'_>) -> Result<()> {
    let programs = micro::program(bench, "chan_bench", &OPERATIONS)?;
    let threads = peers::peers(bench)?;
    bench.report(
        "bench-chan.json",
        json!({ "programs": programs, "threads": threads }),
    )
}
