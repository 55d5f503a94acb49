// Random programs of calls, deferred calls, panics, recoveries and exits, made by `cargo xtask fuzz defer`.
package main

import (
	"os"
	"runtime"
	"strconv"
)

var (
	yes     = len(os.Args) > 0
	no      = !yes
	nilFunc func()
)

func show(r any) {
	switch r := r.(type) {
	case error:
		println(r.Error())
	case string:
		println(r)
	default:
		println("nil")
	}
}

func plain(name, n int) func(func() bool) {
	return func(yield func() bool) {
		for range n {
			if !yield() {
				return
			}
		}
	}
}

func defers(name, n int) func(func() bool) {
	return func(yield func() bool) {
		defer println("iterator", name)
		for range n {
			if !yield() {
				return
			}
		}
	}
}

func recovers(name, n int) func(func() bool) {
	return func(yield func() bool) {
		defer func() { println("iterator", name); show(recover()) }()
		for range n {
			if !yield() {
				return
			}
		}
	}
}

func stubborn(name, n int) func(func() bool) {
	return func(yield func() bool) {
		for range n {
			yield()
		}
	}
}

func run(n int, f func() int) {
	println("program", n)
	done := make(chan bool)
	go func() {
		defer close(done)
		defer println("end")
		defer func() {
			if r := recover(); r != nil {
				print("panic ")
				show(r)
			}
		}()
		println("result", f())
	}()
	<-done
}

var programs = []func() int{
	p0f0,
	p1f0,
	p2f0,
	p3f0,
	p4f0,
	p5f0,
	p6f0,
	p7f0,
	p8f0,
	p9f0,
	p10f0,
	p11f0,
	p12f0,
	p13f0,
	p14f0,
	p15f0,
	p16f0,
	p17f0,
	p18f0,
	p19f0,
	p20f0,
	p21f0,
	p22f0,
	p23f0,
	p24f0,
	p25f0,
	p26f0,
	p27f0,
	p28f0,
	p29f0,
	p30f0,
	p31f0,
	p32f0,
	p33f0,
	p34f0,
	p35f0,
	p36f0,
	p37f0,
	p38f0,
	p39f0,
}

func p0f0() (r int) {
	defer func() {
		defer p0f1()
	}()
	defer func() {
		for range plain(4, 3) {
		}
		defer p0f4()
		defer func() {
			for range recovers(7, 1) {
			}
			show(recover())
			defer func() {
			}()
		}()
	}()
	show(recover())
	return
}

func p0f1() (r int) {
	for range plain(11, 1) {
		r = r*10 + 2
		defer p0f4()
	}
	for range plain(14, 3) {
		defer func() {
			panic("v16")
		}()
		if x := recover(); x != nil {
			panic(x)
		}
		println(18)
		for range defers(19, 3) {
		}
	}
	return
}

func p0f2() (r int) {
	panic("v20")
	panic("v21")
	runtime.Goexit()
	defer p0f4()
	return
}

func p0f3() (r int) {
	r = r*10 + 4
	println(25)
	println(26)
	return
}

func p0f4() (r int) {
	runtime.Goexit()
	panic("v28")
	show(recover())
	for range defers(30, 2) {
		defer func() {
			for range plain(32, 3) {
				println(33)
				defer println(34)
			}
			println(35)
			println(36)
		}()
		defer func() {
			for range defers(38, 3) {
				defer recover()
				println(40)
				if x := recover(); x != nil {
					panic(x)
				}
				println(42)
			}
		}()
	}
	return
}

func p1f0() (r int) {
	println(1)
	for range 2 {
		r = r*10 + 3
		defer func() {
		}()
		println(5)
	}
	for range stubborn(6, 3) {
		defer p1f2()
	}
	return
}

func p1f1() (r int) {
	return
}

func p1f2() (r int) {
	for range plain(8, 2) {
		for range stubborn(9, 2) {
			println(10)
			if no {
				panic("v12")
				defer p1f3()
				panic("v14")
			}
		}
	}
	return
}

func p1f3() (r int) {
	return
}

func p2f0() (r int) {
	return
}

func p2f1() (r int) {
	panic("v1")
	defer p2f4()
	defer nilFunc()
	defer p2f2()
	r = r*10 + 5
	return
}

func p2f2() (r int) {
	println(6)
	defer p2f3()
	defer p2f3()
	defer p2f4()
	return
}

