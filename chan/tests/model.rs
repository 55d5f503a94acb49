//! The type-erased layer against a sequential model of Go's rules, over random sequences of operations by several
//! parties on two channels: results, values, who is woken and in which order, lengths.

#[allow(dead_code, reason = "this one wakes in its own way")]
mod leaked {
    include!("common/leaked.rs");
}

use burrow_chan::{Rng, *};
use core::cell::RefCell;
use leaked::{leaked_chan, leaked_waiter};
use proptest::prelude::*;
use std::collections::VecDeque;

const PARTIES: usize = 4;

#[derive(Clone, Debug)]
enum Op {
    TrySend(usize, u64),
    TryRecv(usize),
    /// A party begins an operation with one case, or a select with more.
    Start(usize, Vec<(usize, bool, u64)>, u32),
    /// A party begins a select with a default.
    TrySelect(Vec<(usize, bool, u64)>, u32),
    Cancel(usize),
    Close(usize),
    /// A value that a party was given comes back.
    PutBack(usize, u64),
}

/// Who waits with a value that was put back.
const NOBODY: usize = usize::MAX;

fn cases() -> impl Strategy<Value = Vec<(usize, bool, u64)>> {
    // Channel 2 is nil.
    let channel = prop_oneof![4 => 0..2usize, 1 => Just(2)];
    prop::collection::vec((channel, any::<bool>(), 1..1000u64), 1..4).prop_map(|mut cases| {
        // Which of two equal cases is served is not determined.
        cases.sort_unstable();
        cases.dedup_by_key(|c| (c.0, c.1));
        cases
    })
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => (0..3usize, 1..1000u64).prop_map(|(c, v)| Op::TrySend(c, v)),
        3 => (0..3usize).prop_map(Op::TryRecv),
        6 => (0..PARTIES, cases(), any::<u32>()).prop_map(|(p, c, s)| Op::Start(p, c, s)),
        2 => (cases(), any::<u32>()).prop_map(|(c, s)| Op::TrySelect(c, s)),
        1 => (0..PARTIES).prop_map(Op::Cancel),
        1 => (0..3usize).prop_map(Op::Close),
        1 => (0..2usize, 1..1000u64).prop_map(|(c, v)| Op::PutBack(c, v)),
    ]
}

/// What an operation comes to: nothing yet, or for a case whether a value went through and which was received.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Came {
    Blocked,
    Case(usize, bool, Option<u64>),
}

/// One channel, as Go describes it.
#[derive(Default)]
struct Model {
    cap: usize,
    closed: bool,
    ring: VecDeque<u64>,
    /// Party, case, value.
    senders: VecDeque<(usize, usize, u64)>,
    receivers: VecDeque<(usize, usize)>,
}

/// All channels, and what was woken with what.
struct Models {
    chans: [Model; 2],
    woken: Vec<(usize, Came)>,
}

impl Models {
    /// A party is served: it waits nowhere any more.
    fn complete(&mut self, party: usize, came: Came) {
        self.forget(party);
        self.woken.push((party, came));
    }

    fn forget(&mut self, party: usize) {
        for c in &mut self.chans {
            c.senders.retain(|s| s.0 != party);
            c.receivers.retain(|r| r.0 != party);
        }
    }

    /// What case `i` would come to now; `None` when it would block.
    fn attempt(&mut self, i: usize, (ch, send, v): (usize, bool, u64)) -> Option<Came> {
        let c = self.chans.get_mut(ch)?;
        if send {
            if c.closed {
                return Some(Came::Case(i, false, None));
            }
            if let Some(&(party, case)) = c.receivers.front() {
                self.complete(party, Came::Case(case, true, Some(v)));
            } else if c.ring.len() < c.cap {
                c.ring.push_back(v);
            } else {
                return None;
            }
            return Some(Came::Case(i, true, None));
        }
        if let Some(got) = c.ring.pop_front() {
            if let Some(&(_, _, v)) = c.senders.front() {
                c.ring.push_back(v);
                self.serve_sender(ch);
            }
            return Some(Came::Case(i, true, Some(got)));
        }
        if let Some(&(_, _, v)) = c.senders.front() {
            self.serve_sender(ch);
            return Some(Came::Case(i, true, Some(v)));
        }
        c.closed.then_some(Came::Case(i, false, Some(0)))
    }

    /// The first sender's value is taken.
    fn serve_sender(&mut self, ch: usize) {
        if let Some((party, case, _)) = self.chans[ch].senders.pop_front()
            && party != NOBODY
        {
            self.complete(party, Came::Case(case, true, None));
        }
    }

    /// A value comes back: before all others, and beyond the ring's size.
    fn put_back(&mut self, ch: usize, v: u64) {
        let c = &mut self.chans[ch];
        if let Some(&(party, case)) = c.receivers.front() {
            self.complete(party, Came::Case(case, true, Some(v)));
            return;
        }
        c.ring.push_front(v);
        if c.ring.len() > c.cap
            && let Some(last) = c.ring.pop_back()
        {
            c.senders.push_front((NOBODY, 0, last));
        }
    }

