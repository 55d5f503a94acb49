package main

type point struct{ x, y int }
type named interface{ name() string }
type a struct{ n int }
type b struct{ s string }

func (a) name() string  { return "a" }
func (*b) name() string { return "bee" }

func weigh(v any) int {
	switch v := v.(type) {
	case nil:
		return 1
	case int:
		return v
	case string:
		return len(v)
	case float64:
		return int(v)
	case point:
		return v.x + v.y
	case *point:
		return v.x - v.y
	case []int:
		return len(v)
	case named:
		return len(v.name())
	case error:
		return -1
	}
	return 7
}

func main() {
	values := []any{nil, 3, "four", 5.5, point{1, 2}, &point{9, 4}, []int{1, 2}, a{1}, &b{"x"}, uint8(3), struct{}{}}
	total := 0
	for i := 0; i < 30000000; i++ {
		total += weigh(values[i%len(values)])
	}
	println(total)
}
