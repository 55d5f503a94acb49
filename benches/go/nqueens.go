package main

// Counts the ways to place n queens: columns and diagonals in use are bits.
func place(all, cols, left, right int) int {
	if cols == all {
		return 1
	}
	n := 0
	for free := all &^ (cols | left | right); free != 0; {
		bit := free & -free
		free ^= bit
		n += place(all, cols|bit, (left|bit)<<1, (right|bit)>>1)
	}
	return n
}

func main() {
	println(place(1<<13-1, 0, 0, 0))
}
