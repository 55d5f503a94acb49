//! Random layouts and call trees: at every step any of call, return, park, resume, grow, shrink, move, scan. After each step
//! every word of the stack and of the records is compared with a model that knows nothing of addresses.
//!
//! Frames have several stack objects, which point to each other and outwards. The model finds the live ones by marking from
//! what is live, in no order; the scan has to come to the same, also when the stack moves in the middle of it.

mod common;

use core::sync::atomic::Ordering::Relaxed;
use std::collections::BTreeSet;

use burrow_stacks::build::{Encoded, FuncInfoBuilder, Target};
use burrow_stacks::{
    CHUNK, ENTRY_MAX, Frame, FuncInfo, GrowError, HEADER, HEADER_WORDS, MIN_STACK, Reached,
    Relocation, Scan, Stack, StackCache, StackPool, WORD, for_each_entry_pointer,
    for_each_result_pointer, grown_size,
};
use common::HostMemory;
use proptest::prelude::*;

const RED_ZONE: usize = 64;
const MAX: usize = 64 << 10;

/// What a word holds, as the model sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Word {
    /// Anything that is no pointer, or a pointer elsewhere. Never adjusted.
    Raw(usize),
    /// The word that many bytes below the base.
    Below(usize),
}

/// A function: its layout, and what each point's map names.
struct Func {
    info: &'static FuncInfo,
    words: usize,
    args: usize,
    points: Vec<Point>,
    /// Words of each stack object, and the pointers among them.
    objects: Vec<(core::ops::Range<usize>, Vec<usize>)>,
    results: Vec<usize>,
}

struct Point {
    slots: Vec<usize>,
    /// By object: whether the function's code may still use it.
    live: Vec<bool>,
}

impl Func {
    /// Whether a word may hold a pointer at a point.
    fn is_mapped(&self, point: usize, word: usize) -> bool {
        let in_object = || self.objects.iter().any(|o| o.1.contains(&word));
        self.points[point].slots.contains(&word) || point > 0 && in_object()
    }
}

#[derive(Clone, Debug)]
struct Shape {
    words: usize,
    args: usize,
    objects: Vec<usize>,
    points: Vec<(u64, u8)>,
    results: u8,
}

fn shapes() -> impl Strategy<Value = Shape> {
    let object = prop_oneof![6 => 1..3usize, 2 => 3..8usize, 1 => 60..200usize];
    let objects = prop::collection::vec(object, 0..5);
    let points = prop::collection::vec(any::<(u64, u8)>(), 1..6);
    (0..50usize, 0..16usize, objects, points, any::<u8>()).prop_map(
        |(words, args, objects, points, results)| Shape {
            words,
            args: args.min(words),
            objects,
            points,
            results,
        },
    )
}

/// Slots come first, then stack objects: arrays of pairs of an integer and a pointer.
fn func(s: &Shape) -> Func {
    let w = WORD as u32;
    let pairs: usize = s.objects.iter().sum();
    let words = (s.words + 2 * pairs + HEADER_WORDS).next_multiple_of(8 / WORD) - HEADER_WORDS;
    let mut b = FuncInfoBuilder::new(Target::HOST, "f", 0, ((words + HEADER_WORDS) * WORD) as u32);
    b.entry_size(((HEADER_WORDS + s.args) * WORD) as u32);
    let results: Vec<usize> = (0..8).filter(|r| s.results >> r & 1 != 0).collect();
    b.results(&results.iter().map(|r| *r as u32 * w).collect::<Vec<_>>());
    let (mut objects, mut ids, mut at) = (vec![], vec![], s.words);
    for &n in &s.objects {
        ids.push(b.object(((HEADER_WORDS + at) * WORD) as u32, n as u32, 2 * w, &[w]));
        objects.push((at..at + 2 * n, (0..n).map(|i| at + 2 * i + 1).collect()));
        at += 2 * n;
    }
    let mut points = vec![];
    for (k, (bits, live)) in s.points.iter().enumerate() {
        let slots = if k == 0 { s.args } else { s.words };
        let slots: Vec<usize> = (0..slots).filter(|i| bits >> i & 1 != 0).collect();
        let bytes: Vec<_> = slots
            .iter()
            .map(|i| ((HEADER_WORDS + i) * WORD) as u32)
            .collect();
        let live: Vec<bool> = (0..ids.len())
            .map(|o| k > 0 && live >> o & 1 != 0)
            .collect();
        let chosen: Vec<_> = (0..ids.len())
            .filter(|&o| live[o])
            .map(|o| ids[o])
            .collect();
        b.point_in(None, k as u32, &bytes, &chosen);
        points.push(Point { slots, live });
    }
    Func {
        info: leak(b.finish()),
        words,
        args: s.args,
        points,
        objects,
        results,
    }
}

