package runtime

// unsafeerror raises the run-time errors of unsafe.Slice and unsafe.String; compiled code calls it.
func unsafeerror(str, isNil bool) {
	name := "unsafe.Slice"
	if str {
		name = "unsafe.String"
	}
	if isNil {
		panic(errorString(name + ": ptr is nil and len is not zero"))
	}
	panic(errorString(name + ": len out of range"))
}
