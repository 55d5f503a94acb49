package fmt

import "errors"

// Errorf formats by a format and returns the text as an error, which wraps the operands of %w.
func Errorf(format string, a ...any) error {
	p := newPrinter()
	p.wraps = true
	p.printf(format, a)
	s := string(p.buf)
	wrapped := p.wrapped
	p.free()
	switch len(wrapped) {
	case 0:
		return errors.New(s)
	case 1:
		err, _ := a[wrapped[0]].(error)
		return &wrapError{s, err}
	}
	// Each operand once, in the order of the operands.
	var errs []error
	for i, arg := range a {
		for _, at := range wrapped {
			if at == i {
				if err, ok := arg.(error); ok {
					errs = append(errs, err)
				}
				break
			}
		}
	}
	return &wrapErrors{s, errs}
}

type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }

type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string   { return e.msg }
func (e *wrapErrors) Unwrap() []error { return e.errs }
