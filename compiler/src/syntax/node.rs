//! Boxes and lists for syntax trees, of half the size: 32 bits say where a node is.
//!
//! Trees are most of what the front half keeps, and most of a tree are references, so these are places in *chunks*: the upper
//! bits number a chunk in a table of the process, the lower ones count words in it. A thread that builds trees fills one
//! chunk after the other. Each chunk counts the nodes in it; it is freed with the last one, once its thread has gone on
//! to another.
//!
//! What has to be true: a [`Node`] or [`List`] owns its place, as a box does, and counts in its chunk as long as it exists, so
//! the chunk is there and the table names it. The number of a chunk is used again only after that.

use core::alloc::Layout;
use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use core::num::NonZeroU32;
use core::ops::{Deref, DerefMut};
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::alloc::{alloc, dealloc, handle_alloc_error};
use std::sync::Mutex;

/// Bytes of a word and of a chunk.
const WORD: usize = 4;
const CHUNK: usize = 1 << 16;
/// Lists of more bytes have a chunk of their own, of their size.
const LARGE: usize = CHUNK / 16;
/// How many of a place's bits count words in the chunk.
const BITS: u32 = (CHUNK / WORD).ilog2();
/// How many chunks there may be: 4 GiB of trees.
const CHUNKS: usize = 1 << 16;
/// Alignment of chunks, and the most that a node may ask for.
const ALIGN: usize = 8;

/// What a chunk begins with.
struct Head {
    /// Nodes and lists in it, and one for the thread that fills it.
    owners: AtomicUsize,
    bytes: usize,
}

const HEAD: usize = size_of::<Head>();

static TABLE: [AtomicPtr<u8>; CHUNKS] = [const { AtomicPtr::new(ptr::null_mut()) }; CHUNKS];

/// Numbers of chunks that are free: those from `next`, and these.
struct Numbers {
    next: u32,
    free: Vec<u32>,
}

static NUMBERS: Mutex<Numbers> = Mutex::new(Numbers {
    next: 0,
    free: Vec::new(),
});

/// Makes a chunk with room for so many bytes behind its head, owned once; answers its number.
fn new_chunk(room: usize) -> u32 {
    let number = {
        let mut numbers = NUMBERS.lock().expect("numbers");
        numbers.free.pop().unwrap_or_else(|| {
            numbers.next += 1;
            numbers.next - 1
        })
    };
    assert!((number as usize) < CHUNKS, "the program is too large");
    let bytes = HEAD + room;
    let layout = Layout::from_size_align(bytes, ALIGN).expect("the program is too large");
    // SAFETY: the size is not zero.
    let start = unsafe { alloc(layout) };
    if start.is_null() {
        handle_alloc_error(layout);
    }
    let head = Head {
        owners: AtomicUsize::new(1),
        bytes,
    };
    // SAFETY: the memory is new, large enough, and aligned for the head.
    unsafe { start.cast::<Head>().write(head) };
    TABLE[number as usize].store(start, Ordering::Relaxed);
    number
}

/// Where a chunk is. Its number has come from the thread that made it, so what that one stored is seen.
fn start(number: u32) -> *mut u8 {
    TABLE[number as usize].load(Ordering::Relaxed)
}

/// Gives up one share of a chunk, and frees it if that was the last.
///
/// # Safety
/// The caller has a share of it, and does not use it again.
unsafe fn release(number: u32) {
    let start = start(number);
    // SAFETY: the share keeps the chunk; heads are written when chunks are made, and changed through atomics only.
    let head = unsafe { &*start.cast::<Head>() };
    if head.owners.fetch_sub(1, Ordering::Release) > 1 {
        return;
    }
    core::sync::atomic::fence(Ordering::Acquire);
    let layout = Layout::from_size_align(head.bytes, ALIGN).expect("as it was made");
    NUMBERS.lock().expect("numbers").free.push(number);
    // SAFETY: nobody else has a share; the layout is the one it was made with. The number may be in use again already, but the
    // table is not read here any more.
    unsafe { dealloc(start, layout) };
}

/// The chunk that a thread fills, and how far it is full.
struct Open {
    /// From 1, so that there may be none.
    chunk: Cell<Option<NonZeroU32>>,
    used: Cell<usize>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.close();
    }
}

