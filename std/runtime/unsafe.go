package runtime

// unsafeerror raises the run-time errors of unsafe.Slice and unsafe.String; compiled code calls it.
func unsafeerror(str, isNil bool) {
	name, what := "unsafe.Slice", ": len out of range"
	if str {
		name = "unsafe.String"
	}
	if isNil {
		what = ": ptr is nil and len is not zero"
	}
	panic(errorString(name + what))
}
