//! What is in a slot, and where.

use super::port::{KeyKind, Shape};

/// Keys and elements above this many bytes lie in objects of their own.
const MAX_INLINE: usize = 128;

/// Bytes of a slot, and where its element is.
///
/// ```
/// use burrow_maps::raw::Slot;
///
/// /// Bytes of a table, as a port's `table` is asked for it.
/// fn bytes(slot: &Slot, slots: usize, tail: usize) -> usize {
///     slots * slot.stride() + tail
/// }
/// # let _ = bytes;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    key_size: u32,
    stride: u16,
    elem: u16,
    pub(super) kind: KeyKind,
    /// [`KEY`], [`ELEM`], [`NOSCAN`]
    flags: u8,
}

const KEY: u8 = 1;
const ELEM: u8 = 2;
const NOSCAN: u8 = 4;

impl Slot {
    pub(super) fn new(shape: &Shape) -> Slot {
        let word = (size_of::<usize>(), align_of::<usize>());
        let mut flags = 0;
        let mut inline = |size, align, flag| {
            if size <= MAX_INLINE {
                (size, align)
            } else {
                flags |= flag;
                word
            }
        };
        let (key_size, key_align) = inline(shape.key_size, shape.key_align, KEY);
        let (elem_size, elem_align) = inline(shape.elem_size, shape.elem_align, ELEM);
        let elem = key_size.next_multiple_of(elem_align.max(1));
        let stride = (elem + elem_size).next_multiple_of(key_align.max(elem_align).max(1));
        if shape.noscan && flags == 0 {
            flags = NOSCAN;
        }
        Slot {
            key_size: shape.key_size as u32,
            stride: stride.max(1) as u16,
            elem: elem as u16,
            kind: shape.kind,
            flags,
        }
    }

    /// Bytes of a slot.
    ///
    /// ```
    /// use burrow_maps::raw::Slot;
    ///
    /// /// Where slot `n` of a table begins.
    /// fn at(slot: &Slot, n: usize) -> usize {
    ///     n * slot.stride()
    /// }
    /// # let _ = at;
    /// ```
    #[inline(always)]
    pub fn stride(&self) -> usize {
        self.stride as usize
    }

    /// Where the element, or the pointer to it, is.
    ///
    /// ```
    /// use burrow_maps::raw::Slot;
    ///
    /// /// Where the element of slot `n` is, or the pointer to it.
    /// fn at(slot: &Slot, n: usize) -> usize {
    ///     n * slot.stride() + slot.elem_offset()
    /// }
    /// # let _ = at;
    /// ```
    #[inline(always)]
    pub fn elem_offset(&self) -> usize {
        self.elem as usize
    }

    /// Whether the slot holds a pointer to the key, not the key.
    ///
    /// ```
    /// use burrow_maps::raw::Slot;
    ///
    /// /// Whether a collector has a pointer in the first word of a slot, whatever the key.
    /// fn at(slot: &Slot) -> bool {
    ///     slot.key_indirect()
    /// }
    /// # let _ = at;
    /// ```
    #[inline(always)]
    pub fn key_indirect(&self) -> bool {
        self.flags & KEY != 0
    }

    /// Whether the slot holds a pointer to the element, not the element.
    ///
    /// ```
    /// use burrow_maps::raw::Slot;
    ///
    /// /// Whether a collector has a pointer in place of the element, whatever the element.
    /// fn at(slot: &Slot) -> bool {
    ///     slot.elem_indirect()
    /// }
    /// # let _ = at;
    /// ```
    #[inline(always)]
    pub fn elem_indirect(&self) -> bool {
        self.flags & ELEM != 0
    }

    /// Whether there are no pointers in it.
    ///
    /// ```
    /// use burrow_maps::raw::Slot;
    ///
    /// /// Whether a collector looks into a table.
    /// fn at(slot: &Slot) -> bool {
    ///     !slot.noscan()
    /// }
    /// # let _ = at;
    /// ```
    #[inline(always)]
    pub fn noscan(&self) -> bool {
        self.flags & NOSCAN != 0
    }

