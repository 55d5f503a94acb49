//! The state machine.
//!
//! ```text
//!   panic, goexit ──► run ──► Call ──(the deferred call returned: next)──► recovered? ──no──► run
//!                      │                                                       │ yes
//!                      │ no deferred call left                                 ▼
//!                      ├─ Goexit ──► Exit                        a Goexit was passed? ──yes──► run that
//!                      └─ panic ──► print ──► Call … ──► Report                │ no
//!                                                                              ▼
//!                                                                          Recovered
//! ```
//!
//! A deferred call runs *inside* the frame that panicked, so a panic in it starts with a stack that still has all of the
//! first one's frames. The new record is linked on top. Walking outwards it comes to the helper frame of the one below
//! and goes on where that one is: it has taken over. Recovery at a frame drops every record that started inside it. A
//! Goexit among them must not be lost: it goes on instead.

use core::ptr::NonNull;

use crate::frames::Frames;
use crate::record::{Flags, Record};

/// What the caller has to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Step {
    /// Run the innermost frame: a helper frame, just pushed. When its call has returned, call [`PanicState::next`].
    Call,
    /// Run the innermost frame: it has recovered, and stands at its exit point.
    Recovered,
    /// The panic was not recovered. Print [`PanicState::report`] and end the program.
    Report,
    /// Showing a panic's value panicked in turn. [`PanicState::value`] is what with. End the program.
    PrintFailed,
    /// Goexit has run every deferred call: the goroutine ends. The frames are as they were.
    Exit,
}

/// The panics of one goroutine in progress: one word, null most of the time.
///
/// Dropping it leaks its records; see [`clear`](Self::clear).
#[derive(Debug)]
pub struct PanicState<V> {
    pub(crate) top: Option<NonNull<Record<V>>>,
}

// SAFETY: the records belong to the state.
unsafe impl<V: Send> Send for PanicState<V> {}

impl<V> Default for PanicState<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> PanicState<V> {
    /// No panic in progress.
    pub const fn new() -> Self {
        PanicState { top: None }
    }

    /// Whether a panic or Goexit is in progress, recovered or not.
    #[inline]
    pub const fn is_active(&self) -> bool {
        self.top.is_some()
    }

    /// The records, newest first.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Record<V>> {
        let mut at = self.top;
        core::iter::from_fn(move || {
            // SAFETY: records in the list are valid (Record's invariant), and borrowed with the state.
            let record = unsafe { at?.as_ref() };
            at = record.link;
            Some(record)
        })
    }

    pub(crate) fn for_each_mut(&mut self, mut f: impl FnMut(&mut Record<V>)) {
        let mut at = self.top;
        while let Some(mut record) = at {
            // SAFETY: as in `records`, and one at a time.
            let record = unsafe { record.as_mut() };
            f(record);
            at = record.link;
        }
    }

    fn top(&mut self) -> &mut Record<V> {
        match &mut self.top {
            // SAFETY: records in the list are valid, and borrowed with the state.
            Some(record) => unsafe { record.as_mut() },
            None => panic!("no panic in progress"),
        }
    }

    /// Whether the helper frame `helper` calls what a Goexit runs, not what a panic runs: traces call it by another name.
    pub fn is_goexit(&self, helper: usize) -> bool {
        self.records().any(|r| r.helper == helper && r.is_goexit())
    }

    /// The values of the panics, for a collector that marks what they refer to or moves it.
    pub fn for_each_value(&mut self, mut visit: impl FnMut(&mut V)) {
        self.for_each_mut(|r| {
            if let Some(value) = &mut r.value {
                visit(value);
            }
        });
    }

    /// Tells that the frames whose names lay in `old` are now called by their old name plus `delta`, with wrapping.
    pub fn adjust(&mut self, old: core::ops::Range<usize>, delta: usize) {
        self.for_each_mut(|r| {
            for frame in [&mut r.start, &mut r.helper, &mut r.caller, &mut r.cursor] {
                if old.contains(frame) {
                    *frame = frame.wrapping_add(delta);
                }
            }
        });
    }
}

impl<V: Copy + PartialEq> PanicState<V> {
    /// The value of the newest panic; `None` when there is none or it is a Goexit.
    pub fn value(&self) -> Option<V> {
        self.records().next()?.value
    }

    /// Go's `recover`, called by a function whose caller is the frame `caller`: the value of the panic, which counts as
    /// recovered from now on, if that function was called directly by the panic and it is not recovered yet.
    #[inline]
    pub fn recover(&mut self, caller: usize) -> Option<V> {
        // SAFETY: records in the list are valid, and borrowed with the state.
        let record = unsafe { self.top.as_mut()?.as_mut() };
        if record.caller != caller || record.flags.intersects(Flags::RECOVERED | Flags::PRINTING) {
            return None;
        }
        let value = record.value?;
        record.flags |= Flags::RECOVERED;
        Some(value)
    }

    /// A function whose caller is the frame `caller` is a wrapper: what it calls from its frame `to` counts as called by
    /// `caller`. Without it [`recover`](Self::recover) would return nothing there, since only what a panic calls itself may
    /// recover. Go's wrappers are those that package reflect makes.
    #[inline]
    pub fn hand_on(&mut self, caller: usize, to: usize) {
        if self.is_active() && self.top().caller == caller {
            self.top().caller = to;
        }
    }