func p2f3() (r int) {
	return
	defer func() { r = r*3 + 11 }()
	for range 3 {
		defer p2f4()
		defer p2f4()
	}
	return
}

func p2f4() (r int) {
	defer func() {
		defer recover()
		defer println(17)
	}()
	if yes {
		if no {
		}
		defer func() {
			return
		}()
	}
	println(22)
	println(23)
	return
}

func p3f0() (r int) {
	defer func() {
		println("result", p3f1())
		defer func() {
			println("result", p3f1())
			panic("v5")
		}()
	}()
	if no {
		if x := recover(); x != nil {
			panic(x)
		}
		r = r*10 + 8
		defer func() {
			println(10)
			panic("v11")
			defer nilFunc()
		}()
	}
	return
}

func p3f1() (r int) {
	defer func() {
		return
		println(15)
	}()
	println(16)
	if no {
		if yes {
		}
		defer func() {
			println(20)
			show(recover())
			show(recover())
		}()
	}
	defer println(23)
	return
}

func p4f0() (r int) {
	return
}

func p4f1() (r int) {
	for range defers(1, 2) {
		defer nilFunc()
		defer func() {
			println("result", p4f2())
			defer println(5)
			println(6)
		}()
	}
	println("result", p4f4())
	panic("v8")
	for range plain(9, 1) {
		panic("v10")
		defer func() {
			println("result", p4f4())
		}()
		panic("v13")
	}
	return
}

func p4f2() (r int) {
	if no {
		defer func() { r = r*3 + 15 }()
		defer p4f4()
		show(recover())
	}
	for range 3 {
		panic("v19")
		defer println(20)
		println(21)
	}
	return
}

func p4f3() (r int) {
	println("result", p4f4())
	defer p4f4()
	return
}

func p4f4() (r int) {
	defer p4f5()
	println(25)
	defer p4f5()
	for range 3 {
		panic("v28")
	}
	defer p4f5()
	return
}

func p4f5() (r int) {
	return
}

func p5f0() (r int) {
	show(recover())
	defer func() {
		println(3)
		defer p5f6()
		if x := recover(); x != nil {
			panic(x)
		}
	}()
	defer func() { r = r*3 + 6 }()
	return
}

func p5f1() (r int) {
	return
}

func p5f2() (r int) {
	defer nilFunc()
	return
	return
}

func p5f3() (r int) {
	defer func() {
		defer p5f5()
	}()
	panic("v11")
	defer nilFunc()
	return
}

func p5f4() (r int) {
	return
}

func p5f5() (r int) {
	return
	defer p5f6()
	show(recover())
	return
}

func p5f6() (r int) {
	defer recover()
	show(recover())
	defer println(18)
	println(19)
	return
}

func p6f0() (r int) {
	return
	return
}

func p6f1() (r int) {
	show(recover())
	for range recovers(3, 2) {
		panic("v4")
		defer p6f3()
		if yes {
			defer p6f4()
			println(8)
		}
	}
	for range defers(9, 2) {
		panic("v10")
		for range stubborn(11, 2) {
		}
		panic("v12")
	}
	println(13)
	return
}

func p6f2() (r int) {
	println("result", p6f4())
	println("result", p6f3())
	return
}

func p6f3() (r int) {
	panic("v16")
	show(recover())
	return
}

func p6f4() (r int) {
	defer func() { r = r*3 + 18 }()
	for range recovers(19, 2) {
		defer println(20)
		println(21)
	}
	if x := recover(); x != nil {
		panic(x)
	}
	if x := recover(); x != nil {
		panic(x)
	}
	println(24)
	return
}

func p7f0() (r int) {
	panic("v1")
	println("result", p7f1())
	defer func() { r = r*3 + 3 }()
	return
}

func p7f1() (r int) {
	defer func() { r = r*3 + 4 }()
	defer func() {
	}()
	defer func() {
		defer p7f3()
	}()
	defer func() {
	}()
	return
}

func p7f2() (r int) {
	show(recover())
	defer nilFunc()
	defer p7f3()
	println(12)
	for range 3 {
		defer func() {
		}()
		println(15)
		if x := recover(); x != nil {
			panic(x)
		}
	}
	return
}

func p7f3() (r int) {
	defer nilFunc()
	println(18)
	show(recover())
	println(20)
	return
}

func p8f0() (r int) {
	r = r*10 + 1
	for range 3 {
		defer p8f1()
		panic("v4")
	}
	defer func() {
		defer recover()
		panic("v7")
		defer p8f2()
	}()
	return
}

