package sums

// Add adds.
func Add(a, b int) int { return a + b }

func secret() int { return 42 }
