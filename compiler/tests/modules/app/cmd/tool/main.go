package main

import "example.com/app/internal/deep"

func main() { println("tool", deep.Name()) }