func p8f1() (r int) {
	defer p8f2()
	for range stubborn(10, 1) {
		println("result", p8f2())
		for range defers(12, 3) {
			defer func() {
				show(recover())
			}()
			defer func() {
				if x := recover(); x != nil {
					panic(x)
				}
				defer p8f2()
				show(recover())
			}()
		}
	}
	defer func() { r = r*3 + 19 }()
	panic("v20")
	if x := recover(); x != nil {
		panic(x)
	}
	return
}

func p8f2() (r int) {
	println(22)
	r = r*10 + 3
	if yes {
		for range plain(25, 1) {
			defer func() {
				println(27)
				println(28)
				println(29)
			}()
		}
	}
	return
}

func p9f0() (r int) {
	defer func() { r = r*3 + 1 }()
	return
	return
}

func p9f1() (r int) {
	for range plain(3, 2) {
		defer println(4)
		if no {
			panic("v6")
			println("result", p9f3())
			defer p9f2()
		}
		defer p9f4()
		defer println(10)
	}
	show(recover())
	return
	println(13)
	if yes {
		defer p9f4()
	}
	return
}

func p9f2() (r int) {
	defer p9f4()
	println(17)
	defer recover()
	return
}

func p9f3() (r int) {
	return
}

func p9f4() (r int) {
	for range plain(19, 2) {
		defer func() { r = r*3 + 20 }()
		for range plain(21, 3) {
			defer func() {
				println(23)
				println(24)
			}()
			println(25)
			println(26)
			println(27)
		}
		println(28)
		panic("v29")
	}
	println(30)
	defer recover()
	return
}

func p10f0() (r int) {
	runtime.Goexit()
	println(2)
	runtime.Goexit()
	defer p10f2()
	return
}

func p10f1() (r int) {
	return
}

func p10f2() (r int) {
	defer func() {
	}()
	println("result", p10f3())
	defer println(7)
	for range plain(8, 3) {
		defer recover()
		panic("v10")
	}
	for range 1 {
		defer println(12)
		for range recovers(13, 2) {
			println(14)
			defer func() { r = r*3 + 15 }()
			println("result", p10f3())
			defer p10f3()
		}
	}
	return
}

func p10f3() (r int) {
	panic("v18")
	panic("v19")
	defer println(20)
	return
}

func p11f0() (r int) {
	return
}

func p11f1() (r int) {
	return
	return
}

func p11f2() (r int) {
	defer func() {
		for range plain(3, 2) {
			if x := recover(); x != nil {
				panic(x)
			}
		}
		println(5)
		defer p11f3()
	}()
	println(7)
	show(recover())
	for range 3 {
		defer func() {
			for range plain(11, 2) {
			}
			println(12)
		}()
	}
	if yes {
		show(recover())
		show(recover())
	}
	return
}

func p11f3() (r int) {
	return
}

func p12f0() (r int) {
	if yes {
		defer func() {
		}()
	}
	show(recover())
	return
}

func p12f1() (r int) {
	defer p12f3()
	for range 2 {
	}
	for range stubborn(6, 1) {
		panic("v7")
		break
	}
	return
}

func p12f2() (r int) {
	defer func() { r = r*3 + 9 }()
	for range 2 {
		show(recover())
		defer p12f3()
		for range defers(13, 1) {
		}
	}
	println("result", p12f3())
	runtime.Goexit()
	defer func() {
		println(17)
		show(recover())
	}()
	return
}

func p12f3() (r int) {
	println(19)
	return
}

func p13f0() (r int) {
	for range recovers(1, 3) {
		defer func() { r = r*3 + 2 }()
		println(3)
		for range stubborn(4, 1) {
		}
		defer func() {
			defer func() {
				println(7)
				defer p13f5()
				println("result", p13f1())
			}()
			defer recover()
			defer p13f3()
		}()
	}
	panic("v12")
	defer recover()
	r = r*10 + 4
	return
}

func p13f1() (r int) {
	for range plain(15, 1) {
		for range defers(16, 3) {
		}
	}
	return
}

func p13f2() (r int) {
	for range defers(17, 1) {
		println("result", p13f3())
		println("result", p13f5())
		defer func() {
			show(recover())
		}()
	}
	println("result", p13f5())
	return
}

