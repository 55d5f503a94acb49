//! What came out: tables by folder, facet and class, as text and as JSON.

use std::collections::BTreeMap;

use serde_json::json;

/// How a test ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    Passed,
    /// With the first line that differs.
    Failed(String),
    /// With the reason.
    Skipped(String),
}

/// One test.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) test: String,
    pub(crate) action: &'static str,
    pub(crate) facet: &'static str,
    /// Which of the bars it counts for.
    pub(crate) class: &'static str,
    pub(crate) status: Status,
    pub(crate) seconds: f64,
}

impl Entry {
    fn folder(&self) -> &str {
        self.test.rsplit_once('/').map_or(".", |(folder, _)| folder)
    }
}

/// Passed, failed, skipped.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Counts(pub(crate) [usize; 3]);

impl Counts {
    pub(crate) fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut counts = Self::default();
        for entry in entries {
            counts.add(entry);
        }
        counts
    }

    fn add(&mut self, entry: &Entry) {
        let at = match entry.status {
            Status::Passed => 0,
            Status::Failed(_) => 1,
            Status::Skipped(_) => 2,
        };
        self.0[at] += 1;
    }
}

/// Prints a table of the entries by what `key` says.
pub(crate) fn table<'a>(title: &str, entries: &'a [Entry], key: impl Fn(&'a Entry) -> &'a str) {
    let mut rows: BTreeMap<&str, Counts> = BTreeMap::new();
    for entry in entries {
        rows.entry(key(entry)).or_default().add(entry);
    }
    println!("{title:<32} passed  failed skipped");
    for (name, Counts([passed, failed, skipped])) in rows {
        println!("  {name:<30} {passed:>6}  {failed:>6}  {skipped:>6}");
    }
    println!();
}

/// All three tables.
pub(crate) fn tables(entries: &[Entry]) {
    table("folder", entries, Entry::folder);
    table("facet", entries, |e| e.facet);
    table("class", entries, |e| e.class);
}

/// For tools.
pub(crate) fn json(entries: &[Entry]) -> String {
    let list: Vec<_> = entries
        .iter()
        .map(|e| {
            let (status, why) = match &e.status {
                Status::Passed => ("passed", ""),
                Status::Failed(why) => ("failed", why.as_str()),
                Status::Skipped(why) => ("skipped", why.as_str()),
            };
            json!({
                "test": e.test, "action": e.action, "folder": e.folder(), "facet": e.facet,
                "class": e.class, "status": status, "why": why, "seconds": e.seconds,
            })
        })
        .collect();
    let Counts([passed, failed, skipped]) = Counts::of(entries);
    json!({ "passed": passed, "failed": failed, "skipped": skipped, "tests": list }).to_string()
}