    #[inline(always)]
    pub(super) fn is_indirect(&self) -> bool {
        self.flags & (KEY | ELEM) != 0
    }

    #[inline(always)]
    pub(super) fn key_size(&self) -> usize {
        self.key_size as usize
    }

    /// The slot with this index in the table with these control bytes.
    #[inline(always)]
    pub(super) fn at(&self, ctrl: *mut u8, index: usize) -> *mut u8 {
        ctrl.wrapping_sub((index + 1) * self.stride())
    }

    /// Address of a slot's key.
    #[inline(always)]
    pub(super) unsafe fn key(&self, slot: *mut u8) -> *mut u8 {
        if self.flags & KEY != 0 {
            // SAFETY: by contract a slot in use.
            unsafe { slot.cast::<*mut u8>().read() }
        } else {
            slot
        }
    }

    /// The bytes of a key, wherever it is.
    #[inline(always)]
    pub(super) unsafe fn bytes<'a>(&self, key: *const u8) -> &'a [u8] {
        // SAFETY: by contract the address of a key of the map.
        unsafe { core::slice::from_raw_parts(key, self.key_size()) }
    }

    /// Address of a slot's element.
    #[inline(always)]
    pub(super) unsafe fn elem(&self, slot: *mut u8) -> *mut u8 {
        let at = slot.wrapping_add(self.elem_offset());
        if self.flags & ELEM != 0 {
            // SAFETY: by contract a slot in use.
            unsafe { at.cast::<*mut u8>().read() }
        } else {
            at
        }
    }

    /// The same, null if there is no slot.
    #[inline(always)]
    pub(super) fn elem_or_null(&self, slot: *mut u8) -> *mut u8 {
        if slot.is_null() {
            return slot;
        }
        // SAFETY: callers pass what a search found.
        unsafe { self.elem(slot) }
    }

    pub(super) unsafe fn set_key(&self, slot: *mut u8, key: *mut u8) {
        // SAFETY: by contract a slot with room for the pointer.
        unsafe { slot.cast::<*mut u8>().write(key) };
    }

    pub(super) unsafe fn set_elem(&self, slot: *mut u8, elem: *mut u8) {
        // SAFETY: by contract a slot with room for the pointer.
        unsafe { slot.add(self.elem_offset()).cast::<*mut u8>().write(elem) };
    }

    pub(super) unsafe fn zero(&self, slot: *mut u8) {
        // SAFETY: by contract a slot.
        unsafe {
            match self.stride() {
                8 => slot.cast::<u64>().write_unaligned(0),
                16 => slot.cast::<[u64; 2]>().write_unaligned([0; 2]),
                n => slot.write_bytes(0, n),
            }
        }
    }
}

/// The bytes of a string key.
#[inline(always)]
pub(super) unsafe fn str_at<'a>(key: *const u8) -> &'a [u8] {
    // SAFETY: by contract address and length of a string; an empty one may have any address.
    unsafe {
        let (at, n) = key.cast::<(*const u8, usize)>().read();
        if n == 0 {
            return &[];
        }
        core::slice::from_raw_parts(at, n)
    }
}

/// Copies a few bytes without a call, unless they are many.
#[inline]
pub(super) unsafe fn copy(to: *mut u8, from: *const u8, n: usize) {
    // SAFETY: by contract n bytes each, apart.
    unsafe {
        if n >= 32 {
            core::ptr::copy_nonoverlapping(from, to, n);
            return;
        }
        let mut at = 0;
        macro_rules! part {
            ($t:ty) => {
                if n & size_of::<$t>() != 0 {
                    let word = from.add(at).cast::<$t>().read_unaligned();
                    to.add(at).cast::<$t>().write_unaligned(word);
                    at += size_of::<$t>();
                }
            };
        }
        part!(u128);
        part!(u64);
        part!(u32);
        part!(u16);
        if n & 1 != 0 {
            *to.add(at) = *from.add(at);
        }
    }
}
