//! The allocator and the collector against others, as lines `Name 12.5 ns/op` for `cargo xtask bench gc`.
//!
//! Operations are those of Go's own benchmarks of the same names (`benches/go/gc_ops.go` has them for Go); whole programs
//! also run on gc-arena and on the system allocator. Each figure is the least of several rounds, in each of which everything
//! runs once.

#[path = "../tests/mutator/mod.rs"]
mod mutator;

use burrow_gc::Layout;
use core::hint::black_box;
use mutator::{Mutator, WORD, count, load, tree};
use std::time::Instant;

const ROUNDS: usize = 5;
const MANY: usize = 1_000_000;
const RESERVE: usize = 4 << 30;

/// Nanoseconds of one of `n` operations.
fn time(n: usize, f: impl FnOnce()) -> f64 {
    let began = Instant::now();
    f();
    began.elapsed().as_nanos() as f64 / n as f64
}

fn malloc(size: usize, layout: &'static Layout) -> f64 {
    let mut m = Mutator::new(RESERVE);
    time(MANY, || {
        for _ in 0..MANY {
            black_box(m.alloc(size, layout));
        }
    })
}

/// `make([]LargeStruct, 2)` of Go's benchmark: two structs of 16 slices.
const LARGE: Layout = Layout::mask(3, 0b001).repeat(32);

/// Trees: how nodes are made and counted.
trait Trees {
    /// A tree is built and dropped; its nodes.
    fn short(&mut self, depth: usize) -> usize;
    /// A tree that is kept.
    fn long(&mut self, depth: usize);
    fn count_long(&mut self) -> usize;
    /// An array of numbers that is kept.
    fn array(&mut self, len: usize);
}

/// The binary trees benchmark at depth 16.
fn binary_trees(t: &mut impl Trees) {
    let mut sum = t.short(17);
    t.long(16);
    for depth in (4..=16).step_by(4) {
        for _ in 0..1 << (16 - depth + 4) {
            sum += t.short(depth);
        }
    }
    assert_eq!(sum + t.count_long(), 8_711_918);
}

/// GCBench with its depths two less: stretch 16, long-lived 14, temporary trees 4 to 14, an array of 500 000 numbers.
fn gc_bench(t: &mut impl Trees) {
    let size = |depth: usize| (2 << depth) - 1;
    t.short(16);
    t.long(14);
    t.array(500_000);
    for depth in (4..=14).step_by(2) {
        for _ in 0..2 * size(16) / size(depth) {
            assert_eq!(t.short(depth), size(depth));
        }
    }
    assert_eq!(t.count_long(), size(14));
}

struct Ours(Mutator);

impl Ours {
    fn new() -> Ours {
        Ours(Mutator::new(RESERVE))
    }
}

impl Trees for Ours {
    fn short(&mut self, depth: usize) -> usize {
        count(tree(&mut self.0, depth))
    }

    fn long(&mut self, depth: usize) {
        let t = tree(&mut self.0, depth);
        self.0.roots.push(t);
    }

    fn count_long(&mut self) -> usize {
        count(self.0.roots[0])
    }

    fn array(&mut self, len: usize) {
        let a = self.0.alloc(len * 8, &Layout::NOSCAN);
        self.0.roots.push(a);
    }
}

/// Nodes of the system allocator.
struct Node(Option<Box<(Node, Node)>>);

impl Node {
    fn new(depth: usize) -> Node {
        Node((depth != 0).then(|| Box::new((Node::new(depth - 1), Node::new(depth - 1)))))
    }

    fn count(&self) -> usize {
        self.0.as_ref().map_or(1, |b| 1 + b.0.count() + b.1.count())
    }
}

#[derive(Default)]
struct System(Option<Node>, Vec<f64>);

impl Trees for System {
    fn short(&mut self, depth: usize) -> usize {
        Node::new(depth).count()
    }

    fn long(&mut self, depth: usize) {
        self.0 = Some(Node::new(depth));
    }

    fn count_long(&mut self) -> usize {
        self.0.as_ref().map_or(0, Node::count)
    }

    fn array(&mut self, len: usize) {
        self.1 = vec![0.0; len];
    }
}

mod arena {
    use gc_arena::{Arena, Collect, Gc, Mutation, Rootable};

    #[derive(Clone, Copy, Collect)]
    #[collect(no_drop)]
    pub(super) struct Node<'gc>(Option<(Gc<'gc, Node<'gc>>, Gc<'gc, Node<'gc>>)>);

    #[derive(Collect)]
    #[collect(no_drop)]
    pub(super) struct Kept<'gc>(Option<Gc<'gc, Node<'gc>>>, Vec<f64>);

