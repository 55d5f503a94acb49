//! How long a single-threaded mutator waits for the collector: 256 MiB of live objects, of which some are replaced
//! all the time, and 64 MiB of roots, scanned in blocks as a deep stack would be.
//!
//! `cargo run --release --example pauses --features std`

use core::time::Duration;

use burrow_gc::{Barrier, Cache, Heap, Layout, Marker, Poll, Progress, SystemMemory};

const WORD: usize = size_of::<usize>();
const NODE: Layout = Layout::mask(4, 0b11);
const OBJECTS: usize = (256 << 20) / (4 * WORD);
const ROOT_BLOCK: usize = 64 << 10;

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

fn main() {
    let heap = Box::new(Heap::new(SystemMemory::new(2 << 30)));
    let (mut cache, mut barrier, mut marker) = (Cache::new(), Barrier::new(), Marker::new());
    // The roots: every object is referred to by one word.
    let mut roots = vec![0_usize; OBJECTS];
    let mut unscanned = 0..0;
    let mut pauses = [const { Vec::new() }; 4];
    let names = ["assist", "start", "finish", "sweep and refill"];
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
        let object = match cache.alloc(4 * WORD, &NODE) {
            Some(p) => p,
            None => {
                let began = clock();
                let kind = match heap.poll() {
                    Poll::Nothing => 3,
                    // What a start would otherwise do with the world stopped.
                    Poll::Start if !heap.sweep_step(4096) => 3,
                    Poll::Start => {
                        heap.flush(&mut cache);
                        heap.start_cycle(&mut marker);
                        heap.set_root_bytes(roots.len() * WORD);
                        unscanned = 0..roots.len();
                        1
                    }
                    Poll::Assist(_) if !unscanned.is_empty() => {
                        let words = (ROOT_BLOCK / WORD).min(unscanned.len());
                        let at = roots[unscanned.start..].as_ptr().expose_provenance();
                        // SAFETY: words of the vector.
                        unsafe { heap.scan_conservatively(&mut marker, at, words) };
                        unscanned.start += words;
                        0
                    }
                    Poll::Assist(debt) => {
                        heap.flush_barrier(&mut barrier, &mut marker);
                        match heap.mark_step(&mut marker, debt) {
                            Progress::More => 0,
                            Progress::Idle => {
                                heap.drain(&mut cache, &mut barrier, &mut marker);
                                2
                            }
                        }
                    }
                };
                let p = heap
                    .alloc_slow(&mut cache, 4 * WORD, &NODE)
                    .expect("memory");
                pauses[kind].push(clock() - began);
                p
            }
        };
        // A new object points to two that are there already.
        let old = [roots[i], roots[(x >> 20) as usize % OBJECTS]];
        // SAFETY: a fresh object of four words. Its fields are written like any others.
        unsafe { object.as_ptr().cast::<[usize; 2]>().write([0, old[1]]) };
        if heap.is_marking() {
            let full = barrier.write(old[0], object.as_ptr().addr()) | barrier.write(0, old[1]);
            if full {
                heap.flush_barrier(&mut barrier, &mut marker);
            }
        }
        roots[i] = object.as_ptr().expose_provenance();
    }
    let stats = heap.stats();
    println!(
        "{} cycles, {} MiB in use, {} MiB obtained",
        stats.num_gc,
        stats.heap_alloc >> 20,
        stats.sys >> 20
    );
    let mut all: Vec<Duration> = pauses.iter().flatten().copied().collect();
    report("all", &mut all);
    // For `cargo xtask bench gc`, which checks it.
    println!(
        "LongestSlice {} ns/op",
        all.last().map_or(0, Duration::as_nanos)
    );
    for (name, pauses) in names.iter().zip(&mut pauses) {
        report(name, pauses);
    }
}

fn report(name: &str, pauses: &mut [Duration]) {
    if pauses.is_empty() {
        return;
    }
    pauses.sort_unstable();
    let at = |q: f64| pauses[((pauses.len() - 1) as f64 * q) as usize];
    println!(
        "{name:17} {:8} times: median {:9.1?}, 99 % {:9.1?}, 99.9 % {:9.1?}, longest {:9.1?}",
        pauses.len(),
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0)
    );
}
