//! Marking when there is no page left for its lists.

use burrow_gc::{Barrier, Cache, FixedMemory, Heap, Layout, Marker};
use core::time::Duration;
use std::time::Instant;

const WORD: usize = size_of::<usize>();
const NODE: Layout = Layout::mask(4, 0b0011);

/// A heap of 4 MiB, and nodes of four words until it is full: what `link` makes of the node before is in the first two.
fn fill(mut link: impl FnMut(usize, &[usize]) -> [usize; 2]) -> (Duration, usize, usize) {
    let memory = Box::leak(vec![0_u64; (4 << 20) / 8].into_boxed_slice());
    // SAFETY: the memory is this heap's alone.
    let memory = unsafe { FixedMemory::new(memory.as_mut_ptr().cast(), size_of_val(memory)) };
    let heap = Heap::new(memory);
    heap.set_gc_percent(None);
    let (mut cache, mut barrier, mut marker) = (Cache::new(), Barrier::new(), Marker::new());
    let mut nodes = Vec::new();
    while let Some(p) = heap.alloc(&mut cache, 4 * WORD, &NODE) {
        let links = link(nodes.len(), &nodes);
        // SAFETY: a fresh object of four words.
        unsafe { p.as_ptr().cast::<[usize; 2]>().write(links) };
        nodes.push(p.as_ptr().expose_provenance());
    }
    assert!(heap.alloc_pages(1).is_none());
    let began = Instant::now();
    let root = *nodes.last().expect("a node");
    heap.collect(&mut cache, &mut barrier, &mut marker, |heap, m| {
        heap.shade(m, root)
    });
    while !heap.sweep_step(100) {}
    let left = heap.stats().mallocs - heap.stats().frees;
    (began.elapsed(), nodes.len(), left as usize)
}

/// Each node leads to the one before it, and passes over spans go from the first to the last.
#[test]
fn a_list_takes_one_pass() {
    let (took, nodes, left) = fill(|_, nodes| [nodes.last().copied().unwrap_or(0), 0]);
    assert_eq!(left, nodes);
    assert!(took < Duration::from_secs(5), "{took:?}");
}

/// A binary heap upside down, with more grey objects at a time than a marker has room for.
#[test]
fn a_wide_graph_is_marked_whole() {
    let (took, nodes, left) = fill(|n, nodes| {
        let child = |i: usize| nodes.get(i).copied().unwrap_or(0);
        [child(n.wrapping_sub(1)), child(n / 2)]
    });
    assert_eq!(left, nodes);
    assert!(took < Duration::from_secs(5), "{took:?}");
}
