//! The type-erased layer: Go's semantics, one operation at a time, in one thread.

#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "waiters are leaked, and elements and channels are locals that outlive every operation on them"
)]

use burrow_chan::*;
use core::cell::RefCell;

/// Records who was woken.
#[derive(Default)]
struct Woken(RefCell<Vec<usize>>);

impl Park for Woken {
    fn ready(&self, token: usize) {
        self.0.borrow_mut().push(token);
    }
}

impl Woken {
    fn take(&self) -> Vec<usize> {
        core::mem::take(&mut self.0.borrow_mut())
    }
}

struct Chan {
    raw: *mut RawChan,
    memory: Vec<u64>,
}

impl Chan {
    fn new(cap: usize) -> Self {
        Self::sized(8, cap)
    }

    fn sized(elem: usize, cap: usize) -> Self {
        let bytes = RawChan::layout(elem, cap as i64).unwrap();
        let mut memory = vec![0u64; bytes.div_ceil(8)];
        let raw = unsafe { RawChan::init_in(memory.as_mut_ptr().cast(), elem, cap, 0) };
        Chan { raw, memory }
    }

    fn send(&self, v: u64, w: *mut Waiter, park: &Woken) -> SendStart {
        unsafe { RawChan::start_send(self.raw, (&raw const v).cast(), w, &Plain, park) }
    }

    fn recv(&self, w: *mut Waiter, park: &Woken) -> (RecvStart, u64) {
        let mut v = 77u64;
        let r = unsafe { RawChan::start_recv(self.raw, (&raw mut v).cast(), w, &Plain, park) };
        (r, v)
    }

    fn try_send(&self, v: u64, park: &Woken) -> TrySend {
        unsafe { RawChan::try_send(self.raw, (&raw const v).cast(), &Plain, park) }
    }

    fn try_recv(&self, park: &Woken) -> (TryRecv, u64) {
        let mut v = 77u64;
        let r = unsafe { RawChan::try_recv(self.raw, (&raw mut v).cast(), &Plain, park) };
        (r, v)
    }

    fn close(&self, park: &Woken) -> Result<(), ChanPanic> {
        unsafe { RawChan::close(self.raw, park) }
    }

    fn case(&self, dir: Dir, elem: &mut u64, waiter: *mut Waiter) -> Case {
        Case {
            chan: self.raw,
            elem: (&raw mut *elem).cast(),
            waiter,
            dir,
        }
    }
}

impl Drop for Chan {
    fn drop(&mut self) {
        assert!(!self.memory.is_empty());
    }
}

fn waiter(token: usize) -> *mut Waiter {
    let memory = Box::leak(Box::new(core::mem::MaybeUninit::<InlineWaiter<1>>::uninit()));
    unsafe { InlineWaiter::init_at(memory.as_mut_ptr(), token) }
}

fn finish_recv(w: *mut Waiter) -> (bool, u64) {
    let mut v = 77u64;
    let ok = unsafe { RawChan::finish_recv(w, (&raw mut v).cast()) };
    (ok, v)
}

const READY: RecvStart = RecvStart::Ready { ok: true };

#[test]
fn a_rendezvous_hands_the_value_over_in_both_orders() {
    let (c, park) = (Chan::new(0), Woken::default());
    let (a, b) = (waiter(1), waiter(2));
    assert_eq!(c.send(5, a, &park), SendStart::Parked);
    assert_eq!(unsafe { (*a).root() }.map(|r| (r.1, r.2)), Some((8, 0)));
    assert_eq!(c.recv(b, &park), (READY, 5));
    assert_eq!(park.take(), [1]);
    assert_eq!(unsafe { RawChan::finish_send(a) }, Ok(()));
    assert_eq!(unsafe { (*a).root() }, None);

    assert_eq!(c.recv(b, &park), (RecvStart::Parked, 77));
    assert_eq!(c.send(6, a, &park), SendStart::Ready);
    assert_eq!(park.take(), [2]);
    assert_eq!(finish_recv(b), (true, 6));
}

#[test]
fn a_full_buffer_keeps_the_order_of_values_and_of_senders() {
    let (c, park) = (Chan::new(2), Woken::default());
    for v in 0..2 {
        assert_eq!(c.try_send(v, &park), TrySend::Sent);
    }
    assert_eq!(c.try_send(9, &park), TrySend::Full);
    let senders = [waiter(10), waiter(11), waiter(12)];
    for (i, &w) in senders.iter().enumerate() {
        assert_eq!(c.send(2 + i as u64, w, &park), SendStart::Parked);
    }
    for v in 0..5 {
        assert_eq!(c.try_recv(&park), (TryRecv::Value, v));
    }
    assert_eq!(park.take(), [10, 11, 12]);
    assert_eq!(c.try_recv(&park), (TryRecv::Empty, 77));
}

