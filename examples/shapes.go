// Interfaces, embedding, promoted methods, type switches and Stringers.
package main

import (
	"errors"
	"fmt"
	"math"
	"sort"
)

type shape interface {
	area() float64
	perimeter() float64
}

type named struct{ name string }

func (n named) Name() string { return n.name }

type circle struct {
	named
	r float64
}

type rect struct {
	named
	w, h float64
}

type square struct{ rect }

func (c circle) area() float64      { return math.Pi * c.r * c.r }
func (c circle) perimeter() float64 { return 2 * math.Pi * c.r }
func (r *rect) area() float64       { return r.w * r.h }
func (r *rect) perimeter() float64  { return 2 * (r.w + r.h) }
func (s *square) String() string    { return fmt.Sprintf("square(%g)", s.w) }

type unknownShape struct{ kind string }

func (e *unknownShape) Error() string { return "unknown shape " + e.kind }

func build(kind string, size float64) (shape, error) {
	switch kind {
	case "circle":
		return circle{named{kind}, size}, nil
	case "rect":
		return &rect{named{kind}, size, 2 * size}, nil
	case "square":
		return &square{rect{named{kind}, size, size}}, nil
	}
	return nil, &unknownShape{kind}
}

func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case fmt.Stringer:
		return "stringer " + v.String()
	case circle:
		return fmt.Sprintf("circle of radius %.1f", v.r)
	case interface{ Name() string }:
		return "named " + v.Name()
	case int, uint8:
		return fmt.Sprintf("number %v of type %T", v, v)
	case []string:
		return fmt.Sprint("strings ", len(v))
	case error:
		return "error " + v.Error()
	default:
		return fmt.Sprintf("%T", v)
	}
}

func main() {
	var shapes []shape
	for i, kind := range []string{"circle", "rect", "square", "blob"} {
		s, err := build(kind, float64(i+1))
		var unknown *unknownShape
		if errors.As(err, &unknown) {
			fmt.Println("error:", unknown.kind)
			continue
		}
		shapes = append(shapes, s)
	}
	sort.Slice(shapes, func(i, j int) bool { return shapes[i].area() > shapes[j].area() })
	for _, s := range shapes {
		fmt.Printf("%-24s area %6.2f perimeter %6.2f\n", describe(s), s.area(), s.perimeter())
	}
	for _, v := range []any{nil, 42, uint8(7), []string{"a"}, 3.5, errors.New("bad"), map[string]int{}, &shapes} {
		fmt.Println(describe(v))
	}
	fmt.Printf("%v %+v\n", circle{named{"c"}, 1}, circle{named{"c"}, 1})
	fmt.Println(shapes[0] == shapes[0], shapes[0] == shapes[1])
}