func p13f3() (r int) {
	println("result", p13f4())
	for range plain(24, 1) {
		for range recovers(25, 2) {
		}
		panic("v26")
		if yes {
			show(recover())
			defer func() {
			}()
		}
	}
	return
}

func p13f4() (r int) {
	for range defers(30, 3) {
	}
	println("result", p13f5())
	defer func() { r = r*3 + 32 }()
	return
}

func p13f5() (r int) {
	defer func() { r = r*3 + 33 }()
	if x := recover(); x != nil {
		panic(x)
	}
	for range plain(35, 2) {
		panic("v36")
		defer nilFunc()
		runtime.Goexit()
	}
	return
}

func p14f0() (r int) {
	if x := recover(); x != nil {
		panic(x)
	}
	println(2)
	defer func() {
		defer func() {
			println("result", p14f2())
			for range recovers(6, 3) {
				println("result", p14f2())
			}
		}()
		println(8)
		defer p14f3()
	}()
	if x := recover(); x != nil {
		panic(x)
	}
	for range plain(11, 1) {
		for range stubborn(12, 3) {
			println("result", p14f6())
			defer func() {
				println(15)
			}()
			println("result", p14f5())
		}
	}
	return
}

func p14f1() (r int) {
	println("result", p14f4())
	return
}

func p14f2() (r int) {
	defer recover()
	show(recover())
	defer func() { r = r*3 + 20 }()
	return
}

func p14f3() (r int) {
	defer func() { r = r*3 + 21 }()
	if x := recover(); x != nil {
		panic(x)
	}
	for range plain(23, 3) {
		defer func() {
			defer p14f4()
			for range stubborn(26, 2) {
				defer println(27)
				defer p14f4()
				println("result", p14f4())
				defer p14f6()
			}
			println(31)
		}()
	}
	for range defers(32, 1) {
		println(33)
		defer func() { r = r*3 + 34 }()
	}
	return
}

func p14f4() (r int) {
	defer func() { r = r*3 + 35 }()
	return
}

func p14f5() (r int) {
	println("result", p14f6())
	return
}

func p14f6() (r int) {
	if x := recover(); x != nil {
		panic(x)
	}
	println(38)
	return
}

func p15f0() (r int) {
	println(1)
	defer nilFunc()
	show(recover())
	println("result", p15f2())
	return
}

func p15f1() (r int) {
	if yes {
		if no {
			println("result", p15f3())
		}
		println("result", p15f3())
	}
	for range stubborn(9, 1) {
	}
	defer p15f3()
	defer p15f4()
	return
}

func p15f2() (r int) {
	defer func() {
	}()
	if yes {
	}
	println("result", p15f4())
	defer println(15)
	return
}

func p15f3() (r int) {
	for range plain(16, 3) {
		defer p15f4()
		show(recover())
	}
	for range recovers(19, 3) {
	}
	defer recover()
	defer println(21)
	return
}

func p15f4() (r int) {
	return
	return
}

func p16f0() (r int) {
	defer func() { r = r*3 + 1 }()
	return
}

func p16f1() (r int) {
	if x := recover(); x != nil {
		panic(x)
	}
	defer func() { r = r*3 + 3 }()
	if x := recover(); x != nil {
		panic(x)
	}
	if x := recover(); x != nil {
		panic(x)
	}
	if x := recover(); x != nil {
		panic(x)
	}
	return
}

func p17f0() (r int) {
	defer p17f1()
	println(2)
	return
}

func p17f1() (r int) {
	return
}

func p18f0() (r int) {
	return
	defer p18f1()
	defer func() { r = r*3 + 3 }()
	return
}

func p18f1() (r int) {
	println(4)
	return
}

func p19f0() (r int) {
	return
}

func p19f1() (r int) {
	show(recover())
	defer p19f2()
	panic("v3")
	return
}

func p19f2() (r int) {
	return
}

func p19f3() (r int) {
	for range 3 {
	}
	return
}

func p20f0() (r int) {
	panic("v1")
	for range defers(2, 1) {
		defer recover()
	}
	return
	panic("v5")
	println("result", p20f1())
	return
}

func p20f1() (r int) {
	return
}

func p21f0() (r int) {
	defer func() {
		show(recover())
		panic("v3")
	}()
	show(recover())
	defer println(5)
	return
}

func p21f1() (r int) {
	defer func() {
		if x := recover(); x != nil {
			panic(x)
		}
	}()
	return
	return
}