    /// Whether case `i` would not block.
    fn can(&self, (ch, send, _): (usize, bool, u64)) -> bool {
        let Some(c) = self.chans.get(ch) else {
            return false;
        };
        c.closed
            || if send {
                !c.receivers.is_empty() || c.ring.len() < c.cap
            } else {
                !c.senders.is_empty() || !c.ring.is_empty()
            }
    }

    fn close(&mut self, ch: usize) -> Result<(), ChanPanic> {
        let c = self.chans.get_mut(ch).ok_or(ChanPanic::CloseOfNil)?;
        if c.closed {
            return Err(ChanPanic::CloseOfClosed);
        }
        c.closed = true;
        while let Some(&(party, case)) = self.chans[ch].receivers.front() {
            self.complete(party, Came::Case(case, false, Some(0)));
        }
        let sender = |c: &Model| c.senders.iter().find(|s| s.0 != NOBODY).copied();
        while let Some((party, case, _)) = sender(&self.chans[ch]) {
            self.complete(party, Came::Case(case, false, None));
        }
        Ok(())
    }
}

/// The real ones. What makes the operations sound: channels, waiters and elements stay for ever.
struct Real {
    chans: [*const RawChan; 3],
    parties: Vec<Party>,
    woken: RefCell<Vec<usize>>,
}

/// A party with room for three cases.
struct Party {
    waiters: [*mut Waiter; 3],
    elems: &'static mut [u64; 3],
    cases: Vec<Case>,
    selection: Selection,
    waiting: bool,
}

impl Park for Real {
    fn ready(&self, token: usize) {
        self.woken.borrow_mut().push(token);
    }
}

impl Real {
    fn new(caps: [usize; 2]) -> Self {
        let mut chans = [core::ptr::null(); 3];
        for (chan, cap) in chans.iter_mut().zip(caps) {
            *chan = leaked_chan(8, cap);
        }
        let party = |token| Party {
            waiters: [(); 3].map(|()| leaked_waiter(token)),
            elems: Box::leak(Box::new([0; 3])),
            cases: vec![],
            selection: Selection::new(),
            waiting: false,
        };
        Real {
            chans,
            parties: (0..PARTIES).map(party).collect(),
            woken: RefCell::default(),
        }
    }

    fn set_cases(&mut self, party: usize, cases: &[(usize, bool, u64)]) {
        let p = &mut self.parties[party];
        p.cases.clear();
        for (i, &(ch, send, v)) in cases.iter().enumerate() {
            p.elems[i] = if send { v } else { 555 };
            p.cases.push(Case {
                chan: self.chans[ch],
                elem: (&raw mut p.elems[i]).cast(),
                waiter: p.waiters[i],
                dir: if send { Dir::Send } else { Dir::Recv },
            });
        }
    }

    fn came(&self, party: usize, index: usize, ok: bool) -> Came {
        let p = &self.parties[party];
        let got = (p.cases[index].dir == Dir::Recv).then_some(p.elems[index]);
        Came::Case(index, ok, got)
    }

    fn start(&mut self, party: usize, seed: u32, park: bool) -> Came {
        let p = &self.parties[party];
        // SAFETY: see `Real`; the party's waiters are idle.
        let start = unsafe {
            if let ([case], true) = (&p.cases[..], park) {
                match case.dir {
                    Dir::Send => {
                        match RawChan::start_send(case.chan, case.elem, case.waiter, &Plain, self) {
                            SendStart::Ready => SelectStart::Ready { index: 0, ok: true },
                            SendStart::Closed => SelectStart::Closed { index: 0 },
                            SendStart::Parked => SelectStart::Parked,
                        }
                    }
                    Dir::Recv => {
                        match RawChan::start_recv(case.chan, case.elem, case.waiter, &Plain, self) {
                            RecvStart::Ready { ok } => SelectStart::Ready { index: 0, ok },
                            RecvStart::Parked => SelectStart::Parked,
                        }
                    }
                }
            } else {
                let (mut order, mut rng) = ([0; 6], Rng::new(seed));
                if park {
                    start_select(&p.cases, &p.selection, &mut order, &mut rng, &Plain, self)
                } else {
                    try_select(&p.cases, &mut order, &mut rng, &Plain, self)
                }
            }
        };
        match start {
            SelectStart::Parked => Came::Blocked,
            SelectStart::Ready { index, ok } => self.came(party, index, ok),
            SelectStart::Closed { index } => self.came(party, index, false),
        }
    }

