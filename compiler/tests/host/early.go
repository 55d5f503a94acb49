package main

//go:wasmexport one
func one() int32 { return 1 }

func main() { println(one()) }
