// Package structs has marks for struct types.
package structs

// HostLayout marks a struct that is laid out as the host of the program expects it. All structs are.
type HostLayout struct {
	_ hostLayout
}

type hostLayout struct{}
