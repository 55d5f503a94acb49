package main

type cell struct{ re, im float64 }

type matrix struct {
	rows, cols int
	cells      []cell
}

func newMatrix(n int) *matrix { return &matrix{n, n, make([]cell, n*n)} }

func (m *matrix) at(i, j int) cell     { return m.cells[i*m.cols+j] }
func (m *matrix) set(i, j int, c cell) { m.cells[i*m.cols+j] = c }

func (a cell) times(b cell) cell { return cell{a.re*b.re - a.im*b.im, a.re*b.im + a.im*b.re} }
func (a cell) plus(b cell) cell  { return cell{a.re + b.re, a.im + b.im} }

func product(a, b *matrix) *matrix {
	c := newMatrix(a.rows)
	for i := 0; i < a.rows; i++ {
		for j := 0; j < b.cols; j++ {
			var s cell
			for k := 0; k < a.cols; k++ {
				s = s.plus(a.at(i, k).times(b.at(k, j)))
			}
			c.set(i, j, s)
		}
	}
	return c
}

func main() {
	const n = 300
	a, b := newMatrix(n), newMatrix(n)
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			a.set(i, j, cell{float64(i - j), float64(j)})
			b.set(i, j, cell{float64(i + j), float64(i)})
		}
	}
	s := 0.0
	for r := 0; r < 3; r++ {
		c := product(a, b)
		s += c.at(10, 20).re + c.at(20, 10).im
	}
	println(int(s))
}