    fn finish(&mut self, party: usize) -> Came {
        let p = &mut self.parties[party];
        p.waiting = false;
        // SAFETY: it was parked, and woken.
        let (index, ok) = unsafe {
            match &p.cases[..] {
                [case] => match case.dir {
                    Dir::Send => (0, RawChan::finish_send(case.waiter).is_ok()),
                    Dir::Recv => (0, RawChan::finish_recv(case.waiter, case.elem)),
                },
                cases => match finish_select(cases, &p.selection) {
                    Ok(done) => done,
                    Err(_) => (p.selection.winner().unwrap(), false),
                },
            }
        };
        self.came(party, index, ok)
    }

    fn cancel(&mut self, party: usize) {
        let p = &mut self.parties[party];
        p.waiting = false;
        // SAFETY: it is parked.
        let cancelled = unsafe {
            match &p.cases[..] {
                [case] => RawChan::cancel(case.chan, case.waiter, case.dir == Dir::Send),
                cases => cancel_select(cases, &p.selection),
            }
        };
        assert!(cancelled);
    }
}

fn run(caps: [usize; 2], ops: Vec<Op>) {
    let mut real = Real::new(caps);
    let mut model = Models {
        chans: caps.map(|cap| Model {
            cap,
            ..Model::default()
        }),
        woken: vec![],
    };
    for op in ops {
        match op {
            Op::TrySend(ch, v) => {
                let src = (&raw const v).cast();
                // SAFETY: see `Real`.
                let got = unsafe { RawChan::try_send(real.chans[ch], src, &Plain, &real) };
                let expected = match model.attempt(0, (ch, true, v)) {
                    None => TrySend::Full,
                    Some(Came::Case(_, true, _)) => TrySend::Sent,
                    Some(_) => TrySend::Closed,
                };
                assert_eq!(got, expected);
            }
            Op::TryRecv(ch) => {
                let mut v = 0u64;
                let dst = (&raw mut v).cast();
                // SAFETY: see `Real`.
                let got = unsafe { RawChan::try_recv(real.chans[ch], dst, &Plain, &real) };
                let expected = match model.attempt(0, (ch, false, 0)) {
                    None => (TryRecv::Empty, 0),
                    Some(Came::Case(_, true, v)) => (TryRecv::Value, v.unwrap()),
                    Some(_) => (TryRecv::Closed, 0),
                };
                assert_eq!((got, v), expected);
            }
            Op::Start(party, _, _) if real.parties[party].waiting => {}
            Op::Start(party, cases, seed) => {
                real.set_cases(party, &cases);
                let came = real.start(party, seed, true);
                real.parties[party].waiting = came == Came::Blocked;
                check_start(&mut model, &cases, came);
                if came == Came::Blocked {
                    enqueue(&mut model, party, &cases);
                }
            }
            Op::TrySelect(cases, seed) => {
                let Some(party) = (0..PARTIES).find(|&p| !real.parties[p].waiting) else {
                    continue;
                };
                real.set_cases(party, &cases);
                let came = real.start(party, seed, false);
                check_start(&mut model, &cases, came);
            }
            Op::Cancel(party) => {
                if real.parties[party].waiting {
                    real.cancel(party);
                    model.forget(party);
                }
            }
            Op::Close(ch) => {
                // SAFETY: see `Real`.
                let got = unsafe { RawChan::close(real.chans[ch], &real) };
                assert_eq!(got, model.close(ch));
            }
            Op::PutBack(ch, v) => {
                let (spare, src) = (leaked_waiter(NOBODY), (&raw const v).cast());
                // SAFETY: see `Real`.
                unsafe { RawChan::put_back(real.chans[ch], src, spare, &Plain, &real) };
                model.put_back(ch, v);
            }
        }
        let woken: Vec<(usize, Came)> = real
            .woken
            .take()
            .into_iter()
            .filter(|&party| party != NOBODY)
            .map(|party| (party, real.finish(party)))
            .collect();
        assert_eq!(woken, core::mem::take(&mut model.woken));
        for (real, model) in real.chans.iter().zip(&model.chans) {
            // SAFETY: see `Real`.
            assert_eq!(unsafe { &**real }.len(), model.ring.len());
        }
    }
}

/// A select may take any case that would not block; it blocks only when all would.
fn check_start(model: &mut Models, cases: &[(usize, bool, u64)], came: Came) {
    match came {
        Came::Blocked => assert!(cases.iter().all(|&case| !model.can(case))),
        Came::Case(i, _, _) => assert_eq!(model.attempt(i, cases[i]), Some(came)),
    }
}

/// The order among the cases of one select does not matter: one of them will be served.
fn enqueue(model: &mut Models, party: usize, cases: &[(usize, bool, u64)]) {
    for (i, &(ch, send, v)) in cases.iter().enumerate() {
        if let Some(c) = model.chans.get_mut(ch) {
            if send {
                c.senders.push_back((party, i, v));
            } else {
                c.receivers.push_back((party, i));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_the_model(caps in [0..3usize, 0..3usize], ops in prop::collection::vec(op(), 1..60)) {
        run(caps, ops);
    }
}
