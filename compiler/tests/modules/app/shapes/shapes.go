package shapes

var order = initialised()

func initialised() int { println("shapes is initialised"); return 1 }

type Square struct{ Side int }

func (s Square) Area() int { return s.Side * s.Side * order }
