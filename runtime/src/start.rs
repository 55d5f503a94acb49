//! Where the module begins.

use crate::debug;
use crate::gcstats;
use crate::heap;
use crate::link;
use crate::m::M;
use crate::print;
use crate::proc;
use crate::sync::{Global, THREADS};
use crate::trampoline;

/// The one M of a single-threaded module, at an address that compiled code knows.
#[unsafe(no_mangle)]
#[used]
#[allow(non_upper_case_globals)]
pub(crate) static burrow_m0: Global<M> = Global::new(M::new());

/// Makes the first goroutine.
pub fn begin() {
    let link = link::info();
    #[cfg(target_feature = "atomics")]
    {
        crate::world::register(burrow_m0.get(), 0);
        crate::world::enter();
    }
    // SAFETY: nobody used the heap before; memory behind the static data is ours and zero.
    unsafe { heap::HEAP.memory().set_base(link.heap_base) };
    if THREADS {
        heap::HEAP.memory().reserve();
    }
    gcstats::begin();
    debug::init();
    proc::init();
    if proc::spawn(link.gostart, link.main, false, proc::Creator::NONE).is_none() {
        crate::fatal::out_of_memory();
    }
}

#[unsafe(no_mangle)]
extern "C" fn _start() {
    begin();
    trampoline::run(burrow_m0.get());
    print::flush();
    if THREADS {
        // Other threads may be running.
        crate::wasi::exit(0);
    }
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    // A bug of ours; said in one line, without the formatting machinery.
    print::text("burrow: internal error at ");
    if let Some(at) = info.location() {
        print::text(at.file());
        print::text(":");
        print::uint(u64::from(at.line()));
    }
    print::text("\n");
    crate::wasi::exit(2)
}
