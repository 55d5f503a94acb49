//! The run queue that all Ps share: a list through the task headers, behind a lock.

use crate::sync::{AtomicUsize, Lock, Ordering};
use crate::task::{Task, TaskHeader};
use core::ptr::{NonNull, null_mut};

struct List {
    head: *mut TaskHeader,
    tail: *mut TaskHeader,
}

// SAFETY: the addresses are of tasks, which may be handed between threads.
unsafe impl Send for List {}

#[cfg_attr(
    any(not(target_arch = "wasm32"), target_feature = "atomics"),
    repr(align(128))
)]
pub(crate) struct GlobalQueue {
    list: Lock<List>,
    /// Written under the lock; read without it to see that there is nothing.
    len: AtomicUsize,
}

impl GlobalQueue {
    pub(crate) fn new() -> Self {
        GlobalQueue {
            list: Lock::new(List {
                head: null_mut(),
                tail: null_mut(),
            }),
            len: AtomicUsize::new(0),
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    /// Appends the `n` tasks from `first` to `last`, which are linked.
    pub(crate) fn push_list(&self, first: Task, last: Task, n: usize) {
        last.header().next.store(null_mut(), Ordering::Relaxed);
        self.list.with(|list| {
            match NonNull::new(list.tail) {
                None => list.head = first.as_ptr(),
                // SAFETY: tasks in the queue are alive.
                Some(tail) => unsafe {
                    tail.as_ref().next.store(first.as_ptr(), Ordering::Relaxed);
                },
            }
            list.tail = last.as_ptr();
            self.len
                .store(self.len.load(Ordering::Relaxed) + n, Ordering::Release);
        });
    }

    pub(crate) fn push(&self, task: Task) {
        self.push_list(task, task, 1);
    }

    /// Takes up to `n` tasks from the front; each is given to `f`.
    pub(crate) fn pop_batch(&self, n: usize, mut f: impl FnMut(Task)) {
        if self.len() == 0 {
            return;
        }
        self.list.with(|list| {
            let mut taken = 0;
            while taken < n
                && let Some(head) = NonNull::new(list.head)
            {
                // SAFETY: tasks in the queue are alive.
                let task = unsafe { Task::from_raw(head) };
                list.head = task.header().next.load(Ordering::Relaxed);
                if list.head.is_null() {
                    list.tail = null_mut();
                }
                f(task);
                taken += 1;
            }
            self.len
                .store(self.len.load(Ordering::Relaxed) - taken, Ordering::Release);
        });
    }
}
