//go:build extra

package main

const tagged = "extra"
