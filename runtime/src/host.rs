//! The one thread of the host, as the scheduler sees it.

use crate::print;
use crate::wasi;
use burrow_sched::{FOREVER, Machine};

/// The one thread of the host.
#[derive(Debug)]
pub struct Host;

impl Machine for Host {
    const PARALLEL: bool = false;

    fn now(&self) -> i64 {
        wasi::monotonic() as i64
    }

    fn sleep(&self, _id: usize, deadline: i64) {
        if deadline != FOREVER {
            let left = deadline - self.now();
            if left > 0 {
                // What is there of a line is to be seen meanwhile.
                print::flush();
                wasi::sleep(left as u64);
                crate::fuel::slept();
            }
        }
    }

    fn wake(&self, _id: usize) {}

    fn start(&self) -> bool {
        false
    }
}