/// A FuncInfo as a compiler would emit it, for this host.
fn leak(encoded: Encoded) -> &'static FuncInfo {
    Box::leak(Box::new(FuncInfo {
        frame_size: encoded.frame_size,
        resume: 0,
        maps: encoded.maps.leak().as_ptr(),
        meta: encoded.meta.leak().as_ptr(),
        defer: core::ptr::null(),
        flags_entry: encoded.flags_entry,
    }))
}

struct ModelFrame {
    func: usize,
    point: usize,
    words: Vec<Word>,
}

/// A goroutine's memory, and the model beside it.
struct Machine<'a> {
    pool: &'a StackPool<HostMemory>,
    cache: &'a mut StackCache,
    stack: Stack,
    fp: *mut u8,
    frames: Vec<ModelFrame>,
    results: Option<(usize, [Word; 8])>,
    result_record: [usize; 8],
    funcs: &'a [Func],
    seed: u64,
}

impl Machine<'_> {
    fn random(&mut self, below: usize) -> usize {
        self.seed = self
            .seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.seed >> 33) as usize % below.max(1)
    }

    fn real(&self, w: Word) -> usize {
        match w {
            Word::Raw(n) => n,
            Word::Below(n) => self.stack.base() as usize - n,
        }
    }

    /// A word for a slot: mapped ones may point into the stack, others may look as if they did.
    fn word(&mut self, mapped: bool) -> Word {
        let depth = self.stack.used(self.fp);
        match self.random(4) {
            0 if mapped && depth > 0 => Word::Below(1 + self.random(depth)),
            1 if !mapped => Word::Raw(self.stack.limit() as usize + self.random(self.stack.size())),
            2 => Word::Raw(0),
            _ => Word::Raw(0x10 + self.random(0x1000)),
        }
    }

    fn park(&mut self, point: usize) {
        let Some(mut frame) = self.frames.pop() else {
            return;
        };
        let f = &self.funcs[frame.func];
        frame.point = point % f.points.len();
        for i in 0..f.words {
            frame.words[i] = self.word(f.is_mapped(frame.point, i));
        }
        self.store(&frame);
        self.frames.push(frame);
    }

    fn store(&self, frame: &ModelFrame) {
        // SAFETY: `fp` has room for the frame's header and words.
        unsafe {
            Frame::write_header(self.fp, self.funcs[frame.func].info, frame.point);
            for (i, w) in frame.words.iter().enumerate() {
                self.fp
                    .add(HEADER)
                    .cast::<usize>()
                    .add(i)
                    .write(self.real(*w));
            }
        }
    }

    /// Calls a function. Where its frame does not fit, its arguments wait in an entry record while the stack grows.
    fn call(&mut self, func: usize) {
        let f = &self.funcs[func];
        let mut words: Vec<Word> = vec![];
        for i in 0..f.args {
            words.push(self.word(f.is_mapped(0, i)));
        }
        let size = f.info.frame_size as usize;
        let mut entry = [0usize; ENTRY_MAX / WORD];
        entry[0] = f.info as *const FuncInfo as usize;
        for (i, w) in words.iter().enumerate() {
            entry[HEADER_WORDS + i] = self.real(*w);
        }
        let record = entry.as_mut_ptr().cast::<u8>();
        if (self.fp as usize) < self.stack.guard(RED_ZONE) + size {
            // SAFETY: all frames are parked.
            let grown = unsafe {
                self.cache
                    .grow(self.pool, &mut self.stack, self.fp, size, RED_ZONE, MAX)
            };
            match grown {
                Ok(r) => {
                    // SAFETY: the record holds header and arguments of `f`.
                    unsafe { r.entry(record) };
                    self.moved(r);
                }
                Err(e) => {
                    assert_eq!(e, GrowError::Overflow);
                    return;
                }
            }
        }
        assert!(self.fp as usize >= self.stack.guard(RED_ZONE) + size);
        let mut seen = vec![];
        // SAFETY: as above.
        unsafe { for_each_entry_pointer(record, |at| seen.push(*at)) };
        let pointers: Vec<_> = f.points[0]
            .slots
            .iter()
            .map(|i| self.real(words[*i]))
            .collect();
        assert_eq!(seen, pointers);
        // SAFETY: the frame fits; its first bytes are laid out as the record.
        unsafe {
            self.fp = self.fp.sub(size);
            core::ptr::copy_nonoverlapping(record, self.fp, f.info.entry_size());
        }
        for i in words.len()..f.words {
            // SAFETY: a word of the frame.
            words.push(Word::Raw(unsafe {
                *self.fp.add(HEADER).cast::<usize>().add(i)
            }));
        }
        self.frames.push(ModelFrame {
            func,
            point: 0,
            words,
        });
    }

    fn ret(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let f = &self.funcs[frame.func];
        self.fp = self.fp.wrapping_add(f.info.frame_size as usize);
        let mut words = [Word::Raw(0); 8];
        for (i, w) in words.iter_mut().enumerate() {
            *w = self.word(f.results.contains(&i));
            self.result_record[i] = self.real(*w);
        }
        self.results = Some((frame.func, words));
    }

    fn moved(&mut self, r: Relocation) {
        assert_eq!(
            r.address(self.fp as usize),
            if self.frames.is_empty() {
                self.fp as usize
            } else {
                r.fp() as usize
            }
        );
        self.fp = r.fp();
        if let Some((func, _)) = self.results {
            // SAFETY: the record holds results of that function.
            unsafe { r.results(self.funcs[func].info, self.result_record.as_mut_ptr()) };
        }
    }

    fn replace(&mut self, size: usize) {
        if self.stack.used(self.fp) + RED_ZONE <= size - size / 4 {
            // SAFETY: all frames are parked.
            let r = unsafe {
                self.cache
                    .replace(self.pool, &mut self.stack, self.fp, size)
            }
            .unwrap();
            self.moved(r);
        }
    }

    fn shrink(&mut self) {
        let (size, used) = (self.stack.size(), self.stack.used(self.fp));
        // SAFETY: all frames are parked.
        let r = unsafe {
            self.cache
                .shrink(self.pool, &mut self.stack, self.fp, RED_ZONE, MIN_STACK)
        };
        match r {
            Some(r) => {
                assert!(self.stack.size() < size && used < size / 4);
                self.moved(r);
            }
            None => assert_eq!(self.stack.size(), size),
        }
    }

    /// The innermost frame runs: it writes through one of its pointers to a number in a frame further out, and parks.
    fn resume(&mut self, n: usize) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let slots = &self.funcs[frame.func].points[frame.point].slots;
        let target = slots.iter().find_map(|&i| match frame.words[i] {
            Word::Below(d) => self.find(d).filter(|&(at, word)| {
                let to = &self.frames[at];
                at + 1 < self.frames.len()
                    && d.is_multiple_of(WORD)
                    && !self.funcs[to.func].is_mapped(to.point, word)
            }),
            Word::Raw(_) => None,
        });
        if let Some((at, word)) = target {
            let value = Word::Raw(self.random(usize::MAX));
            let through = self.real(Word::Below(self.distance(at, word)));
            // SAFETY: a word of a frame further out.
            unsafe { (through as *mut usize).write(self.real(value)) };
            self.frames[at].words[word] = value;
        }
        self.park(n);
    }

    /// The distance of a frame's word from the base.
    fn distance(&self, frame: usize, word: usize) -> usize {
        let sizes = self.frames[..=frame].iter();
        let fp: usize = sizes
            .map(|f| self.funcs[f.func].info.frame_size as usize)
            .sum();
        fp - (HEADER_WORDS + word) * WORD
    }

    /// The frame and word at a distance from the base, unless it is a header.
    fn find(&self, distance: usize) -> Option<(usize, usize)> {
        let mut end = 0;
        for (at, frame) in self.frames.iter().enumerate() {
            end += self.funcs[frame.func].info.frame_size as usize;
            if distance <= end {
                return Some((at, ((end - distance) / WORD).checked_sub(HEADER_WORDS)?));
            }
        }
        None
    }

    /// Distances from the base of the words that hold live pointers, and how many addresses in the stack are among them.
    fn live(&self) -> (BTreeSet<usize>, usize) {
        let mut work = vec![];
        for (at, frame) in self.frames.iter().enumerate() {
            let f = &self.funcs[frame.func];
            let point = &f.points[frame.point];
            work.extend(point.slots.iter().map(|&i| (at, i)));
            let objects = f.objects.iter().zip(&point.live).filter(|o| *o.1);
            work.extend(objects.flat_map(|o| o.0.1.iter().map(move |&i| (at, i))));
        }
        let (mut live, mut inside) = (BTreeSet::new(), 0);
        while let Some((at, word)) = work.pop() {
            if !live.insert(self.distance(at, word)) {
                continue;
            }
            let Word::Below(d) = self.frames[at].words[word] else {
                continue;
            };
            inside += 1;
            if let Some((to, word)) = self.find(d)
                && self.frames[to].point > 0
            {
                let f = &self.funcs[self.frames[to].func];
                let object = f.objects.iter().find(|o| o.0.contains(&word));
                work.extend(object.iter().flat_map(|o| o.1.iter().map(|&i| (to, i))));
            }
        }
        (live, inside)
    }

    /// The words that a scan visits are those that the model finds, whatever the scan's steps.
    fn scan(&mut self, step: usize) {
        let (live, inside) = self.live();
        let base = self.stack.base() as usize;
        let mut seen = BTreeSet::new();
        // SAFETY: all frames are parked, and nothing else runs.
        unsafe {
            let mut scan = Scan::new(self.stack.frames(self.fp));
            let mut steps = 1;
            while scan.step(step, |at| assert!(seen.insert(base - at as usize))) {
                steps += 1;
            }
            assert_eq!(steps, self.frames.len().div_ceil(step).max(1));
        }
        assert_live(&seen, &live, inside);
        // Again, with the stack moved after each frame.
        let (mut seen, mut left, mut reached) =
            (BTreeSet::new(), self.stack.used(self.fp), Reached::new());
        while left > 0 {
            let base = self.stack.base();
            // SAFETY: a parked frame.
            let frame = unsafe { Frame::at(base.sub(left)) };
            reached.visit(frame, base, |at| {
                assert!(seen.insert(base as usize - at as usize));
            });
            left -= frame.info().frame_size as usize;
            self.replace(MIN_STACK << (left % 9));
        }
        assert_live(&seen, &live, inside);
        // Conservatively, the innermost frame shows every word.
        let mut words = vec![];
        // SAFETY: as above.
        unsafe { Scan::with_conservative_innermost(self.stack.frames(self.fp), |w| words.push(w)) };
        let innermost: Vec<_> = self
            .frames
            .last()
            .map_or(vec![], |f| f.words.iter().map(|w| self.real(*w)).collect());
        assert_eq!(words, innermost);
    }

    fn check(&self) {
        // SAFETY: all frames are parked, and nothing else runs.
        let mut frames = unsafe { self.stack.frames(self.fp) };
        for model in self.frames.iter().rev() {
            let frame = frames.next().expect("a frame is missing");
            assert!(core::ptr::eq(frame.info(), self.funcs[model.func].info));
            assert_eq!(frame.point(), model.point);
            for (i, w) in model.words.iter().enumerate() {
                // SAFETY: a word of the frame.
                let real = unsafe { *frame.fp().add(HEADER).cast::<usize>().add(i) };
                assert_eq!(real, self.real(*w), "word {i}");
            }
        }
        assert!(frames.next().is_none());
        if let Some((func, words)) = self.results {
            let expected: Vec<_> = words.iter().map(|w| self.real(*w)).collect();
            assert_eq!(expected, self.result_record);
            let mut seen = vec![];
            let f = &self.funcs[func];
            let record = self.result_record.as_ptr().cast_mut();
            // SAFETY: the record holds results of `f`.
            unsafe { for_each_result_pointer(f.info, record, |at| seen.push(*at)) };
            assert_eq!(
                seen,
                f.results.iter().map(|i| expected[*i]).collect::<Vec<_>>()
            );
        }
    }
}

