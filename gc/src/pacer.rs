//! When a cycle starts, how fast it must go, and when the next one is due.
//!
//! A cycle should end when the heap has reached its *goal*: what was live (and the roots) at the last cycle, and
//! GOGC percent more. It starts at the *trigger*, an eighth of that growth before the goal, and from then on owes
//! marking in proportion to allocation, such that what it expects to scan is scanned at the goal. The work expected
//! is what the last cycle scanned, and if that turns out too little, everything that was allocated when it began.

use crate::sync::{AtomicU32, AtomicU64, AtomicUsize, Ordering, constructor};

/// The smallest goal at GOGC=100.
const MIN_HEAP: usize = 4 << 20;
/// The least distance between trigger and goal.
const MIN_RUNWAY: usize = 64 << 10;
/// A debt below this is let stand.
const ASSIST: usize = 16 << 10;
/// The most that is asked for at once unless more than a sixteenth of it was just allocated: below a millisecond
/// even if every object scanned is out of the caches (at 128 KiB the 99th percentile was 1.3 ms). The rest stays owed.
const MAX_ASSIST: usize = 48 << 10;
/// Bytes that are asked for at most for each byte that was allocated since that was done last.
const RATE: usize = 16;
/// The trigger of the first cycle.
const FIRST_TRIGGER: usize = MIN_HEAP / 8 * 7;
/// Nanoseconds of its time that the collector may be ahead of the program.
const BUCKET: u64 = 1_000_000_000;
/// GOGC=off.
const OFF: u32 = u32::MAX;

/// Settings and targets are kept as differences from their defaults, so that they begin as zero.
pub(crate) struct Pacer {
    /// GOGC less 100.
    percent: AtomicU32,
    /// The limit's complement.
    limit: AtomicUsize,
    /// The goal less [`MIN_HEAP`].
    goal: AtomicUsize,
    /// The trigger less [`FIRST_TRIGGER`].
    trigger: AtomicUsize,
    /// Bytes of objects allocated or claimed, and not found dead yet.
    live: AtomicUsize,
    /// `live` at the end of the last cycle.
    base: AtomicUsize,
    roots: AtomicUsize,
    /// `live` at the start of the running cycle.
    start: AtomicUsize,
    /// Bytes that had been allocated in this cycle when work was last asked for.
    paid: AtomicUsize,
    marked: AtomicUsize,
    scanned: AtomicUsize,
    /// Bytes that the last cycle scanned.
    expected: AtomicUsize,
    /// Bytes in use other than by objects, when the memory limit was last looked at.
    overhead: AtomicUsize,
    sweep_total: AtomicUsize,
    sweep_done: AtomicUsize,
    /// Nanoseconds in the bucket.
    ahead: AtomicU64,
    /// The collector has had its half of the time.
    spent: AtomicU32,
    /// The limit, and not GOGC, says where the goal is.
    tight: AtomicU32,
    /// The goal of the last cycle, and what there was at its end.
    last_goal: AtomicUsize,
    last_end: AtomicUsize,
}

fn get(a: &AtomicUsize) -> usize {
    a.load(Ordering::Relaxed)
}

fn set(a: &AtomicUsize, v: usize) {
    a.store(v, Ordering::Relaxed);
}

/// `a * b / c`, saturating.
fn scale(a: usize, b: usize, c: usize) -> usize {
    match (a as u64).checked_mul(b as u64) {
        Some(ab) => usize::try_from(ab / c.max(1) as u64).unwrap_or(usize::MAX),
        None => (a / c.max(1)).saturating_mul(b),
    }
}