    /// Starts a panic with `value` in the innermost frame.
    pub fn panic<F: Frames<Value = V>>(&mut self, frames: &mut F, value: V) -> Step {
        self.start(frames, Some(value))
    }

    /// Starts a Goexit in the innermost frame: runs every deferred call, then [`Step::Exit`]. It cannot be recovered.
    pub fn goexit<F: Frames<Value = V>>(&mut self, frames: &mut F) -> Step {
        self.start(frames, None)
    }

    /// Goes on when the call of a helper frame has returned. The helper frame is dropped.
    pub fn next<F: Frames<Value = V>>(&mut self, frames: &mut F) -> Step {
        let top = self.top();
        frames.cut(top.start);
        if top.flags.contains(Flags::PRINTING) {
            let depth = top.depth;
            let text = frames.take_text();
            self.at(depth).value = Some(text);
            return self.print(frames, depth + 1);
        }
        if top.flags.contains(Flags::RECOVERED) {
            return self.recovered(frames);
        }
        self.run(frames)
    }

    /// Gives every record back: when the goroutine ends otherwise than by [`Step::Exit`], which does it too.
    pub fn clear<F: Frames<Value = V>>(&mut self, frames: &mut F) {
        while self.top.is_some() {
            self.drop_top(frames);
        }
    }

    fn start<F: Frames<Value = V>>(&mut self, frames: &mut F, value: Option<V>) -> Step {
        let start = frames.innermost();
        let record = frames.new_record();
        let fresh = Record {
            link: self.top,
            value,
            start,
            helper: 0,
            caller: 0,
            cursor: start,
            flags: Flags::empty(),
            depth: 0,
        };
        // SAFETY: memory for a record, the machine's own from now on.
        unsafe { record.write(fresh) };
        self.top = Some(record);
        self.run(frames)
    }

    /// Finds the next deferred call from the cursor outwards and pushes it.
    fn run<F: Frames<Value = V>>(&mut self, frames: &mut F) -> Step {
        let top = self.top();
        let mut frame = top.cursor;
        let mut link = top.link;
        loop {
            // The records below that are not passed yet: their helper frames are further out.
            while let Some(below) = link {
                // SAFETY: records in the list are valid; this is not the one borrowed as `top`.
                let below = unsafe { below.as_ref() };
                if below.helper > frame {
                    break;
                }
                link = below.link;
                if below.helper == frame {
                    if below.flags.contains(Flags::PRINTING) && !top.is_goexit() {
                        return Step::PrintFailed;
                    }
                    frame = below.cursor;
                }
            }
            top.cursor = frame;
            if let Some(closure) = frames.pop_defer(frame) {
                let helper = frames.push_call(closure);
                return self.pushed(frames, helper);
            }
            match frames.caller(frame) {
                Some(caller) => frame = caller,
                None => break,
            }
        }
        if top.is_goexit() {
            self.clear(frames);
            return Step::Exit;
        }
        top.flags |= Flags::PRINTING;
        self.print(frames, 0)
    }

    /// A helper frame was pushed, for which the stack may have moved.
    fn pushed<F: Frames<Value = V>>(&mut self, frames: &mut F, helper: usize) -> Step {
        if let Some((old, delta)) = frames.moved() {
            self.adjust(old, delta);
        }
        let top = self.top();
        (top.helper, top.caller) = (helper, helper);
        Step::Call
    }

    /// The deferred call has recovered the panic on top.
    fn recovered<F: Frames<Value = V>>(&mut self, frames: &mut F) -> Step {
        let frame = self.top().cursor;
        self.drop_top(frames);
        while self.top.is_some() {
            let below = self.top();
            if below.start > frame {
                break;
            }
            if below.is_goexit() {
                frames.cut(below.start);
                return self.run(frames);
            }
            self.drop_top(frames);
        }
        frames.cut_to_exit(frame);
        Step::Recovered
    }

    /// Turns values into text, from the record `depth` below the top downwards. Where the one below carries the same
    /// value, that one is shown.
    fn print<F: Frames<Value = V>>(&mut self, frames: &mut F, mut depth: u16) -> Step {
        while let Some((value, below)) = self.pair(depth) {
            if below == Some(value) {
                self.at(depth + 1).flags |= Flags::REPANICKED;
            } else if let Some(value) = value
                && let Some(helper) = frames.push_text_call(value)
            {
                self.top().depth = depth;
                return self.pushed(frames, helper);
            }
            depth += 1;
        }
        Step::Report
    }

    /// The value of the record `depth` below the top, and that of the one below it.
    fn pair(&self, depth: u16) -> Option<(Option<V>, Option<Option<V>>)> {
        let mut records = self.records().skip(depth as usize);
        Some((records.next()?.value, records.next().map(|r| r.value)))
    }

    fn at(&mut self, depth: u16) -> &mut Record<V> {
        let mut record = self.top();
        for _ in 0..depth {
            match &mut record.link {
                // SAFETY: records in the list are valid, and borrowed with the state.
                Some(link) => record = unsafe { link.as_mut() },
                None => break,
            }
        }
        record
    }

    fn drop_top<F: Frames<Value = V>>(&mut self, frames: &mut F) {
        if let Some(record) = self.top {
            // SAFETY: records in the list are valid.
            self.top = unsafe { record.as_ref() }.link;
            frames.free_record(record);
        }
    }
}
