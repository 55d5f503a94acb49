//! Allocation by size, marking, and whole programs. `cargo bench -p burrow-gc --features std`

#[path = "../tests/mutator/mod.rs"]
mod mutator;

use burrow_gc::Layout;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use mutator::{Mutator, WORD, count, tree};

fn main() {
    divan::main();
}

const MANY: usize = 10_000;

#[divan::bench(args = [1, 8, 16, 64, 256, 1024, 8192])]
fn alloc_noscan(bencher: Bencher<'_, '_>, size: usize) {
    let mut m = Mutator::new(1 << 30);
    bencher.counter(ItemsCount::new(MANY)).bench_local(|| {
        for _ in 0..MANY {
            black_box(m.alloc(size, &Layout::NOSCAN));
        }
    });
}

#[divan::bench(args = [1, 2, 4, 8, 64])]
fn alloc_scan(bencher: Bencher<'_, '_>, words: usize) {
    let mut m = Mutator::new(1 << 30);
    let layout = Layout::mask(words, 1);
    bencher.counter(ItemsCount::new(MANY)).bench_local(|| {
        for _ in 0..MANY {
            black_box(m.alloc(words * WORD, &layout));
        }
    });
}

#[divan::bench(args = [64, 512])]
fn alloc_large(bencher: Bencher<'_, '_>, kib: usize) {
    let mut m = Mutator::new(1 << 30);
    bencher
        .counter(BytesCount::new(kib << 10))
        .bench_local(|| black_box(m.alloc(kib << 10, &Layout::NOSCAN)));
}

#[divan::bench]
fn mark_tree_32_mib(bencher: Bencher<'_, '_>) {
    let mut m = Mutator::new(1 << 30);
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
    let mut m = Mutator::new(1 << 30);
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
        let mut m = Mutator::new(1 << 30);
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
