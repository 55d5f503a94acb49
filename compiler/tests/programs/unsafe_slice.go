// The checks of unsafe.Slice and unsafe.String.
package main

import "unsafe"

func try(name string, f func() int) {
	defer func() {
		if e := recover(); e != nil {
			println(name, e.(error).Error())
		}
	}()
	println(name, f())
}

func main() {
	a := [4]int32{1, 2, 3, 4}
	n, negative, huge := 3, -1, uint64(1)<<63
	try("slice", func() int { return int(unsafe.Slice(&a[0], n)[2]) })
	try("negative", func() int { return len(unsafe.Slice(&a[0], negative)) })
	try("huge", func() int { return len(unsafe.Slice(&a[0], huge)) })
	var none *int32
	try("nil and 0", func() int { return len(unsafe.Slice(none, n-3)) })
	try("nil", func() int { return len(unsafe.Slice(none, n)) })
	last := (*byte)(unsafe.Pointer(^uintptr(0)))
	try("last", func() int { return len(unsafe.Slice(last, n-2)) })
	try("beyond", func() int { return len(unsafe.Slice(last, n-1)) })
	b := [3]byte{'a', 'b', 'c'}
	try("string", func() int { return len(unsafe.String(&b[0], n)) + int(unsafe.String(&b[0], n)[2]) })
	try("nil string", func() int { return len(unsafe.String(nil, n)) })
	try("negative string", func() int { return len(unsafe.String(&b[0], negative)) })
}
