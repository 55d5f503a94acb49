package reflect

import (
	"internal/reflectlite"
	"unsafe"
)

func init() { reflectlite.Unwrap = unwrap }

// unwrap is how package fmt prints what a Value holds.
func unwrap(x any) (reflectlite.Value, bool) {
	v, ok := x.(Value)
	if !ok || v.typ == nil {
		return reflectlite.Value{}, ok
	}
	t := (*reflectlite.Type)(unsafe.Pointer(v.typ))
	return reflectlite.At(t, v.address(), v.flag&flagAnyRO != 0), true
}