func p21f2() (r int) {
	if x := recover(); x != nil {
		panic(x)
	}
	println(10)
	if x := recover(); x != nil {
		panic(x)
	}
	for range plain(12, 2) {
	}
	return
}

func p21f3() (r int) {
	println("result", p21f5())
	return
}

func p21f4() (r int) {
	defer recover()
	println(15)
	for range 1 {
	}
	defer func() {
		defer p21f5()
		defer func() {
			if yes {
				println(21)
				defer p21f5()
			}
		}()
		if yes {
			defer func() {
			}()
			println(25)
			println("result", p21f5())
		}
	}()
	for range recovers(27, 3) {
		panic("v28")
		panic("v29")
	}
	return
}

func p21f5() (r int) {
	for range 2 {
		println(31)
		println(32)
	}
	defer func() { r = r*3 + 33 }()
	println(34)
	show(recover())
	defer func() {
	}()
	return
}

func p22f0() (r int) {
	println(1)
	show(recover())
	return
}

func p22f1() (r int) {
	defer func() {
		show(recover())
		defer p22f3()
		println("result", p22f2())
	}()
	defer func() {
	}()
	for range stubborn(8, 1) {
	}
	defer p22f3()
	r = r*10 + 0
	return
}

func p22f2() (r int) {
	for range recovers(11, 2) {
	}
	println(12)
	println(13)
	return
}

func p22f3() (r int) {
	show(recover())
	for range plain(15, 1) {
		for range plain(16, 3) {
			defer nilFunc()
			println(18)
		}
		r = r*10 + 9
	}
	defer func() {
		defer func() {
			println(22)
			for range plain(23, 2) {
			}
			panic("v24")
		}()
	}()
	return
}

func p23f0() (r int) {
	defer func() {
		if x := recover(); x != nil {
			panic(x)
		}
	}()
	defer p23f2()
	return
}

func p23f1() (r int) {
	defer func() { r = r*3 + 4 }()
	r = r*10 + 5
	defer p23f2()
	if yes {
		defer p23f2()
		runtime.Goexit()
		r = r*10 + 0
	}
	return
}

func p23f2() (r int) {
	println(11)
	for range 3 {
		show(recover())
	}
	return
}

func p24f0() (r int) {
	return
}

func p24f1() (r int) {
	println("result", p24f3())
	println(2)
	defer func() {
		defer func() {
			if no {
				println("result", p24f2())
				if x := recover(); x != nil {
					panic(x)
				}
				show(recover())
			}
			for range plain(9, 1) {
				println(10)
			}
			for range plain(11, 3) {
				println(12)
				defer p24f2()
				println(14)
				println(15)
			}
		}()
		println("result", p24f2())
		println(17)
	}()
	println(18)
	if yes {
	}
	return
}

func p24f2() (r int) {
	r = r*10 + 0
	defer func() {
	}()
	defer func() {
	}()
	return
}

func p24f3() (r int) {
	println(23)
	return
}

func p25f0() (r int) {
	defer println(1)
	runtime.Goexit()
	r = r*10 + 3
	println("result", p25f1())
	return
}

func p25f1() (r int) {
	return
}

func p25f2() (r int) {
	for range recovers(5, 1) {
		if x := recover(); x != nil {
			panic(x)
		}
		defer println(7)
		for range plain(8, 3) {
			if x := recover(); x != nil {
				panic(x)
			}
		}
		println(10)
	}
	println(11)
	return
}

func p26f0() (r int) {
	return
}

func p26f1() (r int) {
	defer p26f3()
	println(2)
	r = r*10 + 3
	return
}

func p26f2() (r int) {
	defer func() { r = r*3 + 4 }()
	println("result", p26f3())
	show(recover())
	defer println(7)
	defer func() { r = r*3 + 8 }()
	return
}

func p26f3() (r int) {
	defer func() { r = r*3 + 9 }()
	show(recover())
	defer func() {
	}()
	show(recover())
	defer p26f5()
	return
}

func p26f4() (r int) {
	defer func() {
		println("result", p26f5())
		println(16)
	}()
	return
}

func p26f5() (r int) {
	println(17)
	defer recover()
	r = r*10 + 9
	return
}

func p27f0() (r int) {
	defer p27f2()
	println(2)
	for range 1 {
	}
	defer p27f2()
	if yes {
		r = r*10 + 6
		println("result", p27f1())
		defer func() {
			println(9)
			defer p27f2()
		}()
	}
	return
}