thread_local! {
    static OPEN: Open = const {
        Open {
            chunk: Cell::new(None),
            used: Cell::new(0),
        }
    };
}

impl Open {
    fn close(&self) {
        if let Some(chunk) = self.chunk.take() {
            // SAFETY: the thread's own share.
            unsafe { release(chunk.get() - 1) };
        }
    }

    /// A place for so many bytes, which counts in its chunk.
    fn place(&self, bytes: usize, align: usize) -> Place {
        if bytes > LARGE {
            // The share that the chunk was made with is the list's.
            return Place::new(new_chunk(bytes), HEAD);
        }
        let mut at = self.used.get().next_multiple_of(align.max(WORD));
        let chunk = match self.chunk.get() {
            Some(chunk) if at + bytes <= CHUNK => chunk.get() - 1,
            _ => {
                self.close();
                let number = new_chunk(CHUNK - HEAD);
                self.chunk.set(NonZeroU32::new(number + 1));
                at = HEAD;
                number
            }
        };
        self.used.set(at + bytes);
        // SAFETY: the thread's share keeps the chunk.
        let head = unsafe { &*start(chunk).cast::<Head>() };
        head.owners.fetch_add(1, Ordering::Relaxed);
        Place::new(chunk, at)
    }
}

/// Where a node is: never at a chunk's beginning, so that it is not zero.
#[derive(Clone, Copy)]
struct Place(NonZeroU32);

impl Place {
    fn new(chunk: u32, at: usize) -> Self {
        let place = chunk << BITS | (at / WORD) as u32;
        Self(NonZeroU32::new(place).expect("chunks begin with a head"))
    }

    /// Room for `count` values.
    fn of<T>(count: usize) -> Self {
        const { assert!(align_of::<T>() <= ALIGN) };
        let bytes = size_of::<T>().checked_mul(count).expect("fits in memory");
        OPEN.with(|open| open.place(bytes, align_of::<T>()))
    }

    fn chunk(self) -> u32 {
        self.0.get() >> BITS
    }

    #[inline]
    fn address<T>(self) -> NonNull<T> {
        let at = (self.0.get() & ((1 << BITS) - 1)) as usize * WORD;
        // SAFETY: the place is in its chunk, which is there as long as the place counts in it.
        unsafe { NonNull::new_unchecked(start(self.chunk()).add(at).cast()) }
    }
}

/// A box.
pub struct Node<T> {
    place: Place,
    owns: PhantomData<Box<T>>,
}

impl<T> Node<T> {
    /// Moves a value there.
    pub fn new(value: T) -> Self {
        let place = Place::of::<T>(1);
        // SAFETY: the place has room for it, is aligned, and nobody else's.
        unsafe { place.address::<T>().write(value) };
        Self {
            place,
            owns: PhantomData,
        }
    }

    /// Moves the value out.
    pub fn into_inner(self) -> T {
        let place = self.place;
        core::mem::forget(self);
        // SAFETY: the node owned the value and its share, and is forgotten.
        unsafe {
            let value = place.address::<T>().read();
            release(place.chunk());
            value
        }
    }
}

impl<T> Drop for Node<T> {
    fn drop(&mut self) {
        // SAFETY: the node owns the value and its share.
        unsafe {
            self.place.address::<T>().drop_in_place();
            release(self.place.chunk());
        }
    }
}

impl<T> Deref for Node<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the node owns the value.
        unsafe { self.place.address().as_ref() }
    }
}

