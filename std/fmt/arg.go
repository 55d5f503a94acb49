package fmt

import (
	"internal/reflectlite"
	"unicode/utf8"
)

// printArg prints an operand.
func (p *printer) printArg(arg any, verb rune) {
	p.arg = arg
	p.value = reflectlite.Value{}
	if arg == nil {
		if verb == 'T' || verb == 'v' {
			p.padString("<nil>")
		} else {
			p.badVerb(verb)
		}
		return
	}
	ok := false
	switch verb {
	case 'T':
		p.fmtS(reflectlite.TypeOf(arg).String())
		return
	case 'p':
		ok = p.pointer(reflectlite.ValueOf(arg), 'p')
	default:
		switch v := arg.(type) {
		case string:
			ok = p.string(v, verb)
		case int:
			ok = p.integer(uint64(v), true, verb)
		case bool:
			ok = p.bool(v, verb)
		case float64:
			ok = p.float(v, 64, verb)
		case []byte:
			switch verb {
			case 'v', 'd', 's', 'x', 'X', 'q':
				ok = p.bytes(v, verb, "[]byte")
			default:
				p.printValue(reflectlite.ValueOf(arg), verb, 0)
				return
			}
		case int32:
			ok = p.integer(uint64(v), true, verb)
		case int64:
			ok = p.integer(uint64(v), true, verb)
		case uint8:
			ok = p.integer(uint64(v), false, verb)
		default:
			if reflectlite.Unwrap != nil {
				if v, ok := reflectlite.Unwrap(arg); ok {
					p.printReflected(v, verb)
					return
				}
			}
			// The remaining basic types are rare enough to go by their descriptors.
			if !p.callMethod(verb) {
				p.printValue(reflectlite.ValueOf(arg), verb, 0)
			}
			return
		}
	}
	if !ok {
		p.badVerb(verb)
	}
}

// printReflected prints what a reflect.Value holds.
func (p *printer) printReflected(v reflectlite.Value, verb rune) {
	if v.IsValid() && v.CanInterface() {
		if p.arg = v.Interface(); p.callMethod(verb) {
			return
		}
	}
	p.printValue(v, verb, 0)
}

// printValue prints a value by its kind. At a depth of 0, its methods have been tried. Those of a value in a field that is not
// exported are not called.
func (p *printer) printValue(v reflectlite.Value, verb rune, depth int) {
	if depth > 0 && v.IsValid() {
		if !v.CanInterface() {
			p.arg = nil
			p.value = v
		} else if p.arg = v.Interface(); p.callMethod(verb) {
			return
		}
	}
	ok := true
	switch v.Kind() {
	case reflectlite.Invalid:
		switch {
		case depth == 0:
			p.text("<invalid reflect.Value>")
		case verb == 'v':
			p.text("<nil>")
		default:
			ok = false
		}
	case reflectlite.Bool:
		ok = p.bool(v.Bool(), verb)
	case reflectlite.Int, reflectlite.Int8, reflectlite.Int16, reflectlite.Int32, reflectlite.Int64:
		ok = p.integer(uint64(v.Int()), true, verb)
	case reflectlite.Uint, reflectlite.Uint8, reflectlite.Uint16, reflectlite.Uint32, reflectlite.Uint64, reflectlite.Uintptr:
		ok = p.integer(v.Uint(), false, verb)
	case reflectlite.Float32:
		ok = p.float(v.Float(), 32, verb)
	case reflectlite.Float64:
		ok = p.float(v.Float(), 64, verb)
	case reflectlite.Complex64:
		ok = p.complex(v.Complex(), 64, verb)
	case reflectlite.Complex128:
		ok = p.complex(v.Complex(), 128, verb)
	case reflectlite.String:
		ok = p.string(v.String(), verb)
	case reflectlite.Map:
		p.mapping(v, verb, depth)
	case reflectlite.Struct:
		p.structure(v, verb, depth)
	case reflectlite.Interface:
		e := v.Elem()
		switch {
		case e.IsValid():
			p.printValue(e, verb, depth+1)
		case p.sharpV:
			p.text(v.Type().String())
			p.text("(nil)")
		default:
			p.text("<nil>")
		}
	case reflectlite.Array, reflectlite.Slice:
		p.list(v, verb, depth)
	case reflectlite.Pointer:
		if depth == 0 && !v.IsNil() {
			e := v.Elem()
			switch e.Kind() {
			case reflectlite.Array, reflectlite.Slice, reflectlite.Struct, reflectlite.Map:
				p.byte('&')
				p.printValue(e, verb, depth+1)
				return
			}
		}
		ok = p.pointer(v, verb)
	default:
		ok = p.pointer(v, verb)
	}
	if !ok {
		p.badVerb(verb)
	}
}

// separate writes what stands between elements.
func (p *printer) separate() {
	if p.sharpV {
		p.text(", ")
	} else {
		p.byte(' ')
	}
}