#[test]
fn close_drains_then_gives_zero_and_wakes_everyone() {
    let park = Woken::default();
    let c = Chan::new(1);
    c.try_send(3, &park);
    let w = waiter(4);
    assert_eq!(c.send(8, w, &park), SendStart::Parked);
    assert_eq!(c.close(&park), Ok(()));
    assert_eq!(park.take(), [4]);
    assert_eq!(
        unsafe { RawChan::finish_send(w) },
        Err(ChanPanic::SendOnClosed)
    );
    assert_eq!(c.close(&park), Err(ChanPanic::CloseOfClosed));
    assert_eq!(c.send(1, w, &park), SendStart::Closed);
    assert_eq!(c.try_send(1, &park), TrySend::Closed);
    assert_eq!(c.recv(w, &park), (READY, 3));
    assert_eq!(c.recv(w, &park), (RecvStart::Ready { ok: false }, 0));
    assert_eq!(c.try_recv(&park), (TryRecv::Closed, 0));

    let c = Chan::new(0);
    let ws = [waiter(1), waiter(2), waiter(3)];
    for w in ws {
        assert_eq!(c.recv(w, &park).0, RecvStart::Parked);
    }
    assert_eq!(c.close(&park), Ok(()));
    assert_eq!(park.take(), [1, 2, 3]);
    for w in ws {
        assert_eq!(finish_recv(w), (false, 0));
    }
}

#[test]
fn nil_channels_block_for_ever_and_cannot_be_closed() {
    let park = Woken::default();
    let nil = core::ptr::null();
    let (w, mut v) = (waiter(1), 1u64);
    let p = (&raw mut v).cast::<u8>();
    unsafe {
        assert_eq!(
            RawChan::start_send(nil, p, w, &Plain, &park),
            SendStart::Parked
        );
        assert_eq!(
            RawChan::start_recv(nil, p, w, &Plain, &park),
            RecvStart::Parked
        );
        assert_eq!(RawChan::try_send(nil, p, &Plain, &park), TrySend::Full);
        assert_eq!(RawChan::try_recv(nil, p, &Plain, &park), TryRecv::Empty);
        assert_eq!(RawChan::close(nil, &park), Err(ChanPanic::CloseOfNil));
        assert!(RawChan::cancel(nil, w, true));
    }
}

#[test]
fn sizes() {
    assert_eq!(RawChan::layout(8, -1), Err(ChanPanic::SizeOutOfRange));
    assert_eq!(
        RawChan::layout(8, i64::MAX / 4),
        Err(ChanPanic::SizeOutOfRange)
    );
    assert_eq!(
        RawChan::layout(ELEM_LIMIT, 0),
        Err(ChanPanic::SizeOutOfRange)
    );
    assert_eq!(RawChan::layout(0, i64::MAX), Ok(RawChan::BUFFER_OFFSET));
    let (c, park) = (Chan::sized(0, 3), Woken::default());
    for n in 1..=3 {
        assert_eq!(c.try_send(0, &park), TrySend::Sent);
        assert_eq!(unsafe { (*c.raw).len() }, n);
    }
    assert_eq!(c.try_send(0, &park), TrySend::Full);
    assert_eq!(c.try_recv(&park), (TryRecv::Value, 77));
    for elem in [1, 2, 3, 4, 12, 16, 24, 64, 65_535] {
        let c = Chan::sized(elem, 2);
        let src: Vec<u8> = (0..elem).map(|i| i as u8).collect();
        let mut dst = vec![0u8; elem];
        for _ in 0..5 {
            unsafe {
                dst.fill(0);
                assert_eq!(
                    RawChan::try_send(c.raw, src.as_ptr(), &Plain, &park),
                    TrySend::Sent
                );
                assert_eq!(
                    RawChan::try_recv(c.raw, dst.as_mut_ptr(), &Plain, &park),
                    TryRecv::Value
                );
            }
            assert_eq!(src, dst);
        }
    }
}

#[test]
fn cancel_leaves_no_trace() {
    let (c, park) = (Chan::new(0), Woken::default());
    let (a, b) = (waiter(1), waiter(2));
    assert_eq!(c.send(5, a, &park), SendStart::Parked);
    assert_eq!(c.send(6, b, &park), SendStart::Parked);
    assert!(unsafe { RawChan::cancel(c.raw, a, true) });
    assert_eq!(c.try_recv(&park), (TryRecv::Value, 6));
    assert!(!unsafe { RawChan::cancel(c.raw, b, true) });
    assert_eq!(park.take(), [2]);
}

#[test]
fn a_losing_send_leaves_no_trace() {
    let (a, b, park) = (Chan::new(0), Chan::new(0), Woken::default());
    let (mut x, mut y) = (1, 2);
    let cases = [
        a.case(Dir::Send, &mut x, waiter(9)),
        b.case(Dir::Recv, &mut y, waiter(9)),
    ];
    let (sel, mut rng, mut order) = (Selection::new(), Rng::new(1), [0; 4]);
    let start = unsafe { start_select(&cases, &sel, &mut order, &mut rng, &Plain, &park) };
    assert_eq!(start, SelectStart::Parked);
    assert_eq!(b.try_send(40, &park), TrySend::Sent);
    // Between the claim and the end of the select the loser still stands in its queue, but cannot be chosen.
    assert_eq!(a.try_recv(&park), (TryRecv::Empty, 77));
    assert_eq!(park.take(), [9]);
    assert_eq!(unsafe { finish_select(&cases, &sel) }, Ok((1, true)));
    assert_eq!(y, 40);
    assert_eq!(a.try_recv(&park), (TryRecv::Empty, 77));
    assert_eq!(b.try_send(1, &park), TrySend::Full);
}