func p27f1() (r int) {
	defer p27f3()
	return
}

func p27f2() (r int) {
	defer func() {
		for range stubborn(13, 2) {
		}
		defer recover()
		println(15)
	}()
	return
}

func p27f3() (r int) {
	println(16)
	println(17)
	defer func() {
		println(19)
	}()
	return
}

func p28f0() (r int) {
	show(recover())
	defer println(2)
	println("result", p28f1())
	defer func() { r = r*3 + 4 }()
	return
}

func p28f1() (r int) {
	defer p28f2()
	panic("v6")
	println(7)
	defer func() { r = r*3 + 8 }()
	defer p28f2()
	return
}

func p28f2() (r int) {
	println(10)
	println(11)
	return
}

func p29f0() (r int) {
	defer func() { r = r*3 + 1 }()
	for range recovers(2, 1) {
		show(recover())
	}
	println(4)
	return
}

func p29f1() (r int) {
	defer func() {
		for range plain(6, 2) {
			defer p29f3()
			println(8)
			defer func() {
				println(10)
			}()
			break
		}
		defer func() {
		}()
		println(13)
	}()
	for range stubborn(14, 3) {
	}
	return
}

func p29f2() (r int) {
	defer func() { r = r*3 + 15 }()
	for range plain(16, 2) {
		if x := recover(); x != nil {
			panic(x)
		}
		defer func() {
			println(19)
			defer func() {
				println(21)
				show(recover())
				println(23)
			}()
		}()
		show(recover())
		defer func() {
			println("result", p29f3())
			panic("v27")
			defer p29f3()
		}()
	}
	println(29)
	panic("v30")
	return
}

func p29f3() (r int) {
	return
	return
	for range stubborn(33, 3) {
	}
	show(recover())
	return
}

func p30f0() (r int) {
	for range plain(1, 2) {
		defer p30f2()
	}
	defer recover()
	return
}

func p30f1() (r int) {
	panic("v4")
	for range plain(5, 2) {
		println("result", p30f3())
		panic("v7")
		return
		println(9)
	}
	println(10)
	defer func() { r = r*3 + 11 }()
	for range plain(12, 3) {
		defer p30f5()
		println("result", p30f2())
	}
	return
}

func p30f2() (r int) {
	defer nilFunc()
	return
}

func p30f3() (r int) {
	defer func() {
	}()
	for range recovers(17, 1) {
		panic("v18")
		defer func() {
			panic("v20")
		}()
		if yes {
			println("result", p30f5())
		}
	}
	for range plain(23, 1) {
		for range plain(24, 3) {
			r = r*10 + 5
			println(26)
			defer p30f5()
			println(28)
		}
		break
	}
	return
}

func p30f4() (r int) {
	return
}

func p30f5() (r int) {
	r = r*10 + 0
	println(31)
	return
}

func p31f0() (r int) {
	panic("v1")
	println(2)
	defer func() { r = r*3 + 3 }()
	return
}

func p31f1() (r int) {
	defer func() {
		for range plain(5, 1) {
			panic("v6")
			if yes {
				println(8)
			}
			defer func() {
			}()
		}
		println(10)
	}()
	println(11)
	defer func() {
		println("result", p31f3())
		println(14)
		defer println(15)
	}()
	defer println(16)
	return
}

func p31f2() (r int) {
	panic("v17")
	return
}

func p31f3() (r int) {
	defer func() { r = r*3 + 18 }()
	return
}

func p31f4() (r int) {
	if yes {
		defer p31f5()
	}
	if yes {
		if yes {
			println(23)
			defer p31f5()
			println(25)
		}
	}
	panic("v26")
	for range plain(27, 1) {
		defer func() {
			defer println(29)
			for range 1 {
				defer p31f6()
				break
			}
		}()
		runtime.Goexit()
		defer recover()
		panic("v35")
	}
	return
}

func p31f5() (r int) {
	return
}

func p31f6() (r int) {
	panic("v36")
	return
}

func p32f0() (r int) {
	defer p32f1()
	defer nilFunc()
	println(3)
	defer func() { r = r*3 + 4 }()
	return
}

func p32f1() (r int) {
	defer println(5)
	defer func() { r = r*3 + 6 }()
	return
}