//go:kinds struct
func (p *printer) structure(v reflectlite.Value, verb rune, depth int) {
	t := v.Type()
	if p.sharpV {
		p.text(t.String())
	}
	p.byte('{')
	for i, n := 0, t.NumField(); i < n; i++ {
		if i > 0 {
			p.separate()
		}
		if p.plusV || p.sharpV {
			if name := t.FieldName(i); name != "" {
				p.text(name)
				p.byte(':')
			}
		}
		f := v.Field(i)
		if f.Kind() == reflectlite.Interface && !f.IsNil() {
			f = f.Elem()
		}
		p.printValue(f, verb, depth+1)
	}
	p.byte('}')
}

//go:kinds map
func (p *printer) mapping(v reflectlite.Value, verb rune, depth int) {
	end := byte(']')
	if p.sharpV {
		p.text(v.Type().String())
		if v.IsNil() {
			p.text("(nil)")
			return
		}
		p.byte('{')
		end = '}'
	} else {
		p.text("map[")
	}
	for i, e := range sortedEntries(v) {
		if i > 0 {
			p.separate()
		}
		p.printValue(e.key, verb, depth+1)
		p.byte(':')
		p.printValue(e.value, verb, depth+1)
	}
	p.byte(end)
}

//go:kinds array slice
func (p *printer) list(v reflectlite.Value, verb rune, depth int) {
	t := v.Type()
	switch verb {
	case 's', 'q', 'x', 'X':
		if t.Elem().Kind() == reflectlite.Uint8 {
			p.bytes(v.Bytes(), verb, t.String())
			return
		}
	}
	begin, end := byte('['), byte(']')
	if p.sharpV {
		p.text(t.String())
		if v.Kind() == reflectlite.Slice && v.IsNil() {
			p.text("(nil)")
			return
		}
		begin, end = '{', '}'
	}
	p.byte(begin)
	for i, n := 0, v.Len(); i < n; i++ {
		if i > 0 {
			p.separate()
		}
		p.printValue(v.Index(i), verb, depth+1)
	}
	p.byte(end)
}

// callMethod has the operand format itself, if it can; it reports whether the operand is dealt with.
func (p *printer) callMethod(verb rune) bool {
	if p.erroring {
		return false
	}
	if verb == 'w' {
		if _, ok := p.arg.(error); !ok || !p.wraps {
			p.badVerb(verb)
			return true
		}
		verb = 'v'
	}
	if !reflectlite.HasMethods(p.arg) {
		return false
	}
	if f, ok := p.arg.(Formatter); ok {
		p.call(f, nil, nil, nil, verb)
		return true
	}
	if p.sharpV {
		g, ok := p.arg.(GoStringer)
		if ok {
			p.call(nil, g, nil, nil, verb)
		}
		return ok
	}
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
		switch v := p.arg.(type) {
		case error:
			p.call(nil, nil, v, nil, verb)
			return true
		case Stringer:
			p.call(nil, nil, nil, v, verb)
			return true
		}
	}
	return false
}

// call calls the method of the one of the interfaces that is not nil.
func (p *printer) call(f Formatter, g GoStringer, e error, s Stringer, verb rune) {
	method := "Format"
	defer p.catch(p.arg, verb, &method)
	switch {
	case f != nil:
		f.Format(p, verb)
	case g != nil:
		method = "GoString"
		p.fmtS(g.GoString())
	case e != nil:
		method = "Error"
		p.string(e.Error(), verb)
	default:
		method = "String"
		p.string(s.String(), verb)
	}
}

// catch reports a panic in an operand's method.
func (p *printer) catch(arg any, verb rune, method *string) {
	e := recover()
	if e == nil {
		return
	}
	if v := reflectlite.ValueOf(arg); v.Kind() == reflectlite.Pointer && v.IsNil() {
		p.text("<nil>")
		return
	}
	if p.panicking {
		// The panic's value panics too.
		panic(e)
	}
	old := *p
	p.clearFlags()
	p.begin(verb)
	p.text("(PANIC=")
	p.text(*method)
	p.text(" method: ")
	p.panicking = true
	p.printArg(e, 'v')
	p.panicking = false
	p.byte(')')
	old.buf = p.buf
	*p = old
}

// begin writes %!verb.
func (p *printer) begin(verb rune) {
	p.text("%!")
	p.buf = utf8.AppendRune(p.buf, verb)
}

// badVerb reports that the operand, or the value at hand when there is no operand, has no such verb.
func (p *printer) badVerb(verb rune) {
	p.erroring = true
	p.begin(verb)
	p.byte('(')
	switch {
	case p.arg != nil:
		p.text(reflectlite.TypeOf(p.arg).String())
		p.byte('=')
		p.printArg(p.arg, 'v')
	case p.value.IsValid():
		p.text(p.value.Type().String())
		p.byte('=')
		p.printValue(p.value, 'v', 0)
	default:
		p.text("<nil>")
	}
	p.byte(')')
	p.erroring = false
}
