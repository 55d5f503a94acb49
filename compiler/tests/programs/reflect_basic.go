package main

import (
	"fmt"
	"reflect"
)

type P struct {
	X int `json:"x" k:"v"`
	Y string
	z []byte
	Q
}
type Q struct{ W float64 }

func (p P) Sum(a, b int) int   { return p.X + a + b }
func (p *P) Set(x int)         { p.X = x }
func (p P) Var(s string, xs ...int) (int, error) { return len(s) + len(xs), nil }

type I interface{ Sum(a, b int) int }

func add(a int, s string, f float32) (string, int) { return fmt.Sprint(a, s, f), a * 2 }

func main() {
	t := reflect.TypeOf(P{})
	fmt.Println(t, t.Kind(), t.NumField(), t.Name(), t.PkgPath(), t.Size() > 0)
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Tag.Get("json"), f.PkgPath, f.Anonymous, f.Index)
	}
	f, ok := t.FieldByName("W")
	fmt.Println(f.Name, f.Index, ok)
	fmt.Println(t.NumMethod(), reflect.TypeOf(&P{}).NumMethod())
	for i := 0; i < t.NumMethod(); i++ {
		fmt.Println(t.Method(i).Name, t.Method(i).Type)
	}
	v := reflect.ValueOf(P{X: 5})
	fmt.Println(v.Method(0).Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf(2)})[0].Int())
	p := &P{X: 1}
	reflect.ValueOf(p).MethodByName("Set").Call([]reflect.Value{reflect.ValueOf(77)})
	fmt.Println(p.X)
	out := reflect.ValueOf(add).Call([]reflect.Value{reflect.ValueOf(3), reflect.ValueOf("hi"), reflect.ValueOf(float32(2.5))})
	fmt.Println(out[0], out[1].Int(), out[0].String())
	swap := reflect.MakeFunc(reflect.TypeOf(func(a, b int) (int, int) { return 0, 0 }), func(in []reflect.Value) []reflect.Value {
		return []reflect.Value{in[1], in[0]}
	})
	g := swap.Interface().(func(a, b int) (int, int))
	fmt.Println(g(1, 2))
	m := map[string]int{"a": 1, "b": 2}
	mv := reflect.ValueOf(m)
	mv.SetMapIndex(reflect.ValueOf("c"), reflect.ValueOf(3))
	fmt.Println(mv.Len(), mv.MapIndex(reflect.ValueOf("b")), m)
	fmt.Println(reflect.DeepEqual(m, map[string]int{"a": 1, "b": 2, "c": 3}), reflect.DeepEqual([]int{1}, []int{2}))
	fmt.Println(reflect.SliceOf(reflect.TypeOf(0)) == reflect.TypeOf([]int{}), reflect.MapOf(reflect.TypeOf(""), t), reflect.PointerTo(t) == reflect.TypeOf(p))
	s := reflect.MakeSlice(reflect.TypeOf([]string{}), 0, 0)
	s = reflect.Append(s, reflect.ValueOf("x"), reflect.ValueOf("y"))
	fmt.Println(s.Interface(), s.Len(), s.Index(1))
	c := reflect.MakeChan(reflect.TypeOf(make(chan int)), 1)
	c.Send(reflect.ValueOf(9))
	x, ok := c.Recv()
	fmt.Println(x, ok)
	i, rv, ok := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: c}, {Dir: reflect.SelectDefault}})
	fmt.Println(i, rv, ok)
	fmt.Println(reflect.TypeOf((*I)(nil)).Elem(), t.Implements(reflect.TypeOf((*I)(nil)).Elem()))
	st := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeOf(0), Tag: `k:"v"`}, {Name: "B", Type: reflect.TypeOf("")}})
	sv := reflect.New(st).Elem()
	sv.Field(0).SetInt(4)
	sv.Field(1).SetString("q")
	fmt.Printf("%v %+v %T\n", sv.Interface(), sv, sv.Interface())
	fmt.Println(reflect.ValueOf(3).Convert(reflect.TypeOf(2.0)).Float())
	e := v.Method(1).Interface().(func(string, ...int) (int, error))
	fmt.Println(e("abc", 1, 2))
	defer func() { fmt.Println(recover()) }()
	reflect.ValueOf(3).SetInt(4)
}