    pub(super) struct Nodes(Arena<Rootable![Kept<'_>]>);

    fn tree<'gc>(mc: &Mutation<'gc>, depth: usize) -> Gc<'gc, Node<'gc>> {
        let children = (depth != 0).then(|| (tree(mc, depth - 1), tree(mc, depth - 1)));
        Gc::new(mc, Node(children))
    }

    fn count(n: Gc<'_, Node<'_>>) -> usize {
        n.0.map_or(1, |(l, r)| 1 + count(l) + count(r))
    }

    impl Nodes {
        pub(super) fn new() -> Nodes {
            Nodes(Arena::new(|_| Kept(None, Vec::new())))
        }
    }

    impl super::Trees for Nodes {
        fn short(&mut self, depth: usize) -> usize {
            let n = self.0.mutate(|mc, _| count(tree(mc, depth)));
            self.0.collect_debt();
            n
        }

        fn long(&mut self, depth: usize) {
            self.0
                .mutate_root(|mc, root| root.0 = Some(tree(mc, depth)));
            self.0.collect_debt();
        }

        fn count_long(&mut self) -> usize {
            self.0.mutate(|_, root| root.0.map_or(0, count))
        }

        fn array(&mut self, len: usize) {
            self.0.mutate_root(|_, root| root.1 = vec![0.0; len]);
        }
    }
}

/// A tree of 32 MiB in the order of its making, and an array of objects in random order: nanoseconds to mark a byte, and to
/// follow every pointer in a plain loop.
fn marking(shuffled: bool) -> (f64, f64) {
    let mut m = Mutator::new(RESERVE);
    m.heap.set_gc_percent(None);
    let (root, bytes) = if shuffled {
        let n = (32 << 20) / (8 * WORD);
        let array = m.alloc(
            n * WORD,
            &const { Layout::mask(1, 1).repeat((32 << 20) / (8 * WORD)) },
        );
        m.roots.push(array);
        let mut x = 1_usize;
        for i in 0..n {
            let o = m.alloc(8 * WORD, &const { Layout::mask(2, 0b11) });
            m.store(array + i * WORD, o);
            x = x
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let j = (x >> 33) % (i + 1);
            let (a, b) = (array + i * WORD, array + j * WORD);
            let (old, new) = (load(a), load(b));
            m.store(a, new);
            m.store(b, old);
        }
        (array, n * 9 * WORD)
    } else {
        (tree(&mut m, 20), (2 << 20) * 2 * WORD)
    };
    let Mutator {
        heap,
        cache,
        barrier,
        marker,
        ..
    } = &mut m;
    let mark = time(bytes, || {
        heap.collect(cache, barrier, marker, |heap, m| heap.shade(m, root))
    });
    while !heap.sweep_step(1000) {}
    let chase = time(bytes, || {
        let mut sum = 0;
        if shuffled {
            for i in 0..(32 << 20) / (8 * WORD) {
                let o = load(root + i * WORD);
                sum += load(o) + load(o + WORD);
            }
        } else {
            let mut stack = vec![root];
            while let Some(n) = stack.pop() {
                sum += 1;
                for child in [load(n), load(n + WORD)] {
                    if child != 0 {
                        stack.push(child);
                    }
                }
            }
        }
        black_box(sum);
    });
    (mark, chase)
}

fn main() {
    let mut best: Vec<(&str, f64)> = Vec::new();
    for _ in 0..ROUNDS {
        let (tree, tree_chase) = marking(false);
        let (objects, objects_chase) = marking(true);
        let round = [
            ("Malloc8", malloc(8, &Layout::NOSCAN)),
            ("Malloc16", malloc(16, &Layout::NOSCAN)),
            ("MallocTypeInfo8", malloc(8, const { &Layout::mask(1, 1) })),
            (
                "MallocTypeInfo16",
                malloc(16, const { &Layout::mask(2, 0b11) }),
            ),
            ("MallocLargeStruct", malloc(32 * 3 * WORD, &LARGE)),
            ("GCBench", time(1, || gc_bench(&mut Ours::new()))),
            (
                "GCBench/gc-arena",
                time(1, || gc_bench(&mut arena::Nodes::new())),
            ),
            (
                "GCBench/system",
                time(1, || gc_bench(&mut System::default())),
            ),
            ("BinaryTrees", time(1, || binary_trees(&mut Ours::new()))),
            (
                "BinaryTrees/gc-arena",
                time(1, || binary_trees(&mut arena::Nodes::new())),
            ),
            (
                "BinaryTrees/system",
                time(1, || binary_trees(&mut System::default())),
            ),
            ("MarkTree", tree),
            ("MarkTree/chase", tree_chase),
            ("MarkObjects", objects),
            ("MarkObjects/chase", objects_chase),
        ];
        if best.is_empty() {
            best.extend(round);
        }
        for (best, (_, new)) in best.iter_mut().zip(round) {
            best.1 = best.1.min(new);
        }
    }
    for (name, ns) in best {
        println!("{name} {ns:.3} ns/op");
    }
}
