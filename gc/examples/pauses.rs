//! How long a single-threaded mutator waits for the collector: 256 MiB of live objects, of which some are replaced
//! all the time, and 64 MiB of roots, reported in slices as a deep stack would be.
//!
//! `cargo run --release --example pauses --features std`

use core::ops::Range;
use core::time::Duration;

use burrow_gc::{Collector, Heap, Layout, Marker, Poll, Progress, Roots, SystemMemory};

const WORD: usize = size_of::<usize>();
const NODE: Layout = Layout::mask(4, 0b11);
const OBJECTS: usize = (256 << 20) / (4 * WORD);
/// Words of roots between two looks at the budget.
const BLOCK: usize = 256;

/// The processor time of this thread, which does not pass while others run.
#[cfg(target_os = "linux")]
fn clock() -> Duration {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: a place for the answer.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut t) };
    Duration::new(t.tv_sec as u64, t.tv_nsec as u32)
}

#[cfg(not(target_os = "linux"))]
fn clock() -> Duration {
    static BEGAN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    BEGAN.get_or_init(std::time::Instant::now).elapsed()
}

/// Every object is referred to by one word.
struct Words {
    words: Vec<usize>,
    unreported: Range<usize>,
}

impl Roots<SystemMemory> for Words {
    fn start(&mut self, heap: &Heap<SystemMemory>, _: &mut Marker) {
        heap.set_root_bytes(self.words.len() * WORD);
        self.unreported = 0..self.words.len();
    }

    fn report(&mut self, heap: &Heap<SystemMemory>, m: &mut Marker, budget: usize) -> bool {
        while !self.unreported.is_empty() {
            if m.effort() >= budget {
                return false;
            }
            let words = BLOCK.min(self.unreported.len());
            let at = self.words[self.unreported.start..].as_ptr();
            // SAFETY: words of the vector.
            unsafe { heap.scan_conservatively(m, at.expose_provenance(), words) };
            self.unreported.start += words;
        }
        true
    }
}

/// Kinds of waits.
const KINDS: [&str; 4] = ["assist", "start", "finish", "sweep and refill"];

/// All waits, with their kinds, in the same order each time.
fn run() -> Vec<(usize, Duration)> {
    let heap = Box::new(Heap::new(SystemMemory::new(2 << 30)));
    let mut collector = Collector::new(Words {
        words: vec![0; OBJECTS],
        unreported: 0..0,
    });
    let mut waits = Vec::new();
    let mut x = 1_u64;
    for n in 0..OBJECTS * 4 {
        x = x
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let i = if n < OBJECTS {
            n
        } else {
            (x >> 33) as usize % OBJECTS
        };
        let object = match collector.cache.alloc(4 * WORD, &NODE) {
            Some(p) => p,
            None => {
                let began = clock();
                // As `Collector::safepoint`.
                let kind = match heap.poll() {
                    Poll::Nothing => 3,
                    // What a start would otherwise do with the world stopped.
                    Poll::Start if !heap.sweep_step(1024) => 3,
                    Poll::Start => {
                        collector.start(&heap);
                        1
                    }
                    Poll::Assist(debt) => match collector.work(&heap, debt) {
                        Progress::More => 0,
                        Progress::Idle => {
                            collector.finish(&heap);
                            2
                        }
                    },
                };
                let p = heap
                    .alloc_slow(&mut collector.cache, 4 * WORD, &NODE)
                    .expect("memory");
                waits.push((kind, clock() - began));
                p
            }
        };
        // A new object points to two that are there already.
        let old = [
            collector.roots.words[i],
            collector.roots.words[(x >> 20) as usize % OBJECTS],
        ];
        // SAFETY: a fresh object of four words. Its fields are written like any others.
        unsafe { object.as_ptr().cast::<[usize; 2]>().write([0, old[1]]) };
        collector.write(&heap, old[0], object.as_ptr().addr());
        collector.write(&heap, 0, old[1]);
        collector.roots.words[i] = object.as_ptr().expose_provenance();
    }
    let stats = heap.stats();
    println!(
        "{} cycles, {} MiB in use, {} MiB obtained",
        stats.num_gc,
        stats.heap_alloc >> 20,
        stats.sys >> 20
    );
    waits
}

fn main() {
    // Each run waits for the same things. What a wait takes longer in one than in another the machine did to it.
    let mut waits = run();
    for _ in 1..3 {
        let again = run();
        assert_eq!(waits.len(), again.len());
        for (wait, (_, again)) in waits.iter_mut().zip(again) {
            wait.1 = wait.1.min(again);
        }
    }
    let of = |kind: Option<usize>| {
        let of_kind = waits.iter().filter(|w| kind.is_none_or(|k| k == w.0));
        let mut times: Vec<Duration> = of_kind.map(|w| w.1).collect();
        times.sort_unstable();
        times
    };
    let all = of(None);
    report("all", &all);
    for (kind, name) in KINDS.iter().enumerate() {
        report(name, &of(Some(kind)));
    }
    // For `cargo xtask bench gc`, which checks them.
    println!("Slice999 {} ns/op", at(&all, 0.999).as_nanos());
    println!("LongestSlice {} ns/op", at(&all, 1.0).as_nanos());
}

/// That of sorted times below which a part of them lies.
fn at(times: &[Duration], part: f64) -> Duration {
    times[((times.len() - 1) as f64 * part) as usize]
}

fn report(name: &str, times: &[Duration]) {
    if times.is_empty() {
        return;
    }
    println!(
        "{name:17} {:8} times: median {:9.1?}, 99 % {:9.1?}, 99.9 % {:9.1?}, longest {:9.1?}",
        times.len(),
        at(times, 0.5),
        at(times, 0.99),
        at(times, 0.999),
        at(times, 1.0)
    );
}