#[test]
fn one_channel_in_several_cases() {
    let (c, nil_case, park) = (Chan::new(0), 0, Woken::default());
    let _ = nil_case;
    let (mut s, mut r1, mut r2, mut n) = (7, 0, 0, 0);
    let mut cases = [
        c.case(Dir::Recv, &mut r1, waiter(1)),
        c.case(Dir::Send, &mut s, waiter(1)),
        c.case(Dir::Recv, &mut r2, waiter(1)),
        c.case(Dir::Send, &mut n, core::ptr::null_mut()),
    ];
    cases[3].chan = core::ptr::null();
    let (sel, mut rng, mut order) = (Selection::new(), Rng::new(3), [0; 8]);
    let mut start = || unsafe { start_select(&cases, &sel, &mut order, &mut rng, &Plain, &park) };
    // A select never meets itself.
    assert_eq!(start(), SelectStart::Parked);
    assert_eq!(c.try_recv(&park), (TryRecv::Value, 7));
    assert_eq!(unsafe { finish_select(&cases, &sel) }, Ok((1, true)));
    assert_eq!(start(), SelectStart::Parked);
    assert_eq!(c.try_send(8, &park), TrySend::Sent);
    let (index, ok) = unsafe { finish_select(&cases, &sel) }.unwrap();
    assert!(ok && index % 2 == 0 && cases[index].dir == Dir::Recv);
    assert_eq!(if index == 0 { r1 } else { r2 }, 8);
    assert_eq!(start(), SelectStart::Parked);
    assert_eq!(c.close(&park), Ok(()));
    assert_eq!(park.take(), [1, 1, 1]);
    let _ = unsafe { finish_select(&cases, &sel) };
}

#[test]
fn select_on_closed_channels() {
    let (a, b, park) = (Chan::new(0), Chan::new(0), Woken::default());
    let (mut x, mut y) = (1, 2);
    let (sel, mut rng, mut order) = (Selection::new(), Rng::new(1), [0; 4]);
    let cases = [
        a.case(Dir::Send, &mut x, waiter(9)),
        b.case(Dir::Recv, &mut y, waiter(9)),
    ];
    let mut start = || unsafe { start_select(&cases, &sel, &mut order, &mut rng, &Plain, &park) };
    assert_eq!(start(), SelectStart::Parked);
    a.close(&park).unwrap();
    assert_eq!(
        unsafe { finish_select(&cases, &sel) },
        Err(ChanPanic::SendOnClosed)
    );
    assert_eq!(start(), SelectStart::Closed { index: 0 });
    b.close(&park).unwrap();
    let got: Vec<_> = (0..64).map(|_| start()).collect();
    assert!(got.contains(&SelectStart::Closed { index: 0 }));
    assert!(got.contains(&SelectStart::Ready {
        index: 1,
        ok: false
    }));
    assert_eq!(y, 0);
}

#[test]
fn ready_cases_are_chosen_uniformly() {
    let park = Woken::default();
    let chans: Vec<Chan> = (0..5).map(|_| Chan::new(1)).collect();
    let mut elems = [0u64; 5];
    let cases: Vec<Case> = chans
        .iter()
        .zip(&mut elems)
        .map(|(c, e)| c.case(Dir::Recv, e, core::ptr::null_mut()))
        .collect();
    let (mut rng, mut order, mut hits) = (Rng::new(42), [0; 10], [0; 5]);
    for _ in 0..10_000 {
        for c in &chans {
            c.try_send(1, &park);
        }
        match unsafe { try_select(&cases, &mut order, &mut rng, &Plain, &park) } {
            SelectStart::Ready { index, ok: true } => hits[index] += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(hits.iter().all(|h| (1800..2200).contains(h)), "{hits:?}");
}

#[test]
fn cancelled_select_is_gone() {
    let (a, b, park) = (Chan::new(0), Chan::new(0), Woken::default());
    let (mut x, mut y) = (1, 2);
    let cases = [
        a.case(Dir::Send, &mut x, waiter(9)),
        b.case(Dir::Recv, &mut y, waiter(9)),
    ];
    let (sel, mut rng, mut order) = (Selection::new(), Rng::new(1), [0; 4]);
    unsafe {
        let start = start_select(&cases, &sel, &mut order, &mut rng, &Plain, &park);
        assert_eq!(start, SelectStart::Parked);
        assert!(cancel_select(&cases, &sel));
    }
    assert_eq!(a.try_recv(&park).0, TryRecv::Empty);
    assert_eq!(b.try_send(1, &park), TrySend::Full);
    assert!(park.take().is_empty());
}
