package main

var fn = func(n int) int { if n == 0 { return 1 }; return n * fact(n-1) }

func fact(n int) int { return fn(n) }

var a = b
var b = c()
func c() int { return a }
var d = d
const e = g
const g = e
func main() {}
