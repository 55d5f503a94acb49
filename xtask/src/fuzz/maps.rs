//! `cargo xtask fuzz maps`: random maps, typed and raw, and random steps against a model. They are made and checked by
//! `maps/tests/fuzz.rs`, which says what is random; here it is built for speed and told the seeds.

use std::process::Stdio;

use anyhow::{Result, ensure};

use super::Args;
use crate::context::{Context, cargo};

pub(super) fn fuzz(context: &Context, args: &Args) -> Result<()> {
    let asked = format!("{} {} {}", args.seed, args.count, args.minutes);
    let status = cargo()
        .current_dir(&context.root)
        .args(["test", "--release", "--package=burrow-maps", "--test=fuzz"])
        .args(["--", "--nocapture"])
        .env("MAPS_FUZZ", asked)
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "a map does not agree with the model");
    Ok(())
}
