//! Allocation by size, marking, and whole programs. `cargo bench -p burrow-gc --features std`

use burrow_gc::{Barrier, Cache, Heap, Layout, Marker, Poll, Progress, SystemMemory};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

const WORD: usize = size_of::<usize>();

fn main() {
    divan::main();
}

/// A heap with one mutator, driven as a single-threaded runtime drives it.
struct Mutator {
    heap: Box<Heap<SystemMemory>>,
    cache: Cache,
    barrier: Barrier,
    marker: Marker,
    roots: Vec<usize>,
}

impl Mutator {
    fn new() -> Mutator {
        Mutator {
            heap: Box::new(Heap::new(SystemMemory::new(1 << 30))),
            cache: Cache::new(),
            barrier: Barrier::new(),
            marker: Marker::new(),
            roots: Vec::new(),
        }
    }

    #[inline]
    fn alloc(&mut self, size: usize, layout: &Layout) -> usize {
        match self.cache.alloc(size, layout) {
            Some(p) => p.as_ptr().expose_provenance(),
            None => self.slow(size, layout),
        }
    }

    #[cold]
    #[inline(never)]
    fn slow(&mut self, size: usize, layout: &Layout) -> usize {
        match self.heap.poll() {
            Poll::Nothing => {}
            Poll::Start => {
                self.heap.flush(&mut self.cache);
                self.heap.start_cycle();
                for root in &self.roots {
                    self.heap.shade(&mut self.marker, *root);
                }
            }
            Poll::Assist(debt) => {
                if self.heap.mark_step(&mut self.marker, debt) == Progress::Idle {
                    self.heap
                        .drain(&mut self.cache, &mut self.barrier, &mut self.marker);
                }
            }
        }
        let p = self
            .heap
            .alloc_slow(&mut self.cache, size, layout)
            .expect("memory");
        p.as_ptr().expose_provenance()
    }

    #[inline]
    fn store(&mut self, at: usize, value: usize) {
        let p = core::ptr::with_exposed_provenance_mut::<usize>(at);
        // SAFETY: the benchmarks store into live objects of their own.
        unsafe {
            if self.heap.is_marking() && self.barrier.write(*p, value) {
                self.heap.flush_barrier(&mut self.barrier, &mut self.marker);
            }
            *p = value;
        }
    }
}

fn load(at: usize) -> usize {
    // SAFETY: the benchmarks load from live objects of their own.
    unsafe { *core::ptr::with_exposed_provenance::<usize>(at) }
}

const MANY: usize = 10_000;

#[divan::bench(args = [1, 8, 16, 64, 256, 1024, 8192])]
fn alloc_noscan(bencher: Bencher<'_, '_>, size: usize) {
    let mut m = Mutator::new();
    bencher.counter(ItemsCount::new(MANY)).bench_local(|| {
        for _ in 0..MANY {
            black_box(m.alloc(size, &Layout::NOSCAN));
        }
    });
}

#[divan::bench(args = [1, 2, 4, 8, 64])]
fn alloc_scan(bencher: Bencher<'_, '_>, words: usize) {
    let mut m = Mutator::new();
    let layout = Layout::mask(words, 1);
    bencher.counter(ItemsCount::new(MANY)).bench_local(|| {
        for _ in 0..MANY {
            black_box(m.alloc(words * WORD, &layout));
        }
    });
}

#[divan::bench(args = [64, 512])]
fn alloc_large(bencher: Bencher<'_, '_>, kib: usize) {
    let mut m = Mutator::new();
    bencher
        .counter(BytesCount::new(kib << 10))
        .bench_local(|| black_box(m.alloc(kib << 10, &Layout::NOSCAN)));
}

/// A tree of nodes of two pointers, built bottom up.
fn tree(m: &mut Mutator, depth: usize) -> usize {
    let node = const { Layout::mask(2, 0b11) };
    if depth == 0 {
        return m.alloc(2 * WORD, &node);
    }
    for _ in 0..2 {
        let child = tree(m, depth - 1);
        m.roots.push(child);
    }
    let n = m.alloc(2 * WORD, &node);
    for at in [n + WORD, n] {
        let child = m.roots.pop().expect("pushed above");
        m.store(at, child);
    }
    n
}

fn count(node: usize) -> usize {
    if load(node) == 0 {
        1
    } else {
        1 + count(load(node)) + count(load(node + WORD))
    }
}

#[divan::bench]
fn mark_tree_32_mib(bencher: Bencher<'_, '_>) {
    let mut m = Mutator::new();
    m.heap.set_gc_percent(None);
    let root = tree(&mut m, 20);
    bencher
        .counter(BytesCount::new((2_usize << 20) * 2 * WORD))
        .bench_local(|| {
            let Mutator {
                heap,
                cache,
                barrier,
                marker,
                ..
            } = &mut m;
            heap.collect(cache, barrier, marker, |heap, m| heap.shade(m, root));
            while !heap.sweep_step(1000) {}
        });
}

#[divan::bench]
fn mark_pointer_array_32_mib(bencher: Bencher<'_, '_>) {
    let mut m = Mutator::new();
    m.heap.set_gc_percent(None);
    let n = (32 << 20) / (8 * WORD);
    let array = m.alloc(n * WORD, &Layout::mask(1, 1).repeat(n));
    for i in 0..n {
        let o = m.alloc(7 * WORD, &Layout::mask(2, 0b11));
        m.store(array + i * WORD, o);
    }
    bencher
        .counter(BytesCount::new(n * 8 * WORD))
        .bench_local(|| {
            let Mutator {
                heap,
                cache,
                barrier,
                marker,
                ..
            } = &mut m;
            heap.collect(cache, barrier, marker, |heap, m| heap.shade(m, array));
            while !heap.sweep_step(1000) {}
        });
}

#[divan::bench(sample_count = 10)]
fn binary_trees_16(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let mut m = Mutator::new();
        let t = tree(&mut m, 17);
        let mut sum = count(t);
        let long = tree(&mut m, 16);
        m.roots.push(long);
        for depth in (4..=16).step_by(4) {
            for _ in 0..1 << (16 - depth + 4) {
                let t = tree(&mut m, depth);
                sum += count(t);
            }
        }
        assert_eq!(sum + count(long), 8_711_918);
        sum
    });
}

#[divan::bench(sample_count = 10)]
fn binary_trees_16_system_malloc(bencher: Bencher<'_, '_>) {
    struct Node(Option<Box<(Node, Node)>>);
    fn tree(depth: usize) -> Node {
        if depth == 0 {
            Node(None)
        } else {
            Node(Some(Box::new((tree(depth - 1), tree(depth - 1)))))
        }
    }
    fn count(n: &Node) -> usize {
        n.0.as_ref().map_or(1, |b| 1 + count(&b.0) + count(&b.1))
    }
    bencher.bench_local(|| {
        let mut sum = count(&tree(17));
        let long = tree(16);
        for depth in (4..=16).step_by(4) {
            for _ in 0..1 << (16 - depth + 4) {
                sum += count(&tree(depth));
            }
        }
        assert_eq!(sum + count(&long), 8_711_918);
        sum
    });
}