impl<T> DerefMut for Node<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the node owns the value.
        unsafe { self.place.address().as_mut() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Node<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A list that does not grow any more.
pub struct List<T> {
    /// Nothing if it is empty.
    place: Option<Place>,
    len: u32,
    owns: PhantomData<Box<[T]>>,
}

impl<T> List<T> {
    /// The elements of `all` from `first` on, which are taken from there.
    pub fn split_off(all: &mut Vec<T>, first: usize) -> Self {
        let len = all.len() - first;
        if len == 0 {
            return Self::default();
        }
        let place = Place::of::<T>(len);
        // SAFETY: the place has room for them and is nobody else's; the vector forgets them before anything else happens.
        unsafe {
            all.set_len(first);
            let from = all.as_ptr().add(first);
            place
                .address::<T>()
                .as_ptr()
                .copy_from_nonoverlapping(from, len);
        }
        Self {
            place: Some(place),
            len: u32::try_from(len).expect("fewer than 2^32 elements"),
            owns: PhantomData,
        }
    }

    /// Moves the elements out.
    pub fn into_vec(self) -> Vec<T> {
        let (place, len) = (self.place, self.len as usize);
        core::mem::forget(self);
        let mut all: Vec<T> = Vec::with_capacity(len);
        if let Some(place) = place {
            // SAFETY: the list owned its elements and its share, and is forgotten; the vector has room for them.
            unsafe {
                all.as_mut_ptr()
                    .copy_from_nonoverlapping(place.address().as_ptr(), len);
                all.set_len(len);
                release(place.chunk());
            }
        }
        all
    }

    fn elements(&self) -> NonNull<[T]> {
        let first = self.place.map_or(NonNull::dangling(), Place::address);
        NonNull::slice_from_raw_parts(first, self.len as usize)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            place: None,
            len: 0,
            owns: PhantomData,
        }
    }
}

impl<T> Drop for List<T> {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            // SAFETY: the list owns its elements and its share.
            unsafe {
                self.elements().drop_in_place();
                release(place.chunk());
            }
        }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: the list owns its elements.
        unsafe { self.elements().as_ref() }
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: the list owns its elements.
        unsafe { self.elements().as_mut() }
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(mut all: Vec<T>) -> Self {
        Self::split_off(&mut all, 0)
    }
}

impl<T, const N: usize> From<[T; N]> for List<T> {
    fn from(all: [T; N]) -> Self {
        Vec::from(all).into()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;
    use std::sync::Arc;

    #[test]
    fn nodes_own_their_values() {
        let shared = Arc::new(1_u64);
        let mut node = Node::new((7_u32, Arc::clone(&shared)));
        node.0 += 1;
        assert_eq!((node.0, *node.1), (8, 1));
        let (n, inner) = node.into_inner();
        assert_eq!((n, Arc::strong_count(&inner)), (8, 2));
        drop(Node::new(inner));
        assert_eq!(Arc::strong_count(&shared), 1);
    }

    #[test]
    fn lists_take_the_end_of_a_vector() {
        let shared = Rc::new(());
        let mut all = vec![Rc::clone(&shared); 5];
        let list = List::split_off(&mut all, 2);
        assert_eq!(
            (all.len(), list.len(), Rc::strong_count(&shared)),
            (2, 3, 6)
        );
        assert_eq!(list.into_vec().len(), 3);
        assert!(List::split_off(&mut all, 2).is_empty());
        let list: List<_> = all.into();
        drop(list);
        assert_eq!(Rc::strong_count(&shared), 1);
    }

    #[test]
    fn many_nodes_and_large_lists_keep_what_is_in_them_and_give_chunks_back() {
        let large = |i: u32| -> List<u32> { (i..i + 50_000).collect::<Vec<_>>().into() };
        let used = || NUMBERS.lock().unwrap().next;
        let make = || -> Vec<(Node<[u32; 3]>, List<u64>)> {
            let node = |i| (Node::new([i; 3]), [u64::from(i)].into());
            (0..20_000).map(node).collect()
        };
        for round in 0..50 {
            let (nodes, list) = (make(), large(round));
            assert!(
                nodes
                    .iter()
                    .zip(0..)
                    .all(|((n, l), i)| **n == [i; 3] && l[0] == u64::from(i))
            );
            assert!(list.iter().zip(round..).all(|(&x, i)| x == i));
        }
        // A round takes 16; other tests take some, too.
        assert!(used() < 300, "{}", used());
    }

    #[test]
    fn trees_of_one_thread_are_read_and_dropped_by_another() {
        let make = || {
            (0..10_000)
                .map(|i| Node::new([i, 1_u32]))
                .collect::<Vec<_>>()
        };
        let nodes = std::thread::spawn(make).join().unwrap();
        let sum = std::thread::spawn(move || nodes.iter().map(|n| n[0]).sum::<u32>());
        assert_eq!(sum.join().unwrap(), 49_995_000);
    }

    #[test]
    fn references_take_a_word() {
        assert_eq!(size_of::<Option<Node<u64>>>(), 4);
        assert_eq!(size_of::<List<u64>>(), 8);
    }
}