impl Pacer {
    constructor! {
        pub(crate) fn new() -> Pacer {
            Pacer {
                percent: AtomicU32::new(0),
                limit: AtomicUsize::new(0),
                goal: AtomicUsize::new(0),
                trigger: AtomicUsize::new(0),
                live: AtomicUsize::new(0),
                base: AtomicUsize::new(0),
                roots: AtomicUsize::new(0),
                start: AtomicUsize::new(0),
                paid: AtomicUsize::new(0),
                marked: AtomicUsize::new(0),
                scanned: AtomicUsize::new(0),
                expected: AtomicUsize::new(0),
                overhead: AtomicUsize::new(0),
                sweep_total: AtomicUsize::new(0),
                sweep_done: AtomicUsize::new(0),
                ahead: AtomicU64::new(0),
                spent: AtomicU32::new(0),
                tight: AtomicU32::new(0),
                last_goal: AtomicUsize::new(0),
                last_end: AtomicUsize::new(0),
            }
        }
    }

    pub(crate) fn add_live(&self, bytes: usize) {
        self.live.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn sub_live(&self, bytes: usize) {
        self.live.fetch_sub(bytes, Ordering::Relaxed);
    }

    pub(crate) fn live(&self) -> usize {
        get(&self.live)
    }

    pub(crate) fn goal(&self) -> usize {
        get(&self.goal).wrapping_add(MIN_HEAP)
    }

    fn trigger(&self) -> usize {
        get(&self.trigger).wrapping_add(FIRST_TRIGGER)
    }

    pub(crate) fn triggered(&self) -> bool {
        get(&self.live) >= self.trigger()
    }

    pub(crate) fn add_marked(&self, marked: usize, scanned: usize) {
        if marked != 0 {
            self.marked.fetch_add(marked, Ordering::Relaxed);
        }
        if scanned != 0 {
            self.scanned.fetch_add(scanned, Ordering::Relaxed);
        }
    }

    /// A cycle begins.
    pub(crate) fn start(&self) {
        set(&self.start, get(&self.live));
        set(&self.paid, 0);
        set(&self.marked, 0);
        set(&self.scanned, 0);
    }

    /// Takes note of nanoseconds that the collector and the program have had.
    pub(crate) fn account(&self, collector: u64, program: u64) {
        let add = |ahead: u64| {
            Some(
                ahead
                    .saturating_add(collector)
                    .saturating_sub(program)
                    .min(BUCKET),
            )
        };
        // The closure always answers.
        let Ok(old) = self
            .ahead
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, add)
        else {
            return;
        };
        let now = add(old).unwrap_or(old);
        let was = self.has_had_half();
        let is = now == BUCKET || was && now > BUCKET / 2;
        if was != is {
            self.spent.store(is as u32, Ordering::Relaxed);
            self.aim();
        }
    }

    /// Goal of the last cycle, bytes of objects at its end, and what of them was alive.
    pub(crate) fn last(&self) -> (usize, usize, usize) {
        (get(&self.last_goal), get(&self.last_end), get(&self.base))
    }

    /// Whether the collector has had its half of the time while a limit holds the heap. What GOGC asks for is in proportion to allocation, however
    /// much of the time that is; a limit can ask for ever more.
    pub(crate) fn is_capped(&self) -> bool {
        self.has_had_half() && self.tight.load(Ordering::Relaxed) != 0
    }

    fn has_had_half(&self) -> bool {
        self.spent.load(Ordering::Relaxed) != 0
    }

    /// Bytes that should have been scanned by now and are not.
    pub(crate) fn debt(&self) -> usize {
        let (start, done) = (get(&self.start), get(&self.scanned));
        let allocated = get(&self.live).saturating_sub(start);
        if self.is_capped() {
            // Or all that is allocated meanwhile would be due at once when the cap is lifted.
            set(&self.paid, allocated);
            return 0;
        }
        let mut expected = get(&self.expected)
            .saturating_add(get(&self.roots))
            .max(MIN_RUNWAY);
        if done >= expected {
            expected = start.saturating_add(get(&self.roots));
        }
        let runway = self.goal().saturating_sub(start).max(MIN_RUNWAY);
        match scale(expected, allocated, runway).saturating_sub(done) {
            debt if debt < ASSIST => 0,
            debt => {
                // Large allocations come with few slow paths, and pay for it.
                let since = allocated.saturating_sub(self.paid.swap(allocated, Ordering::Relaxed));
                debt.min(since.saturating_mul(RATE).max(MAX_ASSIST))
            }
        }
    }

