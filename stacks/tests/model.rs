//! Random layouts and call trees: at every step any of call, return, park, grow, shrink, move, scan. After each step every
//! word of the stack and of the records is compared with a model that knows nothing of addresses.

mod common;

use core::sync::atomic::Ordering::Relaxed;

use burrow_stacks::build::{Encoded, FuncInfoBuilder, Target};
use burrow_stacks::{
    CHUNK, ENTRY_MAX, Frame, FuncInfo, GrowError, HEADER, HEADER_WORDS, MIN_STACK, Relocation,
    Scan, Stack, StackCache, StackPool, WORD, for_each_entry_pointer, for_each_result_pointer,
    grown_size,
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

/// A function: its layout, and which words each point's map names.
struct Func {
    info: &'static FuncInfo,
    words: usize,
    args: usize,
    points: Vec<Vec<usize>>,
    results: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Shape {
    words: usize,
    args: usize,
    array: usize,
    points: Vec<u64>,
    results: u8,
}

fn shapes() -> impl Strategy<Value = Shape> {
    let array = prop_oneof![4 => Just(0usize), 2 => 1..8usize, 1 => 60..400usize];
    let points = prop::collection::vec(any::<u64>(), 1..6);
    (0..50usize, 0..16usize, array, points, any::<u8>()).prop_map(
        |(words, args, array, points, results)| Shape {
            words,
            args: args.min(words),
            array,
            points,
            results,
        },
    )
}

/// Slots come first, then a stack object: an array of pairs of an integer and a pointer.
fn func(s: &Shape) -> Func {
    let w = WORD as u32;
    let words = (s.words + 2 * s.array + HEADER_WORDS).next_multiple_of(8 / WORD) - HEADER_WORDS;
    let mut b = FuncInfoBuilder::new(Target::HOST, "f", 0, ((words + HEADER_WORDS) * WORD) as u32);
    b.entry_size(((HEADER_WORDS + s.args) * WORD) as u32);
    let results: Vec<usize> = (0..8).filter(|r| s.results >> r & 1 != 0).collect();
    b.results(&results.iter().map(|r| *r as u32 * w).collect::<Vec<_>>());
    let object = (s.array > 0).then(|| {
        b.object(
            ((HEADER_WORDS + s.words) * WORD) as u32,
            s.array as u32,
            2 * w,
            &[w],
        )
    });
    let mut points = vec![];
    for (k, bits) in s.points.iter().enumerate() {
        let slots = if k == 0 { s.args } else { s.words };
        let mut mapped: Vec<usize> = (0..slots).filter(|i| bits >> i & 1 != 0).collect();
        let bytes: Vec<_> = mapped
            .iter()
            .map(|i| ((HEADER_WORDS + i) * WORD) as u32)
            .collect();
        let live = k > 0 && bits >> 63 != 0;
        let objects: Vec<_> = object.filter(|_| live).into_iter().collect();
        b.point_in(None, k as u32, &bytes, &objects);
        if k > 0 && object.is_some() {
            mapped.extend((0..s.array).map(|i| s.words + 2 * i + 1));
        }
        points.push(mapped);
    }
    Func {
        info: leak(b.finish()),
        words,
        args: s.args,
        points,
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
            frame.words[i] = self.word(f.points[frame.point].contains(&i));
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
            words.push(self.word(f.points[0].contains(&i)));
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
        let pointers: Vec<_> = f.points[0].iter().map(|i| self.real(words[*i])).collect();
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

    /// The pointers of the real frames are the mapped words of the model, in order, whatever the scan's steps.
    fn scan(&mut self, step: usize) {
        let mut expected = vec![];
        for frame in self.frames.iter().rev() {
            for &i in &self.funcs[frame.func].points[frame.point] {
                expected.push(self.real(frame.words[i]));
            }
        }
        let mut seen = vec![];
        // SAFETY: all frames are parked, and nothing else runs.
        unsafe {
            let mut scan = Scan::new(self.stack.frames(self.fp));
            let mut steps = 1;
            while scan.step(step, |at| seen.push(*at)) {
                steps += 1;
            }
            assert_eq!(steps, self.frames.len().div_ceil(step).max(1));
        }
        assert_eq!(seen, expected);
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

    #[test]
    fn stacks_follow_the_model(
        shapes in prop::collection::vec(shapes(), 1..6),
        steps in prop::collection::vec((0..12u8, any::<usize>()), 1..200),
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