func p32f2() (r int) {
	for range stubborn(7, 1) {
		if x := recover(); x != nil {
			panic(x)
		}
	}
	defer p32f3()
	for range plain(10, 1) {
		for range stubborn(11, 2) {
			defer func() {
				defer p32f3()
				println(14)
			}()
		}
		for range stubborn(15, 3) {
			show(recover())
		}
		panic("v17")
	}
	return
}

func p32f3() (r int) {
	return
}

func p33f0() (r int) {
	panic("v1")
	for range stubborn(2, 1) {
		println(3)
		defer func() {
			println(5)
			for range defers(6, 1) {
				println(7)
				defer p33f2()
				defer nilFunc()
				println(10)
			}
		}()
		for range recovers(11, 1) {
		}
	}
	println("result", p33f2())
	defer p33f2()
	return
}

func p33f1() (r int) {
	return
}

func p33f2() (r int) {
	panic("v14")
	return
}

func p34f0() (r int) {
	return
}

func p34f1() (r int) {
	return
}

func p34f2() (r int) {
	defer p34f6()
	panic("v2")
	return
}

func p34f3() (r int) {
	for range 2 {
	}
	return
}

func p34f4() (r int) {
	println(4)
	println(5)
	defer recover()
	defer func() { r = r*3 + 7 }()
	show(recover())
	return
}

func p34f5() (r int) {
	println("result", p34f6())
	println(10)
	return
}

func p34f6() (r int) {
	defer func() {
		println(12)
	}()
	return
	println(14)
	return
}

func p35f0() (r int) {
	return
	defer recover()
	return
}

func p35f1() (r int) {
	println("result", p35f5())
	if x := recover(); x != nil {
		panic(x)
	}
	for range recovers(5, 1) {
		for range recovers(6, 1) {
			defer func() { r = r*3 + 7 }()
			println(8)
		}
		defer func() { r = r*3 + 9 }()
	}
	r = r*10 + 0
	return
}

func p35f2() (r int) {
	return
}

func p35f3() (r int) {
	println(11)
	return
}

func p35f4() (r int) {
	defer func() {
		println("result", p35f5())
	}()
	println(14)
	return
}

func p35f5() (r int) {
	for range 3 {
		println(16)
		defer func() {
		}()
	}
	println(18)
	println(19)
	println(20)
	println(21)
	return
}

func p36f0() (r int) {
	if x := recover(); x != nil {
		panic(x)
	}
	for range defers(2, 2) {
		println(3)
	}
	defer p36f1()
	return
}

func p36f1() (r int) {
	return
}

func p37f0() (r int) {
	show(recover())
	defer p37f1()
	defer func() {
	}()
	println(4)
	return
}

func p37f1() (r int) {
	println(5)
	defer func() {
		println("result", p37f5())
	}()
	for range defers(8, 1) {
		panic("v9")
	}
	defer p37f5()
	show(recover())
	return
}

func p37f2() (r int) {
	runtime.Goexit()
	return
}

func p37f3() (r int) {
	return
}

func p37f4() (r int) {
	defer nilFunc()
	println("result", p37f5())
	println(15)
	defer println(16)
	defer p37f5()
	return
}

func p37f5() (r int) {
	return
}

func p38f0() (r int) {
	defer p38f2()
	defer func() {
		println("result", p38f2())
		for range 1 {
			defer p38f2()
			defer recover()
			for range plain(7, 2) {
				defer p38f1()
				defer println(9)
			}
		}
		println(10)
	}()
	return
}

func p38f1() (r int) {
	println("result", p38f2())
	return
}

func p38f2() (r int) {
	println(12)
	runtime.Goexit()
	panic("v14")
	println(15)
	runtime.Goexit()
	return
}

func p39f0() (r int) {
	return
}

func p39f1() (r int) {
	defer p39f4()
	defer func() {
	}()
	println("result", p39f2())
	panic("v4")
	show(recover())
	return
}

func p39f2() (r int) {
	panic("v6")
	defer func() { r = r*3 + 7 }()
	defer recover()
	defer recover()
	return
}

func p39f3() (r int) {
	runtime.Goexit()
	show(recover())
	if yes {
	}
	defer println(13)
	return
}

func p39f4() (r int) {
	println(14)
	defer func() {
		println(16)
	}()
	runtime.Goexit()
	runtime.Goexit()
	println(19)
	return
}

func main() {
	if len(os.Args) > 1 {
		n, _ := strconv.Atoi(os.Args[1])
		println("result", programs[n]())
		return
	}
	for n, f := range programs {
		run(n, f)
	}
}

var _ = runtime.Goexit
