package deep

import "example.com/app/shapes"

func Name() string { return "deep" }

func Fail() { panic(shapes.Square{Side: 2}.Area()) }