    /// So much of what was asked for was not done.
    pub(crate) fn owe(&self, bytes: usize) {
        let less = |paid: usize| Some(paid.saturating_sub(bytes / RATE));
        // The closure always answers.
        let _ = self
            .paid
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// A cycle ends, with `pages` pages of spans to sweep.
    pub(crate) fn finish(&self, pages: usize, overhead: usize) {
        // What was marked, and what was allocated black meanwhile.
        let black = get(&self.live).saturating_sub(get(&self.start));
        let live = get(&self.marked) + black;
        set(&self.last_goal, self.goal());
        set(&self.last_end, get(&self.live));
        set(&self.live, live);
        set(&self.base, live);
        set(
            &self.expected,
            get(&self.scanned).saturating_sub(get(&self.roots)),
        );
        set(&self.sweep_total, pages);
        set(&self.sweep_done, 0);
        set(&self.overhead, overhead);
        self.aim();
    }

    /// Derives goal and trigger.
    fn aim(&self) {
        let base = get(&self.base);
        let mut goal = match self.percent.load(Ordering::Relaxed).wrapping_add(100) {
            OFF => usize::MAX,
            percent => {
                let growth = scale(base.saturating_add(get(&self.roots)), percent as usize, 100);
                base.saturating_add(growth)
                    .max(scale(MIN_HEAP, percent as usize, 100))
            }
        };
        // The limit is soft: however tight it is, some allocation happens between two cycles, and more when the collector
        // has had its share of the time. It still counts then, or nothing would bound the heap at GOGC=off.
        let limit = self.limit();
        let mut is_tight = false;
        if limit != usize::MAX {
            let room = (limit - limit / 32).saturating_sub(get(&self.overhead));
            let least = match self.has_had_half() {
                true => base / 4,
                false => base / 16,
            };
            let most = room.max(base + least + MIN_RUNWAY * 4);
            is_tight = most < goal;
            goal = goal.min(most);
        }
        self.tight.store(is_tight as u32, Ordering::Relaxed);
        let growth = goal - base.min(goal);
        // Nobody assists while the collector is capped, so where a limit is to be kept nevertheless it begins earlier.
        let runway = match self.is_capped() {
            true => growth / 4 * 3,
            false => (growth / 8).max(MIN_RUNWAY).min(growth / 2),
        };
        set(&self.goal, goal.wrapping_sub(MIN_HEAP));
        set(&self.trigger, (goal - runway).wrapping_sub(FIRST_TRIGGER));
    }

    pub(crate) fn set_percent(&self, percent: Option<u32>) -> Option<u32> {
        let old = self
            .percent
            .swap(percent.unwrap_or(OFF).wrapping_sub(100), Ordering::Relaxed)
            .wrapping_add(100);
        self.aim();
        (old != OFF).then_some(old)
    }

    pub(crate) fn percent(&self) -> Option<u32> {
        let percent = self.percent.load(Ordering::Relaxed).wrapping_add(100);
        (percent != OFF).then_some(percent)
    }

    pub(crate) fn set_limit(&self, limit: usize) -> usize {
        let old = self.limit.swap(!limit, Ordering::Relaxed);
        self.aim();
        !old
    }

    pub(crate) fn limit(&self) -> usize {
        !get(&self.limit)
    }

    pub(crate) fn set_roots(&self, bytes: usize) {
        set(&self.roots, bytes);
    }

    pub(crate) fn swept(&self, pages: usize) {
        self.sweep_done.fetch_add(pages, Ordering::Relaxed);
    }

    /// Whether sweeping lags behind allocation: all is to be swept when the trigger is reached.
    pub(crate) fn sweep_owed(&self) -> bool {
        let (total, done) = (get(&self.sweep_total), get(&self.sweep_done));
        if done >= total {
            return false;
        }
        let base = get(&self.base);
        let allocated = get(&self.live).saturating_sub(base);
        let runway = self.trigger().saturating_sub(base).max(MIN_RUNWAY);
        done < scale(total, allocated, runway)
    }
}