/// A scan that comes across too many addresses to note them takes dead objects for live, never the reverse.
fn assert_live(seen: &BTreeSet<usize>, live: &BTreeSet<usize>, inside: usize) {
    assert!(seen.is_superset(live), "missed: {:?}", live - seen);
    assert!(inside > 60 || seen == live, "too many: {:?}", seen - live);
}

/// Mutant: move_adjusts_the_base
#[test]
fn only_addresses_in_the_old_stack_are_adjusted() {
    let pool = StackPool::new(HostMemory::default());
    let mut cache = StackCache::new();
    let mut stack = cache.take(&pool, 1024).unwrap();
    let range = stack.limit() as usize..stack.base() as usize;
    // SAFETY: there are no frames.
    let r = unsafe { cache.replace(&pool, &mut stack, range.end as *mut u8, 4096) }.unwrap();
    assert_eq!((r.old_range(), r.fp()), (range.clone(), stack.base()));
    for outside in [0, 1, range.start - 1, range.end, range.end + 1, usize::MAX] {
        assert_eq!(r.address(outside), outside);
        let mut words = [outside, range.end - 8];
        // SAFETY: two words of ours.
        unsafe { r.slots(words.as_mut_ptr(), 2) };
        assert_eq!(words, [outside, stack.base() as usize - 8]);
    }
    for inside in [range.start, range.end - 1] {
        assert_eq!(
            stack.base() as usize - r.address(inside),
            range.end - inside
        );
    }
    // SAFETY: the stack came from the pool.
    unsafe { cache.give(&pool, stack) };
    cache.flush(&pool);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 4 } else { 400 }))]

    /// Mutant: move_skips_dead_objects, objects_not_followed, notes_forgotten
    #[test]
    fn stacks_follow_the_model(
        shapes in prop::collection::vec(shapes(), 1..6),
        steps in prop::collection::vec((0..14u8, any::<usize>()), 1..200),
        seed in any::<u64>(),
    ) {
        let pool = StackPool::new(HostMemory::default());
        let mut cache = StackCache::new();
        let funcs: Vec<_> = shapes.iter().map(func).collect();
        let stack = cache.take(&pool, MIN_STACK).unwrap();
        let fp = stack.base();
        let mut m = Machine {
            pool: &pool, cache: &mut cache, stack, fp, frames: vec![], results: None,
            result_record: [0; 8], funcs: &funcs, seed,
        };
        for (op, n) in steps {
            match op {
                0..=4 => m.call(n % funcs.len()),
                5 | 6 => m.ret(),
                7 | 8 => m.park(n),
                12 | 13 => m.resume(n),
                9 => m.shrink(),
                10 => m.scan(1 + n % 5),
                _ => m.replace(MIN_STACK << (n % 9)),
            }
            m.check();
        }
        let Machine { stack, .. } = m;
        // SAFETY: the machine is gone.
        unsafe { cache.give(&pool, stack) };
        cache.flush(&pool);
        // At most one empty chunk stays for each order that is carved from chunks.
        prop_assert!(pool.stats().mapped <= 5 * CHUNK);
        prop_assert_eq!(pool.stats().mapped, pool.memory().out.load(Relaxed));
    }

    #[test]
    fn grown_stacks_have_room(size in 0..1usize << 20, used in 0..1usize << 20, need in 0..1usize << 18) {
        let used = used.min(size);
        match grown_size(size, used, need, RED_ZONE, 1 << 20) {
            Ok(new) => prop_assert!(new <= 1 << 20 && new > size && used + need + RED_ZONE < new),
            Err(e) => {
                prop_assert_eq!(e, GrowError::Overflow);
                prop_assert!(2 * size.next_power_of_two() > 1 << 20 || used + need + RED_ZONE > (1 << 20) - 64);
            }
        }
    }
}
