//! Channels.

use crate::g::G;
use burrow_gc::Marker;

/// Marks what a goroutine's waiters hold.
pub fn for_each_root(_g: &mut G, _marker: &mut Marker) {}
